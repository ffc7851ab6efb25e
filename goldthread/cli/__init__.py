"""The program `goldthread`: one module a command, each with NAME, HELP, add_arguments and run."""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COMMANDS = (
    "init",
    "administrator",
    "upgrade",
    "demo",
    "serve",
    "work",
    "import_set",
    "import_notes",
    "import_layout",
    "import_codes",
    "import_archive",
    "export",
    "reconcile",
    "verify",
    "index",
    "backup",
    "restore",
    "move",
    "bench",
    "doctor",
)

# What the first of two words does.
GROUPS = {"import": gettext_lazy("bring in a folder of files, notes, a list of codes, or an export of everything")}

# What a command answers to the shell; a wrong option ends with argparse's own 2.
DONE, REFUSED = 0, 1


class Command(Protocol):
    """What a module in this package offers; NAME of two words is a command with a subcommand."""

    NAME: str
    HELP: "str | Promise"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def commands() -> list[Command]:
    """The modules of the commands, in the order of the manual."""
    return [import_module(f"goldthread.cli.{name}") for name in COMMANDS]


def parser() -> argparse.ArgumentParser:
    """The whole command line, from the commands themselves."""
    whole = argparse.ArgumentParser(prog="goldthread", description=_("The journal of care delivery."))
    choices = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for command in commands():
        group, _space, name = command.NAME.rpartition(" ")
        if group and group not in groups:
            above = choices.add_parser(group, help=str(GROUPS[group]), description=str(GROUPS[group]))
            groups[group] = above.add_subparsers(dest=f"{group}_what", required=True, metavar="WHAT")
        at = groups[group] if group else choices
        own = at.add_parser(name, help=str(command.HELP), description=str(command.HELP))
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return whole


def told(error: Exception) -> str:
    """What an error of the database says, without the lines of advice that some drivers add."""
    return str(error).strip().partition("\n")[0].rstrip(".")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one sentence on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    from goldthread.lib import faults, language
    from goldthread.lib.refusals import Refused

    # What a command makes is the owner's alone.
    os.umask(0o077)
    try:
        django.setup()
        language.speak(os.environ)
        import_module("goldthread.cli.words").speak()
        options = parser().parse_args(arguments)
        return int(options.run(options))
    except (Refused, ImproperlyConfigured) as refused:
        print(refused, file=sys.stderr)
    except (DatabaseError, sqlite3.Error) as broken:
        sentence = _("The database does not answer as it should: %(why)s. Run: goldthread doctor") % {
            "why": told(broken)
        }
        fault = faults.of(broken)
        print((fault and faults.for_the_administrator(fault)) or sentence, file=sys.stderr)
    except OSError as broken:
        # A full disk, a folder one may not write to: the machine's word, where no command has a better one.
        said = {"what": broken.filename or _("This machine"), "why": broken.strerror or broken}
        print(_("%(what)s: %(why)s. Nothing more was done.") % said, file=sys.stderr)
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
    return REFUSED

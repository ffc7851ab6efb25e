"""The manual's page on the layouts, made from them and from the maps that ship, so that it says what the code reads."""

from django.utils.translation import override

from goldthread.intake import mapping
from goldthread.intake.layouts import CHOICE, CHOICES, DAY, LAYOUTS, ZONE, Column, Layout
from goldthread.intake.rules import DATES
from goldthread.page.help import LANGUAGE

TITLE = "Files that can be brought in"
_INTRODUCTION = f"""
A set is a folder with any of these files. `goldthread import set FOLDER` reads them in this order, and each refers only to
what stands before it. `goldthread import layout staff` prints the empty file of one of them with what its columns mean. How
to go about it, and what becomes of each row, stands in [Importing](/help/importing/).

In **bold**: must be filled. Columns that are not here are not brought in, and named. Spaces around a cell are left out. Days
are written 2026-01-31; a map may say otherwise, as one of {", ".join(f"`{form}`" for form in DATES)}. A time beside a day is left out.
"""
_NOT_HERE = """
## What has no place

- **Authorizations**: of what was asked for, a referral keeps the service and the number; units and dates of an authorization
  are not brought in.
- Passwords, diagnoses, plans and bills.
- **Corrections.** A row that came in and now has other words is refused: nothing is overwritten.
"""
_MAPS = """
## Maps: files of other systems

A map says, in [TOML](https://toml.io), which file and column of the other system is which of ours. `goldthread import set FOLDER
--map FILE` reads by it. `file` is the name of a file in the folder itself; several layouts may be read from one. A column is named, or several in braces make one: `"{First} {Last}"`. `constants` are the same in every
row, `codes` say what a word of theirs is here (an empty text for a word that means nothing; a row with a word that is neither here nor in
`codes` is refused), `dates` is one way of writing days
or a list of them. A day that two of these read differently is refused, never guessed. `encoding` says how all files are
spelled: `utf-8`, `utf-16`, `windows-1252`, `iso-8859-1` or `mac-roman`; without it they are UTF-8, or what their first bytes say. Comma,
semicolon, tab and | between cells are told apart by the names in the first line. For notes, `columns` is what
[Importing](/help/importing/) says of a map.

These maps come along, and are chosen by name: `goldthread import set FOLDER --from openemr`. OpenEMR's is made after its
documentation and fits as it is. Those for Apricot and extendedReach are **examples**: every agency names its own forms
and views there, so copy the text, put your names at the right, and give it with `--map`.
"""


def text(signed_in: bool = False) -> str:
    """Markdown: every layout with its columns, what has no place, and every map."""
    with override(LANGUAGE):
        layouts = [line for layout in LAYOUTS for line in _layout(layout)]
        maps = [f"### {path.stem}\n\n```\n{path.read_text(encoding='utf-8')}```\n" for path in mapping.paths()]
        return "\n".join([f"# {TITLE}", _INTRODUCTION, *layouts, _NOT_HERE, _MAPS, *maps])


def _layout(layout: Layout) -> list[str]:
    known_by = f"A row is known by {', '.join(f'`{name}`' for name in layout.key)}." if layout.key else ""
    head = [
        f"## {layout.file}",
        "",
        f"{layout.about} {known_by}",
        "",
        "| Column | What it is | Holds |",
        "|---|---|---|",
    ]
    return [*head, *(_row(column) for column in layout.columns), ""]


def _row(column: Column) -> str:
    name = f"**`{column.name}`**" if column.is_needed else f"`{column.name}`"
    # A bar would end the cell of the table.
    meaning = str(column.meaning).replace("|", "\\|")
    return f"| {name} | {meaning} | {holds(column)} |"


def holds(column: Column) -> str:
    """What a column may hold, in a few words."""
    forms = {DAY: "a day", ZONE: "a time zone", CHOICE: "one of", CHOICES: "any of"}
    among = f" {', '.join(column.among)}" if column.among else ""
    return f"{forms.get(column.form, f'at most {column.longest} letters')}{among}"

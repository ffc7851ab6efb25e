"""The manual's page on the nineteen kinds of information follows the files."""

from goldthread.notes import nineteen
from goldthread.notes.definitions import ITEMS, shipped_documents


def test_every_kind_of_information_has_a_place_in_some_type() -> None:
    lines = nineteen.text().splitlines()
    for code in ITEMS:
        (line,) = [each for each in lines if each.startswith(f"| {code} |")]
        assert " of " in line.rpartition("|")[0].rpartition("|")[2], line


def test_every_type_that_ships_may_hold_judgment_and_occurrences() -> None:
    for definition, _document in shipped_documents():
        assert definition.blocks["judgments"] != "none", definition.key
        assert definition.blocks["occurrences"] != "none", definition.key

"""The manual's page on the nineteen kinds of information follows the files."""

from html import unescape

import pytest
from django.test import Client as Browser

from goldthread.notes import actions, nineteen
from goldthread.notes.definitions import ITEMS, shipped_documents
from goldthread.notes.queries import newest_type
from tests.cast import acting, named


def test_every_kind_of_information_has_a_place_in_some_type() -> None:
    lines = nineteen.text().splitlines()
    for code in ITEMS:
        (line,) = [each for each in lines if each.startswith(f"| {code} |")]
        assert " of " in line.rpartition("|")[0].rpartition("|")[2], line


def test_every_type_that_ships_may_hold_judgment_and_occurrences() -> None:
    for definition, _document in shipped_documents():
        assert definition.blocks["judgments"] != "none", definition.key
        assert definition.blocks["occurrences"] != "none", definition.key


@pytest.mark.usefixtures("cast")
def test_an_agencys_own_type_stands_there_for_who_is_signed_in_and_for_nobody_else() -> None:
    document = {
        **newest_type("session").definition,
        "key": "equine",
        "title": "Horses | *and* <b>us</b>",
        "items": {"I1": "header"},
        "sections": [{"key": "barn", "title": "In the [barn](x)", "items": ["I19"]}],
    }
    actions.load_type(document=document, by=acting("hana"))
    actions.offer_type(key="soap", is_offered=False, by=acting("hana"))
    ana = Browser()
    assert "Horses" not in ana.get("/help/nineteen/").content.decode()
    ana.force_login(named("ana"))
    shown = unescape(ana.get("/help/nineteen/").content.decode())
    (row,) = [line for line in shown.split("<tr>") if "<td>I19</td>" in line]
    assert "“In the [barn](x)” of " in row
    assert "Horses | *and* <b>us</b>" in row
    assert "SOAP" not in shown, "what is not offered cannot be chosen"

"""as_of: which records were known to be one person at a moment."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.chart.tests.test_as_of import _remembered, furnish_the_other_record, later, shown  # noqa: F401
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs.tests.stating import stated
from goldthread.plans.tests import writing as plans
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def test_a_merge_changes_nothing_of_what_was_known_before(client: Browser) -> None:
    furnish_the_other_record()
    plans.signed(plans.begun(login="cleo", client="Ngozi Okafor", content=plans.plan()))
    stated()
    before = clock.now()
    with later(5):
        was = shown(known_at=clock.now())
        assert [words for words, _severity in was["needs"]] == ["Wakes three nights a week, and screams."]
    with later(10):
        cases.merge(
            kept=client_named("Mateo Rivera"), merged=client_named("Ngozi Okafor"), reason="One child.", by=COMMAND_LINE
        )
    with later(20):
        assert shown(known_at=before) == was
        now = shown()
        assert [words for words, _severity in now["needs"]] == [
            "Ngozi's alone.",
            "Wakes three nights a week, and screams.",
        ]
        assert now["plan"][1:] == (1, ["Mateo goes to school every day."])
        client.force_login(named("ana"))
        address = f"/clients/{client_named('Mateo Rivera').pk}/as-of/"
        at = before.astimezone(ZoneInfo(named("ana").zone))
        asked = {"day": at.date().isoformat(), "at": f"{at:%H:%M:%S}"}
        assert "Ngozi&#x27;s alone." not in client.get(address, asked).content.decode()
        assert "Ngozi&#x27;s alone." in client.get(address).content.decode()


def test_what_a_merge_showed_is_not_shown_to_who_lost_it_with_the_merge() -> None:
    furnish_the_other_record()
    with later(5):
        link = cases.merge(
            kept=client_named("Mateo Rivera"), merged=client_named("Ngozi Okafor"), reason="One child.", by=COMMAND_LINE
        )
        merged = clock.now()
        assert [words for words, _severity in shown()["needs"]] == ["Ngozi's alone."]
    with later(10):
        cases.unmerge(link=link, by=COMMAND_LINE)
        assert shown(known_at=merged)["needs"] == []
        assert shown(known_at=merged, login="fay")["needs"] == [("Ngozi's alone.", "moderate")]

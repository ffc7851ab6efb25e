"""bring_up_to_date: a correction whose note was corrected since it was begun takes nothing of that back."""

from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries
from goldthread.notes.merging import rebased
from goldthread.notes.models import Draft, DraftRevision, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def amending(note: Note, kind: str = "correction", **changes: Any) -> Draft:
    """A draft of Ana's that amends a note, with what she changed in it."""
    draft = actions.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    words = {**draft.content.get("narrative", {}), **changes.pop("narrative", {})}
    content = {**draft.content, "reason": "I looked at my calendar.", "narrative": words, **changes}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    draft.refresh_from_db()
    return draft


def to_reading(draft: Draft) -> Any:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser.post(f"/drafts/{draft.pk}/again/", follow=True)


def now(draft: Draft) -> Draft:
    return Draft.objects.select_related("note_type", "author").get(pk=draft.pk)


def two_corrections(first: dict[str, Any], second: dict[str, Any]) -> tuple[Note, Draft]:
    """A note, and a correction of it that was begun before another one was signed."""
    (note,) = signed()
    one, other = amending(note, **first), amending(note, **second)
    signed(one)
    return note, other


def test_what_another_correction_changed_meanwhile_is_joined_and_stands_when_this_one_is_signed() -> None:
    note, other = two_corrections(
        {"narrative": {"response": "Mended first."}}, {"narrative": {"plan": "Friday instead."}}
    )
    Draft.objects.filter(pk=other.pk).update(content={**other.content, "caret": {"field": "narrative-next"}})
    answer = to_reading(other)
    assert answer.redirect_chain == [(f"/drafts/{other.pk}/", 302)]
    assert "caret" not in now(other).content
    page = answer.content.decode()
    assert "Ana Castellanos" in page
    assert "corrected this note on" in page
    assert now(other).content["narrative"]["response"] == "Mended first."
    (second,) = signed(now(other))
    assert [each["field"] for each in ledger.content_of(second.pk)["corrections"]] == ["narrative/plan"]
    words = {part["section"]: part["text"] for part in queries.standing_content(note.pk)["narrative"]}
    assert (words["response"], words["plan"]) == ("Mended first.", "Friday instead.")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_correction_that_knows_nothing_of_another_is_not_signed() -> None:
    _note, other = two_corrections({"place_of_service": "11"}, {"narrative": {"plan": "Friday instead."}})
    with pytest.raises(Refused, match=r"Ana Castellanos.* corrected this note on .*, after you began"):
        read(other)
    with pytest.raises(Refused, match="corrected this note"):
        actions.sign_directly(draft=other, method="demonstration", by=acting("ana"))


def test_what_both_changed_is_put_together_by_hand_and_nothing_typed_is_lost() -> None:
    note, other = two_corrections(
        {"narrative": {"response": "Mended first."}, "place_of_service": "11"},
        {"narrative": {"response": "Mended second.", "plan": "Friday instead."}},
    )
    answer = to_reading(other)
    kept = DraftRevision.objects.get(draft=other, is_beside=True)
    assert answer.redirect_chain == [(f"/drafts/{other.pk}/merge/{kept.pk}/", 302)]
    page = answer.content.decode()
    assert "In the note, as it was corrected meanwhile" in page
    assert page.count('type="radio"') - page.count('value="both"') == 2
    assert now(other).content["narrative"]["response"] == "Mended second."
    with pytest.raises(Refused, match="corrected this note"):
        read(now(other))
    to_reading(other)
    assert DraftRevision.objects.filter(draft=other, is_beside=True).count() == 1
    chosen = {"narrative/response": "both"}
    actions.merge(draft=now(other), kept=kept, base_revision=now(other).revision, chosen=chosen, by=acting("ana"))
    signed(now(other))
    standing = queries.standing_content(note.pk)
    words = [part["text"] for part in standing["narrative"] if part["section"] == "response"]
    assert "".join(words) == "Mended first.\n\nMended second." or "".join(words) == "Mended second.\n\nMended first."
    assert standing["place_of_service"] == "11"


def test_an_earlier_state_that_is_taken_up_again_stands_on_what_it_was_begun_from() -> None:
    _note, other = two_corrections({"place_of_service": "11"}, {"narrative": {"plan": "Friday instead."}})
    to_reading(other)
    read(now(other))
    before = DraftRevision.objects.filter(draft=other, content__place_of_service="12").latest("saved_at")
    actions.take(draft=now(other), kept=before, by=acting("ana"))
    with pytest.raises(Refused, match="corrected this note"):
        read(now(other))


def test_a_draft_of_before_that_does_not_say_what_it_was_begun_from_is_told_as_well() -> None:
    _note, other = two_corrections({"place_of_service": "11"}, {"narrative": {"plan": "Friday instead."}})
    content = {key: said for key, said in other.content.items() if key != "begun_from"}
    Draft.objects.filter(pk=other.pk).update(content=content)
    with pytest.raises(Refused, match="corrected this note"):
        read(now(other))
    to_reading(now(other))
    assert read(now(other)).frozen[0]["content"]["corrections"][0]["field"] == "narrative/plan"


def test_who_withdraws_a_note_that_was_corrected_meanwhile_is_told_first() -> None:
    (note,) = signed()
    withdrawal = amending(note, "entered_in_error")
    amended(note, "correction", place_of_service="11")
    with pytest.raises(Refused, match="corrected this note"):
        read(withdrawal)
    assert "corrected this note on" in to_reading(withdrawal).content.decode()
    read(now(withdrawal))


def test_an_addendum_takes_nothing_back_and_is_signed_as_it_is() -> None:
    (note,) = signed()
    addendum = amending(note, "addendum", narrative={"narrative": "The school called back."})
    amended(note, "correction", place_of_service="11")
    signed(addendum)
    assert queries.standing_content(note.pk)["place_of_service"] == "11"


def test_what_was_corrected_for_a_sibling_alone_is_not_taken_back() -> None:
    first, second = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    amended(second, "correction", place_of_service="11")
    both = [str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")]
    with pytest.raises(Refused, match="The note about Lucía Rivera was corrected by itself"):
        amended(first, "correction", narrative={"response": "Mended."}, clients=both)


def test_another_time_of_another_day_is_no_part_that_stands_by_itself() -> None:
    base = {"occurred_on": "2026-03-01", "starts": "10:00", "zone": "Z"}
    joined, both = rebased(base, {**base, "occurred_on": "2026-03-02"}, {**base, "starts": "11:00"})
    assert (joined["starts"], both) == ("10:00", ["starts"])


def test_goals_rows_and_marks_of_care_are_parts_of_their_own() -> None:
    base: dict[str, Any] = {"did": {"g": "Talked."}, "requests": [], "labels": [], "occurred_on": "", "narrative": {}}
    mine = {**base, "did": {"g": "Talked.", "h": "Drew."}, "narrative": {"plan": "Friday."}}
    theirs = {**base, "did": {"g": "Played."}, "requests": [{"what": "Report"}], "labels": ["sud"]}
    joined, both = rebased(base, mine, theirs)
    assert both == []
    assert joined["did"] == {"g": "Played.", "h": "Drew."}
    assert (joined["requests"], joined["labels"]) == ([{"what": "Report"}], ["sud"])
    assert joined["narrative"] == {"plan": "Friday."}

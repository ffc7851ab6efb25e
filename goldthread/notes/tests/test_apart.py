"""Two changes of the same draft that touch different fields become one by themselves; whatever else meets is kept beside."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldthread.lib import uuids
from goldthread.notes import actions
from goldthread.notes.merging import apart
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun
from tests.cast import acting, named

HEADER = ("occurred_on", "starts", "starts_fold", "ends", "ends_fold", "overnight", "zone", "service", "how", "miles")
TOGETHER = {"starts_fold": "starts", "ends_fold": "ends", "overnight": "ends"}
values = st.sampled_from(["", "a", "b", "c"])
rows = st.lists(st.fixed_dictionaries({"what": values}), max_size=2)
contents = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(HEADER, values),
        "narrative": st.dictionaries(st.sampled_from(["response", "plan"]), values, max_size=2),
        "clients": st.lists(st.sampled_from(["mateo", "lucia"]), max_size=2, unique=True),
        "requests": rows,
        "caret": st.just({"field": "ends"}),
    },
)
changes = st.dictionaries(st.sampled_from(HEADER), values, max_size=3)


def said(content: dict[str, Any], key: str) -> Any:
    """What stands there; an empty field is one that is not there."""
    value = content.get(key)
    if isinstance(value, dict):
        return {name: text for name, text in value.items() if text} or None
    return (
        [{k: v for k, v in row.items() if v} if isinstance(row, dict) else row for row in value or []] or None
        if isinstance(value, list)
        else value or None
    )


def changed(base: dict[str, Any], state: dict[str, Any]) -> set[str]:
    return {key for key in {**base, **state} if key != "caret" and said(base, key) != said(state, key)}


@settings(max_examples=600)
@given(base=contents, mine=contents, theirs=st.one_of(contents, changes.map(lambda each: {"only": each})))
def test_what_each_changed_stands_in_the_one_and_what_both_changed_otherwise_is_never_chosen(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    theirs = {**base, **theirs["only"]} if "only" in theirs else theirs
    one = apart(base, mine, theirs)
    own, others = changed(base, mine), changed(base, theirs)
    differ = {key for key in own | others if said(mine, key) != said(theirs, key)}
    units = [{TOGETHER.get(key, key) for key in side & differ} for side in (own, others)]
    if units[0] & units[1]:
        assert one is None, "the same field, otherwise: kept beside"
    if one is None:
        return
    for key in {**base, **mine, **theirs, **one}:
        if key == "caret":
            continue
        if key in own:
            assert said(one, key) == said(mine, key)
        if key in others:
            assert said(one, key) == said(theirs, key)
        if key not in own | others:
            assert said(one, key) == said(base, key)
    assert all(isinstance(theirs.get(key, ""), str) for key in others & differ), (
        "words and lists are put together by hand"
    )


@settings(max_examples=300)
@given(base=contents, mine=contents, change=changes)
def test_a_changed_day_or_zone_meets_no_changed_time(
    base: dict[str, Any], mine: dict[str, Any], change: dict[str, str]
) -> None:
    theirs = {**base, **change}
    if apart(base, mine, theirs) is None:
        return
    differ = {key for key in changed(base, mine) | changed(base, theirs) if said(mine, key) != said(theirs, key)}
    own = {TOGETHER.get(key, key) for key in changed(base, mine) & differ}
    others = {TOGETHER.get(key, key) for key in changed(base, theirs) & differ}
    when = {"occurred_on", "zone", "starts", "ends"}
    assert not (own & {"occurred_on", "zone"} and others & when)
    assert not (others & {"occurred_on", "zone"} and own & when)


@dataclass
class Window:
    """An editor that stands open, as saving.js keeps it: what is typed in it, and the revision that it goes on from."""

    form: dict[str, Any]
    base: int
    sent: dict[str, Any] = field(default_factory=dict)
    name: UUID = field(default_factory=uuids.fresh)
    turn: int = 0

    def save(self, draft: Draft, *, is_lost: bool = False, typed_on: dict[str, Any] | None = None) -> None:
        """Send what stands in the form; the answer may be lost, and somebody may type on before it comes."""
        self.turn += 1
        self.sent = dict(self.form)
        fresh = Draft.objects.get(pk=draft.pk)
        saved = actions.save(
            draft=fresh, base_revision=self.base, content=self.sent, window=self.name, turn=self.turn, by=acting("ana")
        )
        self.form |= typed_on or {}
        if is_lost or any(self.form.get(key, "") != self.sent.get(key, "") for key in saved.taken):
            return
        self.form |= saved.taken
        self.base = saved.revision


steps = st.lists(
    st.tuples(
        st.sampled_from(["first", "second", "press"]),
        st.sampled_from(["starts", "ends", "service", "miles", "words"]),
        st.booleans(),  # whether the answer is lost
        st.booleans(),  # whether somebody types on before it comes
    ),
    max_size=9,
)


@pytest.mark.usefixtures("cast")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_two_windows_and_a_press_lose_nothing_that_was_typed(steps: list[tuple[str, str, bool, bool]]) -> None:
    draft = begun(content={"starts": "09:00", "narrative": {"response": "Begun."}})
    windows = {name: Window(dict(draft.content), 0) for name in ("first", "second")}
    typed: dict[tuple[str, str], Any] = {}  # the last that each hand typed in each field
    for number, (hand, where, is_lost, types_on) in enumerate(steps):
        value: Any = {"response": f"{hand} {number}"} if where == "words" else f"{hand} {number}"
        key = "narrative" if where == "words" else where
        typed[hand, key] = value
        if hand == "press":
            held = Draft.objects.get(pk=draft.pk)
            content = {**held.content, key: value}
            actions.save(
                draft=held, base_revision=held.revision, content=content, window=uuids.fresh(), by=acting("ana")
            )
            continue
        windows[hand].form[key] = value
        more = {"ends": f"{hand} {number}, then"} if types_on else None
        if more:
            typed[hand, "ends"] = more["ends"]
        windows[hand].save(draft, is_lost=is_lost, typed_on=more)
    for window in windows.values():
        window.save(draft)
    held = Draft.objects.get(pk=draft.pk)
    states = [held.content, *(each.content for each in held.revisions.all())]
    for (_hand, key), value in typed.items():
        assert any(state.get(key) == value for state in states), f"{value} is nowhere"
    for window in windows.values():
        if window.base == held.revision:
            assert window.form == held.content, "who goes on from the newest revision sees all of it"


@pytest.mark.usefixtures("cast")
def test_an_end_that_another_device_filled_in_joins_what_is_typed_here() -> None:
    draft = begun()
    window = Window(dict(draft.content), 0)
    window.form["narrative"] = {"response": "Typed here."}
    elsewhere = {**draft.content, "ends": "16:00"}
    actions.save(draft=draft, base_revision=0, content=elsewhere, window=uuids.fresh(), by=acting("ana"))
    window.save(draft)
    held = Draft.objects.get(pk=draft.pk)
    assert held.content["narrative"] == {"response": "Typed here."}
    assert held.content["ends"] == window.form["ends"] == "16:00"
    assert not held.revisions.filter(is_beside=True).exists()


@pytest.mark.usefixtures("cast")
def test_an_end_that_both_say_otherwise_is_kept_beside() -> None:
    draft = begun()
    window = Window({**draft.content, "ends": "15:20"}, 0)
    elsewhere = {**draft.content, "ends": "16:00"}
    actions.save(draft=draft, base_revision=0, content=elsewhere, window=uuids.fresh(), by=acting("ana"))
    window.save(draft)
    held = Draft.objects.get(pk=draft.pk)
    assert held.content["ends"] == "16:00"
    assert [each.content["ends"] for each in held.revisions.filter(is_beside=True)] == ["15:20"]


@pytest.mark.usefixtures("cast")
def test_a_window_whose_answer_was_lost_never_takes_back_what_was_joined() -> None:
    draft = begun()
    window = Window(dict(draft.content), 0)
    elsewhere = {**draft.content, "ends": "16:00"}
    actions.save(draft=draft, base_revision=0, content=elsewhere, window=uuids.fresh(), by=acting("ana"))
    window.form["modality"] = "Typed here."
    window.save(draft, is_lost=True)
    window.save(draft)
    assert Draft.objects.get(pk=draft.pk).content["ends"] == "16:00"
    assert window.form["ends"] == "16:00"


@pytest.mark.usefixtures("cast")
def test_words_that_another_window_typed_are_put_together_by_hand() -> None:
    draft = begun()
    window = Window({**draft.content, "ends": "16:00"}, 0)
    elsewhere = {**draft.content, "narrative": {"response": "From the desk."}}
    actions.save(draft=draft, base_revision=0, content=elsewhere, window=uuids.fresh(), by=acting("ana"))
    window.save(draft)
    assert Draft.objects.get(pk=draft.pk).revisions.filter(is_beside=True).count() == 1


@pytest.mark.usefixtures("cast")
def test_the_editor_is_told_what_was_taken_and_how_long_the_visit_is_now() -> None:
    draft = begun()
    elsewhere = {**draft.content, "ends": "16:00"}
    actions.save(draft=draft, base_revision=0, content=elsewhere, window=uuids.fresh(), by=acting("ana"))
    browser = Browser()
    browser.force_login(named("ana"))
    sent = {"base_revision": 0, "window": str(uuids.fresh()), "turn": 1, "content": {**draft.content, "miles": "7"}}
    answer = browser.post(f"/drafts/{draft.pk}/save/", sent, content_type="application/json").json()
    assert answer["beside"] is False
    assert answer["taken"] == {"ends": "16:00"}
    assert answer["length"] == "2 h 0 min"

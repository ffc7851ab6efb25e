"""save: nothing typed is lost, whatever comes between."""

import base64
import json
from pathlib import Path

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.lib import uuids
from goldthread.notes import actions, queries
from goldthread.notes.models import Draft, DraftRevision
from goldthread.notes.tests.writing import begun, signed, visit
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def says(words: str) -> dict[str, object]:
    return visit(narrative={"narrative": words})


def kept(draft: Draft) -> str:
    return str(Draft.objects.get(pk=draft.pk).content["narrative"]["narrative"])


def test_a_save_from_the_newest_revision_becomes_the_draft() -> None:
    draft = begun()
    saved = actions.save(draft=draft, base_revision=0, content=says("one"), by=acting("ana"))
    assert (saved.revision, saved.beside) == (1, False)
    assert kept(draft) == "one"


def test_a_save_from_an_older_revision_stands_beside() -> None:
    draft = begun()
    actions.save(draft=draft, base_revision=0, content=says("from the desk"), by=acting("ana"))
    saved = actions.save(draft=draft, base_revision=0, content=says("from the phone"), by=acting("ana"))
    assert saved.beside
    assert kept(draft) == "from the desk"
    (beside,) = DraftRevision.objects.filter(is_beside=True)
    assert beside.content["narrative"]["narrative"] == "from the phone"
    actions.take(draft=draft, kept=beside, by=acting("ana"))
    assert kept(draft) == "from the phone"
    assert any(each.content["narrative"].get("narrative") == "from the desk" for each in DraftRevision.objects.all())


def test_what_arrives_after_the_signature_is_kept_beside() -> None:
    draft = begun()
    signed(draft)
    assert actions.save(draft=draft, base_revision=0, content=says("too late"), by=acting("ana")).beside
    assert DraftRevision.objects.filter(is_beside=True).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"base_revision": "x", "content": {}}',
        b"\xff\xfe",
        b"[" * 100000,
        b'{"content": {}}',
        *(
            b'{"base_revision": 0, "content": {%s}}' % part
            for part in (
                b'"narrative": []',
                b'"clients": 5',
                b'"participants": {"a": 1}',
                b'"requests": [1]',
                b'"own": {"a": 1}',
                b'"how": {}',
                b'"caret": "x"',
                b'"anything": "else"',
            )
        ),
    ],
)
def test_a_body_that_is_not_what_it_says_changes_nothing(body: bytes) -> None:
    draft = begun()
    browser = Browser()
    browser.force_login(named("ana"))
    answer = browser.post(f"/drafts/{draft.pk}/save/", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert Draft.objects.get().content == draft.content


def test_200_kilobytes_are_saved_signed_and_come_back_exactly() -> None:
    words = "Ærøskøbing 日本語 🧵 <p>&amp;\n\n" * 8000
    draft = begun(note_type="free", content=says(words))
    (note,) = signed(draft)
    texts = [part["text"] for part in ledger.content_of(note.pk)["narrative"]]
    assert "".join(texts) == words


def test_naughty_strings_come_back_exactly_and_escaped(shared_data: Path) -> None:
    listed = json.loads((shared_data / "badinput" / "blns.base64.json").read_text(encoding="utf-8"))
    # Some entries were cut inside a character; they are read without the broken byte.
    naughty = [base64.b64decode(each).decode("utf-8", "ignore") for each in listed if each]
    wanted = [text for text in naughty if text.strip() and "\x00" not in text]
    words = "\n\n".join(wanted).replace("\r\n", "\n").replace("\r", "\n")
    content = says(words) | {"requests": [{"of": text, "what": text} for text in wanted[:60]]}
    (note,) = signed(begun(note_type="free", content=content))
    sealed = ledger.content_of(note.pk)
    assert "".join(part["text"] for part in sealed["narrative"]) == words
    assert [row["what"] for row in sealed["requests"]] == wanted[:60]
    assert "<script" not in note.html
    browser = Browser()
    browser.force_login(named("ana"))
    assert "<script>alert" not in browser.get(f"/notes/{note.pk}/").content.decode()


def test_the_editor_gives_back_what_was_typed() -> None:
    words = "\n  leading line, <b> & trailing  \n"
    key = queries.definition_of(queries.newest_type("free")).sections[0].key
    draft = begun(note_type="free", content=visit(narrative={key: words}))
    browser = Browser()
    browser.force_login(named("ana"))
    text = browser.get(f"/drafts/{draft.pk}/").content.decode()
    assert ">\n\n  leading line, &lt;b&gt; &amp; trailing  \n</textarea>" in text


def test_a_window_whose_answer_was_lost_goes_on_from_its_own_save() -> None:
    draft, window = begun(), uuids.fresh()
    actions.save(draft=draft, base_revision=0, content=says("one"), window=window, turn=1, by=acting("ana"))
    saved = actions.save(
        draft=draft, base_revision=0, content=says("one, two"), window=window, turn=2, by=acting("ana")
    )
    assert (saved.revision, saved.beside) == (2, False)
    assert kept(draft) == "one, two"


def test_a_state_that_a_later_one_of_its_window_overtook_changes_nothing() -> None:
    draft, window = begun(), uuids.fresh()
    actions.save(draft=draft, base_revision=0, content=says("one, two"), window=window, turn=2, by=acting("ana"))
    saved = actions.save(draft=draft, base_revision=0, content=says("one"), window=window, turn=1, by=acting("ana"))
    assert (saved.revision, saved.beside) == (1, False)
    assert kept(draft) == "one, two"
    assert not DraftRevision.objects.filter(is_beside=True).exists()


def test_after_another_windows_save_the_first_one_stands_beside() -> None:
    draft, window = begun(), uuids.fresh()
    actions.save(draft=draft, base_revision=0, content=says("one"), window=window, turn=1, by=acting("ana"))
    actions.save(
        draft=draft, base_revision=1, content=says("from the desk"), window=uuids.fresh(), turn=1, by=acting("ana")
    )
    draft.refresh_from_db()
    saved = actions.save(
        draft=draft, base_revision=1, content=says("one, two"), window=window, turn=2, by=acting("ana")
    )
    assert saved.beside
    assert kept(draft) == "from the desk"


def beside(draft: Draft) -> list[str]:
    """What stands beside a draft."""
    return [each.content["narrative"]["narrative"] for each in draft.revisions.filter(is_beside=True)]


def save(draft: Draft, words: str, window: object, turn: int, **more: object) -> actions.Saved:
    """As a page on the device sends it, that began from an empty draft."""
    told = {"base_revision": 0, "window": window, "turn": turn, "by": acting("ana"), **more}
    return actions.save(draft=draft, content=says(words), **told)  # type: ignore[arg-type]


def test_words_typed_on_under_a_turn_that_is_held_become_the_draft() -> None:
    draft, window = begun(), uuids.fresh()
    save(draft, "Off one.", window, 5)
    saved = save(draft, "Off one. Off two.", window, 5)
    assert (saved.revision, saved.beside) == (2, False)
    assert kept(draft) == "Off one. Off two."


def test_other_words_under_a_turn_that_is_held_stand_beside() -> None:
    draft, window = begun(), uuids.fresh()
    save(draft, "Off one.", window, 5)
    assert save(draft, "Something else.", window, 5).beside
    assert save(draft, "Something else.", window, 5).beside, "and once, where the answer was lost"
    assert kept(draft) == "Off one."
    assert beside(draft) == ["Something else."]


def test_an_older_state_whose_words_no_kept_one_holds_stands_beside() -> None:
    draft, window = begun(), uuids.fresh()
    save(draft, "Off one. From the first tab.", window, 7)
    assert save(draft, "Off one. From the second tab.", window, 6).beside
    assert kept(draft) == "Off one. From the first tab."
    assert beside(draft) == ["Off one. From the second tab."]


def test_what_stands_beside_is_never_overwritten_by_an_older_state_or_by_another_of_the_same_turn() -> None:
    draft, window = begun(), uuids.fresh()
    save(draft, "From the desk.", uuids.fresh(), 1)
    save(draft, "One. Two.", window, 6)
    save(draft, "One.", window, 5)
    save(draft, "Three.", window, 6)
    save(draft, "One. Two. Four.", window, 7)
    assert sorted(beside(draft)) == ["One.", "One. Two. Four.", "Three."]


def test_a_page_on_the_device_goes_on_from_the_window_that_it_took_over() -> None:
    draft, editor, device = begun(), uuids.fresh(), uuids.fresh()
    save(draft, "Off one.", editor, 6)
    saved = save(draft, "Off one. Off two.", device, 1, after={editor: 5})
    assert (saved.revision, saved.beside) == (2, False)
    assert save(draft, "Off one. Off two. Three.", device, 2, after={editor: 5}).revision == 3
    assert kept(draft) == "Off one. Off two. Three."


def test_where_the_window_taken_over_had_more_words_the_page_on_the_device_stands_beside() -> None:
    draft, editor, device = begun(), uuids.fresh(), uuids.fresh()
    save(draft, "Off one. And the last word.", editor, 6)
    assert save(draft, "Off one. Off two.", device, 1, after={editor: 5}).beside
    assert kept(draft) == "Off one. And the last word."
    assert beside(draft) == ["Off one. Off two."]


def test_two_pages_that_took_the_same_window_over_are_both_kept() -> None:
    draft, editor, one, other = begun(), uuids.fresh(), uuids.fresh(), uuids.fresh()
    save(draft, "Off.", editor, 5)
    assert not save(draft, "Off. One.", one, 1, after={editor: 5}).beside
    assert save(draft, "Off. Other.", other, 1, after={editor: 5}).beside
    assert (kept(draft), beside(draft)) == ("Off. One.", ["Off. Other."])


def test_the_editors_request_says_which_windows_it_went_on_from() -> None:
    draft, editor, device = begun(), str(uuids.fresh()), str(uuids.fresh())
    browser = Browser()
    browser.force_login(named("ana"))

    def post(words: str, window: str, turn: int, after: object) -> int:
        told = {"base_revision": 0, "window": window, "turn": turn, "after": after, "content": says(words)}
        return int(browser.post(f"/drafts/{draft.pk}/save/", told, content_type="application/json").json()["revision"])

    assert post("Off one.", editor, 5, {}) == 1
    assert post("Off one, mended.", device, 1, {editor: 5, "x": 3, editor + "x": "y"}) == 2
    assert post("Off one, mended. On.", device, 2, ["no such thing"]) == 3
    assert kept(draft) == "Off one, mended. On."


def test_the_state_before_a_row_was_taken_away_is_kept() -> None:
    draft, window = begun(), uuids.fresh()
    rows = [{"of": "Pat", "what": "The school's report"}, {"of": "Rosa", "what": "A call"}]
    changed = [rows[0], {"of": "Rosa", "what": "A call today"}]
    for turn, requests in enumerate((rows, changed, [rows[0]]), start=1):
        content = visit(requests=requests)
        actions.save(draft=draft, base_revision=0, content=content, window=window, turn=turn, by=acting("ana"))
    kept_rows = [each.content["requests"] for each in draft.revisions.order_by("revision")]
    assert kept_rows[-1] == changed
    assert len(kept_rows) == 2, "the first change of a window, and the row that went; not every change of a row"

"""Requests that are not what they say they are: one sentence, nothing changed, and never a mistake of ours."""

import base64
import json
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from goldthread.ledger.models import Access, Entry
from goldthread.notes.models import Draft, DraftRevision
from goldthread.notes.tests.writing import begun, signed
from tests import forms, hostile
from tests.cast import case_named, client_named, named
from tests.test_routes import address, routes

pytestmark = pytest.mark.usefixtures("cast")
FORM = "application/x-www-form-urlencoded"
JSON = {"accept": "application/json"}


def signed_in(login: str = "ana") -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def saving(draft: Draft) -> str:
    return reverse("notes:save", args=[draft.pk])


def state() -> list[Any]:
    """What must not change where something is refused."""
    drafts = list(Draft.objects.order_by("pk").values_list("pk", "revision", "content"))
    return [Entry.objects.count(), DraftRevision.objects.count(), drafts]


NO_NOTES: dict[str, bytes] = {
    "nothing": b"",
    "not JSON": b"{",
    "a list": b"[1]",
    "a number": b"7",
    "a text": b'"note"',
    "null": b"null",
    "a name twice": b'{"base_revision": 0, "base_revision": 0, "content": {}}',
    "nested without end": b"[" * 100_000,
    "nested within": b'{"base_revision": 0, "content": {"narrative": ' + b'{"a":' * 90 + b"1" + b"}" * 92,
    "not UTF-8": b'{"base_revision": 0, "content": {"service": "\xff"}}',
    "UTF-16": '{"base_revision": 0, "content": {}}'.encode("utf-16"),
    "NaN": b'{"base_revision": 0, "content": {"caret": {"start": NaN}}}',
    "a revision that is yes": b'{"base_revision": true, "content": {}}',
    "a revision below nought": b'{"base_revision": -1, "content": {}}',
    "a revision beyond counting": b'{"base_revision": ' + b"9" * 400 + b', "content": {}}',
    "a caret beyond counting": b'{"base_revision": 0, "content": {"caret": {"start": ' + b"9" * 400 + b"}}}",
    "a caret that is a note": b'{"base_revision": 0, "content": {"caret": {"field": {"a": "b"}}}}',
    "another key": b'{"base_revision": 0, "content": {"author": "somebody"}}',
    "a number for words": b'{"base_revision": 0, "content": {"narrative": {"a": 7}}}',
    "a multipart form": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
}


@pytest.mark.parametrize("what", NO_NOTES)
def test_what_is_no_note_is_refused_in_one_sentence_and_the_draft_stays(what: str) -> None:
    draft = begun()
    before = state()
    answer = signed_in().post(saving(draft), NO_NOTES[what], content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["sentence"].startswith("What arrived is not a note")
    assert state() == before


@pytest.mark.parametrize(("said", "named_so"), [("a\\u0000", "NUL"), ("half \\ud800", "lone surrogate")])
@pytest.mark.parametrize(
    "place", ['"service": "%s"', '"narrative": {"a": "%s"}', '"narrative": {"%s": "a"}', '"clients": ["%s"]']
)
def test_what_cannot_be_kept_is_refused_by_name_wherever_it_stands(said: str, named_so: str, place: str) -> None:
    draft = begun()
    before = state()
    body = '{"base_revision": 0, "content": {' + place % said + "}}"
    answer = signed_in().post(saving(draft), body, content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert named_so in answer.json()["sentence"]
    assert state() == before


def test_every_body_of_the_json_test_suite_is_read_or_refused(shared_data: Path) -> None:
    draft = begun()
    browser = signed_in()
    names = ("people:renew", "people:passkey", "people:add_passkey", "people:passkey_options")
    places = cycle([saving(draft), *(reverse(name) for name in names)])
    wrong = []
    for line in (shared_data / "badinput" / "json_test_suite_share.jsonl").read_text().splitlines():
        case = json.loads(line)
        body = base64.b64decode(case["base64"])
        within = b'{"base_revision": 1, "content": {"narrative": ' + body + b"}}"
        for at, sent in ((saving(draft), within), (next(places), body)):
            status = browser.post(at, sent, content_type="application/json", headers=JSON).status_code
            if status not in (200, 422):
                wrong.append(f"{at} {case['name']}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("body", ['{"login": "a\\u0000"}', '{"login": "ana", "password": "\\ud800"}', '{"login": ["ana"]}',
                                  '{"name": "x", "answer": [1]}', '{"name": 1, "answer": {"response": 7, "id": "a"}}'])  # fmt: skip
@pytest.mark.parametrize("route", ["people:renew", "people:passkey", "people:add_passkey"])
def test_an_answer_that_is_none_signs_nobody_in_and_adds_no_passkey(body: str, route: str) -> None:
    answer = signed_in().post(reverse(route), body, content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["sentence"]


def test_two_hundred_thousand_letters_in_every_field_come_back_exactly() -> None:
    draft = begun()
    browser = signed_in()
    (form,) = [
        each
        for each in forms.read(browser.get(f"/drafts/{draft.pk}/").content.decode(), "").posted()
        if "base_revision" in each.values
    ]
    long = {
        name: f"{name} " + "Ünïcode <b> & 'quoted'.\n" * 8_700 for name in form.words if name.startswith("narrative")
    }
    assert min(map(len, long.values())) > 200_000
    answer = browser.post(f"/drafts/{draft.pk}/", {**form.values, **long, "save": "yes"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert {f"narrative-{key}": text for key, text in draft.content["narrative"].items()} == long
    shown = forms.read(browser.get(f"/drafts/{draft.pk}/").content.decode(), "")
    assert all(shown.holding(name) == [text] for name, text in long.items())


def test_two_hundred_thousand_letters_are_autosaved_exactly() -> None:
    draft = begun()
    text = "☃ <i>kept</i>\n" * 15_000
    body = {"base_revision": 0, "content": {"narrative": {"interventions": text}}}
    answer = signed_in().post(saving(draft), json.dumps(body), content_type="application/json", headers=JSON)
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.content["narrative"]["interventions"] == text


@pytest.mark.parametrize("content_type", [FORM, "application/json"])
def test_more_than_one_request_may_hold_is_refused_in_one_sentence(settings: Any, content_type: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    draft = begun()
    before = state()
    at = saving(draft) if content_type == "application/json" else f"/drafts/{draft.pk}/"
    as_page = signed_in().post(at, b"a" * (2**20 + 1), content_type=content_type)
    as_json = signed_in().post(at, b"a" * (2**20 + 1), content_type=content_type, headers=JSON)
    assert (as_page.status_code, as_json.status_code) == (413, 413)
    assert "This is more than 1 MB at once." in as_page.content.decode()
    assert as_json.json()["sentence"].startswith("This is more than 1 MB at once.")
    assert state() == before


def test_more_fields_than_can_be_taken_in_are_refused_in_one_sentence() -> None:
    body = "&".join(f"narrative-{number}=x" for number in range(5_001))
    answer = signed_in().post(f"/drafts/{begun().pk}/", body, content_type=FORM)
    assert answer.status_code == 413
    assert "more fields than can be taken in" in answer.content.decode()


def test_what_is_refused_for_its_size_is_no_error_in_the_log(settings: Any, caplog: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    assert Browser().post("/sign-in/", b"a" * (2**20 + 1), content_type=FORM).status_code == 413
    assert Browser().post("/sign-in/", "a=b&" * 5_001, content_type=FORM).status_code == 413
    assert [each.name for each in caplog.records if each.exc_info] == []


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x"])
def test_words_that_are_not_utf8_are_refused_and_not_marked(content_type: str) -> None:
    draft = begun()
    before = state()
    field = 'Content-Disposition: form-data; name="service"'
    bodies = {
        FORM: b"service=caf%E9&save=yes",
        "multipart/form-data; boundary=x": b"--x\r\n" + field.encode() + b"\r\n\r\ncaf\xe9\r\n--x--\r\n",
    }
    answer = signed_in().post(f"/drafts/{draft.pk}/", bodies[content_type], content_type=content_type)
    assert answer.status_code == 422
    assert "not UTF-8" in answer.content.decode()
    assert state() == before


def test_a_replacement_mark_that_somebody_typed_is_kept() -> None:
    draft = begun()
    browser = signed_in()
    for sent in (
        {"data": "service=%EF%BF%BD&save=yes", "content_type": FORM},
        {"data": {"service": "\ufffd\ufffd", "save": "y"}},
    ):
        assert browser.post(f"/drafts/{draft.pk}/", **sent).status_code == 302
    draft.refresh_from_db()
    assert set(draft.content["service"]) == {"\ufffd"}


CUT = b'--x\r\nContent-Disposition: form-data; name="file"; filename="pack.json"\r\nContent-Type: application/json\r\n\r\n[{"tr'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (CUT, "multipart/form-data; boundary=x"),
        (CUT, "multipart/form-data; boundary=y"),
        (CUT, "multipart/form-data"),
        (CUT, "application/json"),
        (b"%%%&&&=&=%zz", FORM),
        (b"a=b", f"{FORM}; charset=utf-16"),
        (b"", "multipart/form-data; boundary=x"),
    ],
)
def test_a_form_cut_short_or_of_another_kind_changes_nothing(body: bytes, content_type: str) -> None:
    before = state()
    answer = signed_in("hana").post("/policies/pack/", body, content_type=content_type)
    assert answer.status_code in (400, 422)
    assert 'role="alert"' in answer.content.decode()
    assert state() == before


def test_a_nul_in_an_address_or_its_question_finds_nothing() -> None:
    ids = {"client_id": client_named("Mateo Rivera").pk, "case_id": case_named("Rivera").pk, "entry_id": signed()[0].pk}
    for login in ("ana", "hana"):
        browser = signed_in(login)
        for name, path in routes():
            at = address(path, ids)
            if "<" not in at:
                assert browser.get(f"{at}?page=%00&next=%00&type=%00").status_code == 404, name
        assert browser.get("/note-types/%00/file/").status_code == 404
        assert browser.get("/notes/new%00/").status_code == 404


@pytest.mark.parametrize(
    "value", ["9" * 5_000, "-1", "0", "1e9", "٣", "<injected>", "%ff%fe", "0000-00-00", "9999-12-31", "x" * 36]
)
def test_whatever_stands_behind_the_question_mark_a_page_answers(value: str) -> None:
    ids = {"client_id": client_named("Mateo Rivera").pk, "case_id": case_named("Rivera").pk, "entry_id": signed()[0].pk}
    asked = "&".join(
        f"{name}={value}" for name in ("page", "next", "type", "since", "until", "author", "item", "known", "client")
    )
    browser = signed_in()
    for name, path in routes():
        at = address(path, ids)
        if "<" not in at and name not in ("people:sign_out",):
            answer = browser.get(f"{at}?{asked}")
            assert answer.status_code in (200, 302, 404, 405), f"{name} {answer.status_code}"
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert not forms.read(answer.content.decode(), at).strange, name


@pytest.mark.parametrize("identity", ["x" * 36, "00000000-0000-0000-0000-00000000000", "{}", "-" * 36, "1" * 500])
def test_an_identity_that_is_none_is_not_there(identity: str) -> None:
    browser = signed_in()
    for at in ("/clients/*/", "/cases/*/", "/drafts/*/", "/notes/*/", "/sign/*/", "/notes/*/print/"):
        assert browser.get(at.replace("*", identity)).status_code == 404, at


def test_a_draft_about_nobody_that_there_is_leaves_every_page_standing() -> None:
    draft = begun()
    browser = signed_in()
    body = {
        "base_revision": 0,
        "content": {"clients": ["x" * 36, "", "<injected>", str(draft.pk)], "occurred_on": "9999-12-31"},
    }
    assert browser.post(saving(draft), json.dumps(body), content_type="application/json").status_code == 200
    for at in ("/", "/drafts/", f"/drafts/{draft.pk}/", f"/drafts/{draft.pk}/versions/"):
        assert browser.get(at).status_code == 200, at
    answer = browser.post(f"/drafts/{draft.pk}/again/")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "cookie", ['"\\000\\000\\000\\000\\000\\000\\000\\000"', "x" * 5_000, "é\xff", "%00" * 9, ";;;==="]
)
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "known_device", "django_language"])
def test_a_cookie_that_is_none_of_ours_asks_one_to_sign_in(name: str, cookie: str) -> None:
    browser = Browser(HTTP_COOKIE=f"{name}={cookie}")
    assert browser.get("/").status_code == 302
    sent = browser.post("/sign-in/", {"login": "ana", "password": "not the password"})
    assert sent.status_code == 422


@pytest.mark.parametrize(
    "value", ["\x00", "a\x00", "\xff\xfe", "x" * 9_000, "<injected>", "'; DROP TABLE", "*/*;q=nonsense,,;"]
)
def test_whatever_a_header_says_pages_and_signing_in_answer(value: str) -> None:
    named_headers = dict.fromkeys(("accept", "accept-language", "user-agent", "referer", "hx-request", "hx-target", "x-forwarded-for", "x-forwarded-host", "origin", "if-none-match", "range"), value)  # fmt: skip
    assert signed_in().get("/", headers=named_headers).status_code == 200
    answer = Browser().post("/sign-in/", {"login": "ana", "password": "x"}, headers=named_headers)
    assert answer.status_code == 422


@pytest.mark.parametrize("host", ["evil.example", "a b", "", "[::1", "127.0.0.1:x", "\xff"])
def test_another_name_is_told_the_right_one(host: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Browser().get("/", headers={"host": host})
    assert answer.status_code == 400
    assert settings.URL in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("login", [*hostile.OURS["markup"], "x" * 100_000, "a\x00", "\ufffd", "' OR 1=1 --"])
def test_a_hostile_log_in_name_is_wrong_and_no_more(login: str) -> None:
    answer = Browser().post("/sign-in/", {"login": login, "password": login})
    assert answer.status_code == 422
    assert not forms.read(answer.content.decode(), "/sign-in/").strange
    assert not Access.objects.filter(outcome="signed in").exists()

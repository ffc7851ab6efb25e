"""The judge of the fuzzer sees what it is there to see."""

from random import Random

import pytest
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from goldthread.page.security import CONTENT_SECURITY_POLICY
from tests.fuzz import asking, judging, schema, values
from tests.fuzz.asking import Ask
from tests.fuzz.world import CANARY

HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": CONTENT_SECURITY_POLICY}
FIELD = '<form method="post"><input name="why" value="{}"><p role="alert">Say more.</p></form>'


def found(answer: HttpResponse, ask: Ask | None = None, lines: tuple[str, ...] = ()) -> str:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return "; ".join(judging.faults(ask or Ask("POST", "/"), answer, [], list(lines)))


def html(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status)


def test_a_whole_page_has_no_fault() -> None:
    assert found(html('<main id="a"><p>Calm &amp; well.<br></p></main>')) == ""


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<p>Calm <script>zq()</script></p>", "as markup"),
        ("<p>Calm <injected></p>", "<injected>"),
        ("<p onclick='x()'>Calm</p>", "onclick"),
        ("<p id=a></p><p id=a></p>", "stands twice"),
        ("<div><p>Calm</div>", "closes"),
        ("<div>Calm", "left open"),
    ],
)
def test_a_page_that_is_not_whole_or_shows_markup_is_seen(text: str, what: str) -> None:
    assert what in found(html(text))


def test_what_a_cache_or_a_log_line_or_an_address_would_tell_is_seen() -> None:
    assert "cache" in found(HttpResponse("", headers={"Cache-Control": "private"}))
    assert "log line" in found(html(""), lines=(f"Refused {CANARY}",))
    assert "Location" in found(HttpResponseRedirect(f"/?q={CANARY}"))
    assert "leads away" in found(HttpResponseRedirect("//evil.example/"))
    assert "answered 500" in found(html("", 500))
    assert judging.told_to_nobody(Ask("GET", "/"), html(f"<p>{CANARY}</p>"))


@pytest.mark.django_db
def test_a_refusal_without_a_sentence_or_without_the_words_is_seen() -> None:
    typed = Ask("POST", "/", typed={"why": "Because <b>"})
    assert found(html(FIELD.format("Because &lt;b&gt;"), 422), typed) == ""
    assert "lost what was typed into why" in found(html(FIELD.format(""), 422), typed)
    assert "without a sentence" in found(html("<form></form>", 422))
    assert "without a sentence" in found(JsonResponse({"sentence": ""}, status=422))


def test_the_schema_of_a_form_is_what_a_browser_would_send() -> None:
    (form,) = schema.read(
        '<form method="post" action="new/"><input type="hidden" name="a" value="1"><textarea name="b">\nx\n</textarea>'
        '<select name="c"><option value="">-</option><option value="2" selected>Two</option></select>'
        '<input type="checkbox" name="d" value="3"><input type="file" name="e"><button name="f" value="g">Go</button></form>',
        "/cases/",
    ).forms
    assert form.at == "/cases/new/"
    held = {name: control.held for name, control in form.controls.items()}
    assert held == {"a": ["1"], "b": ["x\n"], "c": ["2"], "d": [], "e": []}
    assert form.files == ["e"]
    assert ("f", "g") in asking.filled(form, Random(1))


def test_what_is_asked_follows_from_the_seed() -> None:
    texts, example = values.Texts(None), {"a": ["b", {"c": 1}], "d": "e"}
    assert [asking.document(example, texts, Random(7)) for _turn in range(2)] == [
        asking.document(example, texts, Random(7))
    ] * 2
    assert len({asking.document(example, texts, Random(seed)) for seed in range(40)}) > 20

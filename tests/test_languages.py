"""The languages that ship: each says everything, with the same things put in; and the record is the same in all."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings as configured
from django.test import Client as Browser
from django.utils import translation

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient, NewPerson
from goldthread.cli.asking import agreed
from goldthread.ledger.models import Entry
from goldthread.ledger.queries import content_of
from goldthread.lib import clock, language, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewScore
from goldthread.notes import actions as notes
from goldthread.notes import importing, queries
from goldthread.notes.content import About
from goldthread.notes.models import Note
from goldthread.notes.tests.resting import planned, visited
from goldthread.notes.tests.writing import amended, filled, yesterday
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.plans.tests.writing import rule
from goldthread.services import actions as services
from scripts.messages import LOCALE, catalog_of, is_translated, template
from tests.cast import PASSWORD, acting, case_named, client_named, named

SHIPPED = sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))
PUT_IN = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}")
NOW = datetime(2026, 3, 12, 21, 30, tzinfo=UTC)


def forms(words: Any) -> list[str]:
    return list(words) if isinstance(words, tuple | list) else [words]


@pytest.mark.parametrize("locale", SHIPPED)
def test_a_language_that_ships_says_everything_and_nothing_else(locale: str) -> None:
    found, held = template(), catalog_of(locale)
    wanted = {(str(message.id), message.context): message for message in found if message.id}
    there = {(str(message.id), message.context): message for message in held if message.id}
    lacking = [key for key in wanted if key not in there or not is_translated(there[key])]
    assert not lacking, "Translate these after `make messages`."
    assert not set(there) - set(wanted), "The code says these no more; `make messages` takes them out."


@pytest.mark.parametrize("locale", SHIPPED)
def test_a_translation_puts_in_what_its_message_does(locale: str) -> None:
    def put_in(words: Any) -> set[str]:
        return {place for form in forms(words) for place in PUT_IN.findall(form)}

    # One of two forms may do without the number: "This is …", "These %(count)s are …".
    assert not [
        message.id for message in catalog_of(locale) if message.id and put_in(message.string) != put_in(message.id)
    ]


def test_only_languages_with_a_catalog_of_ours_are_spoken() -> None:
    assert [code for code, _name in configured.LANGUAGES] == ["en", *(name.lower() for name in SHIPPED)]


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "es_US.UTF-8"}, "es"),
        ({"LANGUAGE": "xx:es", "LANG": "en_US.UTF-8"}, "es"),
        ({"LANG": "fi_FI.UTF-8"}, "en"),
        ({"LC_ALL": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_a_command_speaks_the_language_of_who_starts_it(environment: dict[str, str], spoken: str) -> None:
    assert language.asked_for(environment) == spoken


@pytest.fixture
def spanish(settings: Any, tmp_path: Path) -> None:
    """The Spanish catalog as it stands in the repository, compiled or not."""
    folder = tmp_path / "locale" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as compiled:
        write_mo(compiled, catalog_of("es"))
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]


def test_yes_is_answered_in_either_language(spanish: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "Sí")
    assert not agreed("?")
    with translation.override("es"):
        assert agreed("?")
    monkeypatch.setattr("builtins.input", lambda _question: "y")
    with translation.override("es"):
        assert agreed("?")


def sealed(act: Callable[[], object]) -> Iterator[str]:
    """What the entries that an act makes say, with identities and running numbers taken out."""
    before = set(Entry.objects.values_list("pk", flat=True))
    act()
    for entry in Entry.objects.exclude(pk__in=before).order_by("recorded_at", "pk"):
        told = f"{entry.kind} {json.dumps(content_of(entry.pk), sort_keys=True, ensure_ascii=False)}"
        yield re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[CP][0-9-]+\b|[0-9a-f]{64}", "*", told)


def by_browser(spoken: str) -> None:
    """Ana writes, reads and signs a visit, corrects it and adds to it, on pages in her language."""
    browser = Browser(headers={"accept-language": spoken})
    browser.force_login(named("ana"))
    client = client_named("Mateo Rivera").pk
    draft = uuids.fresh()
    browser.post(f"/notes/new/?client={client}", {"type": "session", "draft": str(draft)})
    typed = filled("session")
    form = {
        name: typed[name] for name in ("clients", "starts", "ends", "how", "place_of_service", "service", "modality")
    }
    form |= {f"narrative-{key}": "He read aloud." for key in typed["narrative"]}
    form |= {"participants-0-name": "Rosa Rivera", "participants-0-role": "parent", "participants-0-here": "on"}
    form |= {"occurred_on": "2026-03-11", "zone": typed["zone"], "read": "yes", "base_revision": "0"}
    reading = browser.post(f"/drafts/{draft}/", form, follow=True)
    answer = browser.post(reading.request["PATH_INFO"], {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()


def acts(spoken: str) -> list[Callable[[], object]]:
    """Everything whose words might come from us and not from who types."""
    family = NewCase(
        "Novak", "family", [NewClient("Ida Novak")], NOW.date(), "Referred.", [(named("ana"), "case manager")]
    )
    rivera = client_named("Mateo Rivera")

    def correct() -> None:
        note = Note.objects.filter(client=rivera, amends__isnull=True).latest("pk")
        words = dict.fromkeys(filled("session")["narrative"], "He read a whole page.")
        amended(note, "correction", occurred_on="2026-03-11", narrative=words, place_of_service="11")
        amended(note, "addendum", narrative={"narrative": "His teacher called."})

    def bring_in() -> None:
        client, _is_new = cases.take_in(number=f"from-{spoken}", name="", by=COMMAND_LINE)
        columns = importing.guess(["note"])
        row = importing.read_row({"note": "Met at school."}, columns, int(spoken == "es"))
        about = About(client.pk, "Somebody", "P1", None)
        content = importing.content_of_row(
            row, columns, about=about, encounter=uuids.fresh(), source="old", now=clock.now()
        )
        notes.record_imported(content=content, client=client, by=COMMAND_LINE)

    return [
        lambda: by_browser(spoken),
        correct,
        lambda: cases.open_case(new=family, by=acting("ana")),
        lambda: cases.add_person(
            case=rivera.memberships.get().case,
            new=NewPerson("Pat"),
            roles=[(rivera, "kin")],
            from_on=NOW.date(),
            by=acting("ana"),
        ),
        lambda: people.add_staff(
            new=NewStaff(f"new-{spoken}", "Nia", ["therapist"], NOW.date()), password=PASSWORD, by=acting("hana")
        ),
        lambda: services.add_service(
            name=f"Respite {spoken}", code="", is_billable=True, from_on=NOW.date(), by=acting("hana")
        ),
        bring_in,
    ]


def test_what_is_sealed_is_the_same_in_every_language(cast: None, spanish: None) -> None:
    told: dict[str, list[str]] = {}
    kept: dict[str, list[str]] = {}
    with clock.set_to(NOW):
        by_browser("en")  # so that the checks find each of the two at the time of another
    for spoken in ("en", "es"):
        before = set(Note.objects.values_list("pk", flat=True))
        with translation.override(spoken), clock.set_to(NOW):
            told[spoken] = [
                re.sub(f'(?<=[- ]){spoken}(?=")', "*", line) for act in acts(spoken) for line in sealed(act)
            ]
        kept[spoken] = sorted(Note.objects.exclude(pk__in=before).values_list("html", flat=True))
    assert len(told["en"]) >= 9
    assert told["es"] == told["en"]
    assert kept["es"] == kept["en"]


def test_what_is_sealed_in_english_is_read_in_spanish(cast: None, spanish: None) -> None:
    with clock.set_to(NOW):
        by_browser("es")
        note = Note.objects.latest("pk")
        browser = Browser(headers={"accept-language": "es-US,es;q=0.9"})
        browser.force_login(named("ana"))
        page = browser.get(f"/notes/{note.pk}/").content.decode()
    assert note.type_title == "Session or visit"
    for words in (
        "Sesión o visita",
        "Qué se hizo",
        "Quién participó",
        "Trabajo de caso en el hogar",
        "12 Hogar",
        "He read aloud.",
    ):
        assert words in page
    assert "What was done" not in page
    assert queries.newest_type("session").definition["title"] == "Session or visit"


def test_codes_and_words_that_ship_are_read_in_spanish_on_the_pages_of_the_file(cast: None, spanish: None) -> None:
    mateo = client_named("Mateo Rivera")
    rule(plan_signers=["guardian"])
    planned()
    needs.measure(client=mateo, new=NewScore("gad-7", "client", [0] * 7), taken_on=yesterday(), by=acting("ana"))
    cases.assign(
        case=case_named("Rivera"), staff=named("cleo"), role="therapist", from_on=yesterday(), by=acting("hana")
    )
    note = visited()
    browser = Browser(headers={"accept-language": "es"})
    browser.force_login(named("ana"))

    def read(address: str) -> str:
        return browser.get(address).content.decode()

    why, stood = read(f"/notes/{note.pk}/why/"), read(f"/clients/{mateo.pk}/as-of/")
    turned, brief = read(f"/clients/{mateo.pk}/tried/"), read(f"/clients/{mateo.pk}/brief/")
    assert "GAD-7 por el cliente: 0 (mínimo)" in why
    assert "(tutor" in why
    assert "(guardian)" not in why
    assert "GAD-7, el cliente" in stood
    assert "mínimo" in stood
    assert "terapeuta" in stood
    assert "gad-7" not in stood
    assert "0 mínimo" in turned
    assert "(terapeuta)" in turned
    assert "mínimo" in brief
    assert not [page for page in (why, stood, turned, brief) if "minimal" in page or "(therapist)" in page]

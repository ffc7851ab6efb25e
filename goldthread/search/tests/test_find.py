"""The index over the log: what is read into it, what is found in it, and that it can be made anew."""

from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewPerson
from goldthread.ledger import actions as ledger
from goldthread.ledger.verify import verify
from goldthread.notes.models import Note
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.search import actions, queries
from goldthread.search.derived import INDEX
from goldthread.search.models import Passage
from goldthread.search.queries import Within
from goldthread.search.rules import asked
from goldthread.search.words import tokens
from tests.cast import OPENED_ON, acting, case_named, client_named

pytestmark = pytest.mark.usefixtures("cast")


def wrote(words: str, *clients: str, login: str = "ana", days: int = 0, hour: int = 8) -> Note:
    """A signed visit so many days before yesterday, in which these words stand."""
    on = (yesterday() - timedelta(days=days)).isoformat()
    content = filled("session", *clients, occurred_on=on, starts=f"{hour:02}:00", ends=f"{hour:02}:30")
    content["narrative"] = dict.fromkeys(content["narrative"], words)
    return signed(begun(login, content=content), login)[0]


def read_all() -> None:
    ledger.sequence(sweep=True)
    while actions.catch_up():
        pass


def found(line: str, *tags: Sequence[str], limit: int = 20, best_first: bool = False) -> list[UUID]:
    read_all()
    within = Within([["znote"], *tags])
    return [hit.about for hit in queries.find(asked(line), within, limit=limit, best_first=best_first)]


def test_a_signed_note_is_found_by_its_words_in_any_order_without_case_and_accents() -> None:
    note = wrote("Lucía made the Calendar for the kitchen herself.")
    assert found("KITCHEN lucia calendar") == [note.pk]
    assert found("kitchen lamp") == []


def test_a_phrase_is_found_where_its_words_stand_together() -> None:
    note = wrote("The red bicycle stood by the door.")
    wrote("The bicycle was red.", hour=10)
    assert found('"red bicycle"') == [note.pk]


def test_what_is_left_out_is_not_found() -> None:
    wrote("School and the bus.")
    note = wrote("School alone.", hour=10)
    assert found("school -bus") == [note.pk]
    assert found('school -"school and"') == [note.pk]


def test_the_beginning_of_a_word_is_enough_with_a_star() -> None:
    note = wrote("They practised breathing.")
    assert found("breath*") == [note.pk]
    assert found("breath") == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("今天我们在家里见面了", "家里"),
        ("วันนี้เราพบกันที่บ้าน", "ที่บ้าน"),
        ("Сегодня мы встретились дома", "ВСТРЕТИЛИСЬ"),
        ("التقينا اليوم في البيت", "البيت"),
        ("आज हम घर पर मिले", "घर"),
        ("오늘 집에서 만났다", "집에서"),
    ],
)
def test_words_are_found_in_every_script(words: str, line: str) -> None:
    note = wrote(words)
    assert found(line) == [note.pk]


def test_the_newest_day_comes_first_whenever_it_was_written() -> None:
    today, older, oldest = (wrote("Swimming again.", days=days, hour=9 + days) for days in (0, 5, 2))
    assert found("swimming") == [today.pk, oldest.pk, older.pk]
    assert found("swimming", limit=2) == [today.pk, oldest.pk]


def test_older_ones_follow_where_the_page_ended() -> None:
    notes = [wrote("Swimming again.", days=days) for days in range(4)]
    read_all()
    first = queries.find(asked("swimming"), Within([["znote"]]), limit=2)
    rest = queries.find(asked("swimming"), Within([["znote"]], below=first[-1].number), limit=5)
    assert [hit.about for hit in [*first, *rest]] == [note.pk for note in notes]


def test_what_fits_best_comes_first_where_that_is_asked() -> None:
    wrote("One word of swimming among many other words of the day.", days=0)
    often = wrote("Swimming, swimming, swimming.", days=3)
    assert found("swimming", best_first=True)[0] == often.pk


def test_days_narrow_a_search() -> None:
    wrote("Swimming.", days=0)
    note = wrote("Swimming.", days=5)
    wrote("Swimming.", days=9)
    read_all()
    day = yesterday() - timedelta(days=5)
    hits = queries.find(asked("swimming"), Within([["znote"]], since=day, until=day), limit=9)
    assert [hit.about for hit in hits] == [note.pk]


def test_tags_narrow_a_search_and_words_are_no_tags() -> None:
    mateo, lucia = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    note = wrote("Swimming.", "Mateo Rivera")
    wrote(f"Swimming c{mateo.pk.hex} #c{mateo.pk.hex}", "Lucía Rivera", hour=10)
    assert found("swimming", [f"c{mateo.pk.hex}"]) == [note.pk]
    assert len(found("swimming", [f"c{mateo.pk.hex}", f"c{lucia.pk.hex}"])) == 2
    assert found("swimming", []) == []


def test_thousands_of_tags_are_no_burden() -> None:
    mateo = client_named("Mateo Rivera")
    note = wrote("Swimming.")
    assert found("swimming", [f"c{number:032x}" for number in range(3000)] + [f"c{mateo.pk.hex}"]) == [note.pk]


def test_people_are_found_also_by_what_they_were_called() -> None:
    children = [client_named("Mateo Rivera")]
    cases.add_person(
        case=case_named("Rivera"),
        new=NewPerson("Grażyna Wójcik", organization="Harbor School"),
        roles=[(child, "school") for child in children],
        from_on=OPENED_ON,
        by=acting("ana"),
    )
    read_all()
    (hit,) = queries.find(asked("wojcik harbor"), Within([["zperson"]]), limit=5)
    assert hit.kind == "person"
    assert len(queries.find(asked("rivera"), Within([["zclient"]]), limit=9)) == 2


def test_a_long_text_is_found_at_its_end_and_across_the_cut() -> None:
    note = wrote("filler " * 14_999 + "lighthouse keeper " + "filler " * 3000 + "harbormaster")
    assert set(found('"lighthouse keeper"')) == {note.pk}
    assert set(found("harbormaster")) == {note.pk}


def test_reading_the_log_again_adds_nothing() -> None:
    wrote("Swimming.")
    read_all()
    held = Passage.objects.count()
    read_all()
    assert Passage.objects.count() == held
    assert queries.behind() == 0


def test_the_index_can_be_made_anew() -> None:
    note = wrote("Swimming.")
    assert found("swimming") == [note.pk]
    actions.begin_again()
    assert queries.find(asked("swimming"), Within(), limit=5) == []
    assert found("swimming") == [note.pk]


def test_a_forgotten_entry_is_not_found() -> None:
    note, other = wrote("Swimming."), wrote("Swimming.", hour=10)
    read_all()
    actions.forget(entry=note.pk)
    assert found("swimming") == [other.pk]


@pytest.mark.parametrize(
    "line", ['"', "*", "-", '" * -"', "NEAR(a b)", "words:x", "a AND", "'; DROP", "\\", "a:b & !c", "(" * 300]
)
def test_nothing_that_is_typed_means_more_than_its_words(line: str) -> None:
    wrote("Swimming.")
    found(line)


@pytest.mark.parametrize("step", ["0002_vowel_signs", "0004_letters_with_their_marks"])
def test_where_words_are_folded_anew_the_log_is_read_again(step: str) -> None:
    note = wrote("Swimming.")
    read_all()
    assert Passage.objects.exists()
    folded_anew = import_module(f"goldthread.search.migrations.{step}")
    folded_anew.empty(None, SimpleNamespace(connection=connection))
    assert not Passage.objects.exists()
    assert queries.problems() == []
    assert queries.read() == 0
    assert found("swimming") == [note.pk]
    assert queries.problems() == []


@pytest.mark.parametrize(
    ("written", "cut_before"),
    [("ကြောင်", "က ြ ေ ာ င ်"), ("𝐀𝐁", "AB")],
    ids=["Burmese", "mathematics"],
)
def test_what_was_cut_otherwise_by_an_earlier_build_is_found_once_the_record_is_upgraded(
    written: str, cut_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(actions, "tokens", lambda text: cut_before.split() if written in text else tokens(text))
        note = wrote(written)
        read_all()
    assert verify(witness=None, derived=[INDEX]).problems != []
    newest = MigrationLoader(connection).graph.leaf_nodes("search")[0][1]
    for operation in import_module(f"goldthread.search.migrations.{newest}").Migration.operations:
        operation.code(None, SimpleNamespace(connection=connection))
    assert found(written) == [note.pk]
    assert verify(witness=None, derived=[INDEX]).problems == []

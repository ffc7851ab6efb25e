"""diagnose, change_diagnosis, mend_diagnosis: by whom it may be, and as it stands on the list of its day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from goldthread.codes import actions as codes
from goldthread.codes import queries as lists
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.needs import actions, queries
from goldthread.needs.models import Diagnosis
from goldthread.needs.tests.stating import SINCE, diagnosed, diagnosis, listed, today
from goldthread.notes.tests.writing import begun, filled, signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def on(day: date, name: str = "Mateo Rivera") -> list[tuple[str, str]]:
    found = queries.diagnoses_on([client_named(name).pk], day)
    return [(row.code, row.verification) for row in found]


def test_a_diagnosis_keeps_code_and_title_of_its_list_and_who_made_it() -> None:
    listed()
    row = diagnosed(is_principal=True)
    assert (row.code, row.title) == ("F32.1", "Major depressive disorder, single episode, moderate")
    assert row.maker == "Ben Achterberg, LCSW"
    assert row.edition == lists.edition_on("icd-10-cm", SINCE).edition
    assert on(SINCE) == [("F32.1", "provisional")]
    assert on(SINCE - timedelta(days=1)) == []
    assert verify(witness=None).problems == []


def test_the_title_stays_though_the_list_is_taken_out() -> None:
    listed()
    row = diagnosed()
    codes.take_out(edition=lists.editions()[0], reason="A draft.", by=acting("hana"))
    later = actions.change_diagnosis(
        diagnosis=row, new=diagnosis(verification="confirmed"), from_on=SINCE + timedelta(days=9), by=acting("ana")
    )
    assert (later.title, later.edition) == (row.title, row.edition)


def test_it_is_confirmed_from_a_day_and_what_was_before_stays() -> None:
    listed()
    row, day = diagnosed(), SINCE + timedelta(days=30)
    actions.change_diagnosis(diagnosis=row, new=diagnosis(verification="confirmed"), from_on=day, by=acting("ana"))
    assert on(day - timedelta(days=1)) == [("F32.1", "provisional")]
    assert on(day) == [("F32.1", "confirmed")]


def test_a_mistake_is_mended_from_its_first_day_and_stays_readable() -> None:
    listed()
    row = diagnosed()
    before = row.recorded_at
    actions.mend_diagnosis(diagnosis=row, new=diagnosis(code="F41.1"), from_on=SINCE, by=acting("ana"))
    assert on(SINCE) == [("F41.1", "provisional")]
    known = queries.diagnoses_on([client_named("Mateo Rivera").pk], SINCE, known_at=before)
    assert [row.code for row in known] == ["F32.1"]
    assert [version.was_wrong for version in queries.versions_of(row)] == [False, True]


def test_one_made_elsewhere_is_told_by_name_and_credential() -> None:
    listed(who=False)
    row = diagnosed(source="told", staff=None, name="Dr. Adaeze Obi", credential="MD", made_on=date(2019, 5, 1))
    assert (row.made_by, row.credential, row.staff_id) == ("Dr. Adaeze Obi", "MD", None)


def test_an_entry_about_the_client_evidences_it() -> None:
    listed()
    (note,) = signed()
    assert diagnosed(evidence=note.pk).evidence_id == note.pk


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "F32"}, "F32 is a heading"),
        ({"code": "Z99.9"}, "not in the list of that day"),
        ({"code": "F32.1\x00"}, "NUL"),
        ({"verification": "sure"}, "Choose one from the list"),
        ({"source": "heard"}, "Choose one from the list"),
        ({"staff": None}, "Choose one from the list"),
        ({"made_on": date(2099, 1, 1)}, "still to come"),
        ({"source": "told", "credential": "MD"}, "Say who made it"),
        ({"source": "told", "name": "Dr. Obi"}, "professional's credential"),
    ],
)
def test_what_is_missing_or_unknown_is_refused(changes: dict, sentence: str) -> None:
    listed()
    before = Entry.objects.count()
    with pytest.raises(Refused, match=sentence):
        diagnosed(**changes)
    assert Entry.objects.count() == before


def test_who_holds_no_such_credential_that_day_may_not_diagnose() -> None:
    listed()
    with pytest.raises(Refused, match="Ana Castellanos held no credential") as refused:
        diagnosed(staff=named("ana").pk)
    assert refused.value.field == "staff"
    with pytest.raises(Refused, match="Ben Achterberg held no credential"):
        diagnosed(made_on=date(2020, 1, 1))


def test_without_a_rule_nobody_here_may() -> None:
    listed(who=False)
    with pytest.raises(Refused, match="No policy says"):
        diagnosed()


def test_without_a_list_there_is_no_code() -> None:
    with pytest.raises(Refused, match="No list of these codes holds"):
        diagnosed(source="told", name="Dr. Obi", credential="MD")


def test_it_stands_once_and_one_is_principal() -> None:
    listed()
    diagnosed(is_principal=True)
    with pytest.raises(Refused, match="on file already"):
        diagnosed()
    with pytest.raises(Refused, match=r"F32\.1 is the principal"):
        diagnosed(code="F41.1", is_principal=True)
    diagnosed(code="F41.1")
    assert [row.code for row in queries.diagnoses_on([client_named("Mateo Rivera").pk], today())] == ["F32.1", "F41.1"]


def test_a_note_about_somebody_else_evidences_nothing() -> None:
    listed()
    (note,) = signed(begun(content=filled("session", "Lucía Rivera")))
    with pytest.raises(Refused, match="not about this client"):
        diagnosed(evidence=note.pk)
    with pytest.raises(Refused, match="not about this client"):
        diagnosed(evidence=named("ana").pk)


def test_the_database_keeps_it_as_it_is() -> None:
    listed()
    row = diagnosed()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Diagnosis.objects.filter(pk=row.pk).update(code="F41.1")

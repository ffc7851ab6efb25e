"""goldthread import set: referrals, clients in several cases, and several credentials, as rows of their own."""

from datetime import date
from pathlib import Path

import pytest

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client, Membership, Placement, Referral
from goldthread.cli import import_set
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.notes.projection import PROJECTION
from goldthread.people import queries as people
from goldthread.people.models import Credential
from tests.cast import named
from tests.test_import_set import SET, brought, folder_of, refused_in, sums

pytestmark = pytest.mark.usefixtures("cast")
MORE = {
    **SET,
    "credentials.csv": "login,credential,credential_level,credential_number,from_on,to_on\n"
    "ines,LCAC,licensed,99-1,2021-02-01,\nines,LSW,,,2015-01-05,2019-12-31\n",
    "referrals.csv": "case,received_on,referred_by,person,number,service,reason,priority,status\n"
    "F-1,2021-02-03,Marion County DCS,P. Lindqvist,KT-5,Home-based casework,Runs away,urgent,completed\n"
    "F-2,,Family court,,,,,,\n",
    "memberships.csv": "client,case,from_on,to_on\nP-1,F-2,2021-06-01,\nP-2,F-1,,2021-01-31\n",
}


def test_a_referral_comes_in_with_all_that_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert brought(folder_of(tmp_path, MORE)) == 0
    assert sums(capsys.readouterr().out) == [22, 22, 0, 0, 0]
    first, second = cases.referrals_of([Case.objects.get(number="F-1").pk], date(2022, 1, 1))
    told = (first.referred_by, first.person, first.number, first.service, first.reason, first.priority, first.status)
    assert told == (
        "Marion County DCS",
        "P. Lindqvist",
        "KT-5",
        "Home-based casework",
        "Runs away",
        "urgent",
        "completed",
    )
    assert (second.referred_by, second.received_on) == ("County court", date(2020, 1, 30))
    (court,) = cases.referrals_of([Case.objects.get(number="F-2").pk], date(2022, 1, 1))
    assert (court.received_on, court.reason, court.priority, court.status) == (
        date(2019, 3, 4), "not stated in source", "routine", "accepted",
    )  # fmt: skip
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_client_belongs_to_two_cases_and_leaves_each_by_itself(tmp_path: Path) -> None:
    assert brought(folder_of(tmp_path, MORE)) == 0
    one, two = (Client.objects.get(number=number) for number in ("P-1", "P-2"))
    assert {case.number for case in cases.cases_of(one.pk, on=date(2022, 1, 1))} == {"F-1", "F-2"}
    ends = Membership.objects.current().filter(client=two).values_list("case__number", "true_to_on")
    assert dict(ends) == {"F-2": date(2022, 1, 31), "F-1": date(2021, 1, 31)}
    ended = {"clients.csv": MORE["clients.csv"].replace("F-1,2010-05-06,,", "F-1,2010-05-06,,2023-01-31")}
    assert brought(folder_of(tmp_path, ended)) == 0
    ends = Membership.objects.current().filter(client=one).values_list("case__number", "true_to_on")
    assert dict(ends) == {"F-1": date(2023, 1, 31), "F-2": None}, "the row of clients ends what it began"


def test_somebody_has_several_credentials_each_with_its_days(tmp_path: Path) -> None:
    assert brought(folder_of(tmp_path, MORE)) == 0
    ines = named("ines")
    assert people.display_name(ines, date(2019, 6, 1)) == "Inés Ñandú, LSW"
    assert people.display_name(ines, date(2020, 6, 1)) == "Inés Ñandú, LCSW"
    assert people.display_name(ines, date(2021, 6, 1)) == "Inés Ñandú, LCAC"
    ended = {"credentials.csv": MORE["credentials.csv"].replace("2021-02-01,", "2021-02-01,2022-12-31")}
    assert brought(folder_of(tmp_path, ended)) == 0
    assert Credential.objects.current().get(title="LCAC").true_to_on == date(2022, 12, 31)


PLACES = {
    **SET,
    "placements.csv": "client,kind,with_whom,address,reason,from_on,to_on,end_reason\n"
    "P-1,parents,Berit Ødegård,,,2020-02-03,2020-05-31,Removed by the court\n"
    "P-1,foster_home,The Larks,12 Heron Lane,Removed by the court,2020-06-01,,\n"
    "P-2,hospital,,,,2020-03-01,2020-03-09,\n",
}


def lived(number: str) -> list[tuple[str, str, date, date | None, str]]:
    """Where a client of the set lived, the first place first."""
    rows = cases.placements_on([Client.objects.get(number=number).pk], date(2020, 3, 5))
    rows += cases.placements_on([Client.objects.get(number=number).pk], date(2022, 1, 1))
    return [(row.kind, row.with_whom, row.true_from_on, row.true_to_on, row.end_reason) for row in rows]


def test_placements_come_in_with_their_days_and_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert brought(folder_of(tmp_path, PLACES)) == 0
    assert sums(capsys.readouterr().out) == [19, 19, 0, 0, 0]
    assert lived("P-1") == [
        ("parents", "Berit Ødegård", date(2020, 2, 3), date(2020, 5, 31), "Removed by the court"),
        ("foster_home", "The Larks", date(2020, 6, 1), None, ""),
    ]
    assert lived("P-2") == [("hospital", "", date(2020, 3, 1), date(2020, 3, 9), "")]
    assert Placement.objects.current().get(with_whom="The Larks").address == "12 Heron Lane"
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_placement_ends_by_its_row_and_is_neither_doubled_nor_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brought(folder_of(tmp_path, PLACES))
    capsys.readouterr()
    assert brought(folder_of(tmp_path, PLACES)) == 0
    assert sums(capsys.readouterr().out) == [19, 0, 0, 19, 0]
    ended = {"placements.csv": PLACES["placements.csv"].replace("2020-06-01,,", "2020-06-01,2021-12-31,Adopted")}
    assert brought(folder_of(tmp_path, ended)) == 0
    assert sums(capsys.readouterr().out) == [19, 0, 1, 18, 0]
    row = Placement.objects.current().get(with_whom="The Larks")
    assert (row.true_to_on, row.end_reason) == (date(2021, 12, 31), "Adopted")
    other = {"placements.csv": ended["placements.csv"].replace("The Larks", "The Wrens")}
    assert brought(folder_of(tmp_path, other)) == import_set.SOME_REFUSED
    (refused,) = refused_in(tmp_path / "old.refused" / "placements.csv")
    assert "with other words" in " ".join(refused.values())


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("P-1,tent,,,,2020-02-03,,", "tent"),
        ("P-1,parents,,,,,,", "from_on is empty"),
        ("P-9,parents,,,,2020-02-03,,", "There is no client P-9"),
        ("P-1,shelter,,,,2020-07-01,2020-07-09,", "in force since"),
        ("P-1,shelter,,,,2020-01-01,,Over", "ended"),
    ],
)
def test_what_is_no_placement_is_refused_with_the_reason(row: str, sentence: str, tmp_path: Path) -> None:
    files = {**PLACES, "placements.csv": f"{PLACES['placements.csv']}{row}\n"}
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    (refused,) = refused_in(tmp_path / "old.refused" / "placements.csv")
    assert sentence in " ".join(refused.values())


def test_a_second_run_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path, MORE)
    brought(folder)
    entries = Entry.objects.count()
    capsys.readouterr()
    assert brought(folder) == 0
    assert sums(capsys.readouterr().out) == [22, 0, 0, 22, 0]
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("credentials.csv", "login,credential,from_on\nnobody,LSW,2020-01-06\n", "log-in name nobody"),
        ("credentials.csv", "login,credential,from_on\nines,LCSW,2020-01-06\n", "this credential from this day already"),
        ("referrals.csv", "case,referred_by\nF-404,Court\n", "no case F-404"),
        ("referrals.csv", "case,referred_by\nF-1,\n", "referred_by is empty"),
        ("referrals.csv", "case,referred_by,status\nF-1,Court,lost\n", "status is lost, which is none of"),
        ("referrals.csv", "case,referred_by,received_on\nF-1,Court,2999-01-01\n", "still to come"),
        ("memberships.csv", "client,case\nP-1,F-1\n", "client of this case already"),
        ("memberships.csv", "client,case\nP-1,P-3\n", "of a single client and has one"),
        ("memberships.csv", "client,case\nP-404,F-1\n", "no client P-404"),
    ],
)  # fmt: skip
def test_what_cannot_come_in_is_refused_with_its_reason(tmp_path: Path, file: str, row: str, reason: str) -> None:
    brought(folder_of(tmp_path, SET))
    before = (Entry.objects.count(), Referral.objects.count(), Membership.objects.count())
    assert brought(folder_of(tmp_path, {file: row}, "more")) == import_set.SOME_REFUSED
    assert reason in refused_in(tmp_path / "more.refused" / file)[0]["reason"]
    assert (Entry.objects.count(), Referral.objects.count(), Membership.objects.count()) == before

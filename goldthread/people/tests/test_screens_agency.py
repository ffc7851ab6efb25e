"""The pages of policies and services: rows with a source, a pack all or nothing, what a note may name."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from goldthread.ledger.verify import verify
from goldthread.policies import queries as policies
from goldthread.policies.models import Holiday, Policy
from goldthread.services import queries as services
from goldthread.services.models import Modality, Program, Service
from tests.cast import case_named, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)
RULE = {
    "source_citation": "Contract 7, §4: <48 hours>",
    "true_from_on": "2026-01-01",
    "program": "CMHC",
    "documentation_due_count": "48",
    "documentation_due_unit": "hours",
    "late_effect": "blocks",
    "cosign_required": "no",
}


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def pack(rows: object, name: str = "rules.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, rows if isinstance(rows, bytes) else json.dumps(rows).encode())


def test_a_rule_is_added_shown_with_its_source_and_ended() -> None:
    hana = as_("hana")
    assert hana.post("/policies/new/", RULE)["Location"] == "/policies/"
    assert policies.resolve("documentation_due_count", on=DAY, program="CMHC").value == 48
    assert policies.resolve("cosign_required", on=DAY, program="CMHC").value is False
    shown = hana.get("/policies/").content.decode()
    assert "Contract 7, §4: &lt;48 hours&gt;" in shown
    assert "not verified" in shown
    row = Policy.objects.current().get(program="CMHC")
    assert hana.post(f"/policies/{row.pk}/end/", {"to_on": "2026-01-31"}).status_code == 302
    assert policies.resolve("documentation_due_count", on=DAY, program="CMHC").value is None
    assert verify(witness=None).problems == []


def test_a_pack_comes_in_whole() -> None:
    rows = [{"true_from_on": "2026-01-01", "source_citation": "A", "idle_minutes": 5, "payer": name} for name in "BC"]
    answered = as_("hana").post("/policies/pack/", {"file": pack(rows)}, follow=True)
    assert "2 rules came in." in answered.content.decode()
    assert Policy.objects.filter(source_citation="A").count() == 2


def test_a_staff_level_that_nobody_holds_and_no_policy_names_is_refused_and_nothing_is_lost() -> None:
    hana = as_("hana")
    typed = {"name": "Équine therapy", "is_billable": "on", "from_on": "2026-01-01", "levels": "Licensed, licenced"}
    answered = hana.post("/services/new/", typed)
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "“licenced” is the level of no credential" in page
    assert 'value="Licensed, licenced"' in page
    assert hana.post("/services/new/", {**typed, "levels": "Licensed, bachelor"}).status_code == 302
    row = Service.objects.current().get(name="Équine therapy")
    assert row.details.levels == ("Licensed", "bachelor")


def test_services_and_modalities_are_offered_and_ended() -> None:
    hana = as_("hana")
    typed = {"name": "Équine therapy", "code": "H2032", "is_billable": "on", "from_on": "2026-01-01"}
    assert hana.post("/services/new/", typed)["Location"] == "/services/"
    assert hana.post("/services/modality/", {"name": "Theraplay", "from_on": "2026-01-01"}).status_code == 302
    assert "Équine therapy" in services.names(DAY)
    shown = hana.get("/services/").content.decode()
    assert "(H2032)" in shown
    for row in (Service.objects.current().get(name="Équine therapy"), Modality.objects.current().get(name="Theraplay")):
        assert hana.post(f"/services/{row.pk}/end/", {"to_on": "2026-02-01"}).status_code == 302
    assert "Équine therapy" not in services.names(DAY)
    assert "Theraplay" not in services.modalities(DAY)
    assert verify(witness=None).problems == []


def test_who_reviews_quality_reads_the_rules_and_changes_none() -> None:
    hana = as_("hana")
    hana.post("/policies/new/", RULE)
    fay = as_("fay")
    assert fay.get("/policies/").status_code == 200
    assert fay.post("/policies/new/", RULE).status_code == 404
    assert fay.get("/services/").status_code == 404


@pytest.mark.parametrize("login", ["ana", "ben", "dora", "ed", "gus"])
def test_for_everybody_else_the_pages_are_not_there(login: str) -> None:
    browser = as_(login)
    for at in ("/policies/", "/policies/new/", "/policies/pack/", "/services/", "/services/new/", "/note-types/"):
        assert browser.get(at).status_code == 404, at


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"colour": 1}], "There is no policy column colour. Nothing was loaded."),
        ([{"true_from_on": "2026-01-01", "source_citation": "nul\0"}], "NUL"),
        ([{"true_from_on": "2026-01-01", "source_citation": "half \ud800"}], "half of a character"),
        ([{"half \ud800": 1}], "Row 1: There is no policy column half \N{REPLACEMENT CHARACTER}. Nothing was loaded."),
        (
            [{"release_rules": [{"half \ud800": 1}], "true_from_on": "2026-01-01", "source_citation": "x"}],
            "does not know “half \N{REPLACEMENT CHARACTER}”",
        ),
        ({"half \ud800": 1}, "A pack has no part half \N{REPLACEMENT CHARACTER}"),
        ([{}] * 2_001, "holds 2001 rows, and a pack may hold 2000"),
        (b"{", "is not readable JSON: look at line 1, character 2. Nothing was loaded."),
        (b"\xff\xfe", "is not UTF-8 (byte 1). Save it as UTF-8. Nothing was loaded."),
        (b"[" * 100_000, "is not readable JSON. Nothing was loaded."),
        (b"", "The file is empty. Choose another."),
    ],
)
def test_a_pack_that_is_wrong_anywhere_is_refused_in_one_sentence(rows: object, said: str) -> None:
    answered = as_("hana").post("/policies/pack/", {"file": pack(rows)})
    assert answered.status_code == 422
    assert said in answered.content.decode()
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source_citation": ""}, "This is empty. Fill it in."),
        ({"documentation_due_count": "-1"}, "Write 0 or more."),
        ({"documentation_due_count": "soon"}, "Write a whole number."),
        ({"documentation_due_unit": "moons"}, "is not in the list"),
        ({"true_from_on": "never"}, "not a day of the calendar"),
        ({"true_to_on": "2025-01-01"}, "The end lies before the start."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_place(changed: dict[str, str], said: str) -> None:
    answered = as_("hana").post("/policies/new/", {**RULE, **changed})
    assert answered.status_code == 422
    assert said in answered.content.decode()
    assert not Policy.objects.exists()


def test_the_agency_is_named_and_its_name_stands_on_prints() -> None:
    from goldthread.notes.tests.writing import signed

    hana = as_("hana")
    assert "no name yet" in hana.get("/agency/").content.decode()
    said = {"name": "Larkspur <Family> Services", "state": "in", "zone": "America/Indiana/Indianapolis", "how": "wrong",
            "letterhead": "12 <Main> Street"}  # fmt: skip
    assert hana.post("/agency/name/", said)["Location"] == "/agency/"
    assert "Larkspur &lt;Family&gt; Services" in hana.get("/agency/").content.decode()
    assert "12 &lt;Main&gt; Street" in hana.get("/agency/").content.decode()
    (note,) = signed()
    ana = as_("ana")
    assert "12 &lt;Main&gt; Street" in ana.get(f"/notes/{note.pk}/print/").content.decode()
    for address in (f"/notes/{note.pk}/print/", f"/clients/{note.client_id}/"):
        assert "Larkspur &lt;Family&gt; Services" in ana.get(address).content.decode()
    assert ana.get("/agency/").status_code == 404
    assert "/agency/name/" not in as_("fay").get("/agency/").content.decode(), "a quality reviewer reads"
    assert as_("fay").post("/agency/name/", said).status_code == 404
    refused = hana.post("/agency/name/", {**said, "state": "1!"})
    assert refused.status_code == 422
    assert "two letters" in refused.content.decode()


def test_a_day_off_is_added_shown_and_ended() -> None:
    hana = as_("hana")
    said = {"name": "Founder's day", "day": "2026-03-09", "repeats": "date"}
    assert hana.post("/agency/days-off/new/", said).status_code == 302
    row = Holiday.objects.get(name="Founder's day")
    assert f"/agency/days-off/{row.pk}/end/" in hana.get("/agency/").content.decode()
    assert hana.post(f"/agency/days-off/{row.pk}/end/", {"to_on": "2026-03-09"}).status_code == 302
    assert policies.days_off(date(2026, 1, 1), date(2027, 12, 31)) == {date(2026, 3, 9)}
    assert verify(witness=None).problems == []


def test_a_program_is_added_offered_to_cases_and_ended() -> None:
    hana = as_("hana")
    assert hana.post("/services/program/", {"name": "CMHC", "from_on": "2026-01-01"}).status_code == 302
    change = f"/cases/{case_named('Rivera').pk}/change/"
    said = {"name": "Rivera and Abernathy", "program": "CMHC", "payer": "Example Health", "how": "changed"}
    ana = as_("ana")
    assert ana.post(change, {**said, "program": "Moon base", "from_on": "2026-02-01"}).status_code == 422
    assert ana.post(change, {**said, "from_on": "2026-02-01"}).status_code == 302
    shown = ana.get(f"/cases/{case_named('Rivera and Abernathy').pk}/").content.decode()
    for words in ("Rivera and Abernathy", "CMHC", "Example Health"):
        assert words in shown
    row = Program.objects.get(name="CMHC")
    assert hana.post(f"/services/{row.pk}/end/", {"to_on": "2026-03-01"}).status_code == 302
    assert services.programs(date(2026, 3, 2)) == []
    assert verify(witness=None).problems == []


@pytest.mark.parametrize(
    ("subject", "typed", "shown"),
    [
        ("units", {"rounding_algorithm": '{"algorithm": "up_to", "unit_minutes": 15}', "pool_by": "agency"}, "up_to"),
        ("delivery", {"court_billable": "no", "travel_policy": "in_rate"}, "Court is billed: no"),
        (
            "referrals",
            {"accept_within_count": "48", "accept_within_unit": "hours"},
            "Referral accepted within: 48 hours",
        ),
        ("plans", {"plan_signers": '["client", "guardian"]'}, "guardian"),
        ("records", {"retention": '[{"years": 7, "after": "claim"}]'}, "claim"),
        ("notes", {"necessity_anchor": "problem_list", "source_verified_by": "Hana"}, "the problem list"),
    ],
)
def test_a_rule_about_any_subject_is_put_in_force_and_shown(subject: str, typed: dict[str, str], shown: str) -> None:
    hana, at = as_("hana"), f"/policies/new/{subject}/"
    said = {"source_citation": "Contract 8", "true_from_on": "2026-01-01", "source_verified_on": "2026-01-02"}
    assert hana.get(at).status_code == 200
    assert hana.post(at, {**said, **typed})["Location"] == "/policies/"
    page = hana.get("/policies/").content.decode()
    assert shown in page
    assert "confirm with your payer" not in page
    assert as_("fay").get(at).status_code == 404


def test_parameters_that_cannot_be_are_refused_in_place_with_what_was_typed() -> None:
    said = {"source_citation": "Contract 8", "true_from_on": "2026-01-01"}
    for value, sentence in (("{15", "not readable JSON"), ('{"algorithm": "moon"}', "names no algorithm")):
        answered = as_("hana").post("/policies/new/units/", {**said, "rounding_algorithm": value})
        assert answered.status_code == 422
        assert sentence in answered.content.decode()
        assert "Contract 8" in answered.content.decode()
    assert as_("hana").get("/policies/new/moons/").status_code == 404


def test_a_shipped_pack_is_taken_away_changed_and_loaded_and_twice_does_no_harm() -> None:
    hana = as_("hana")
    assert "/policies/packs/texas/" in hana.get("/policies/pack/").content.decode()
    answered = hana.get("/policies/packs/texas/")
    assert answered["Content-Disposition"] == 'attachment; filename="texas.json"'
    taken = json.loads(answered.content)
    taken["policies"] = [{**row, "state": "OK"} for row in taken["policies"]]
    told = hana.post("/policies/pack/", {"file": pack(taken)}, follow=True).content.decode()
    assert "5 rules came in. 3 days off came in." in told
    assert "not verified: confirm with your payer" in told
    told = hana.post("/policies/pack/", {"file": pack(taken)}, follow=True).content.decode()
    assert "0 rules came in. 8 were on file already." in told
    assert hana.get("/policies/packs/atlantis/").status_code == 404
    assert as_("ana").get("/policies/packs/texas/").status_code == 404

"""The pages of code lists: an administrator brings one in and takes it out; who writes finds codes as they type."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from goldthread.codes import queries
from goldthread.codes.models import Edition
from goldthread.codes.tests.lists import order_file
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")
SAID = {"from_on": "2025-10-01", "to_on": "2026-09-30"}


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def sent(document: bytes = b"", name: str = "icd10cm_order_2026.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, document or order_file())


def test_a_list_comes_in_is_shown_and_taken_out() -> None:
    hana = as_("hana")
    answered = hana.post("/services/codes/new/", {"file": sent(), **SAID}, follow=True).content.decode()
    assert "ICD-10-CM FY2026 came in: 5 codes" in answered
    again = hana.post("/services/codes/new/", {"file": sent(), **SAID}, follow=True).content.decode()
    assert "here already, from this very file" in again
    (edition,) = queries.editions()
    out = f"/services/codes/{edition.identity}/out/"
    assert hana.post(out, {"reason": ""}).status_code == 422
    assert "taken out" in hana.post(out, {"reason": "A draft."}, follow=True).content.decode()
    assert hana.get(out).status_code == 404
    assert "No list yet" in hana.get("/services/codes/").content.decode()


def test_codes_are_found_as_one_types_and_by_the_button() -> None:
    hana = as_("hana")
    hana.post("/services/codes/new/", {"file": sent(), **SAID})
    asked = {"field": "code", "day": "from_on", "from_on": "2026-03-02", "code_words": "depr unsp"}
    found = as_("ana").post("/codes/find/", asked).content.decode()
    assert "F32.A Depression, unspecified" in found
    assert 'name="code" value="F32.A" checked' in found
    later = as_("ana").post("/codes/find/", {**asked, "from_on": "2026-10-01"}).content.decode()
    assert "No list of these codes holds" in later
    page = hana.post("/services/codes/", {"system": "icd-10-cm", "on": "2026-03-02", "code_words": "anx"})
    assert "F41.1 Generalized anxiety disorder" in page.content.decode()
    assert "Choose one of those" not in page.content.decode()
    wrong = hana.post("/services/codes/", {"system": "icd-10-cm", "on": "soon", "code_words": "anx"})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.content.decode()


def test_who_administers_nothing_finds_no_such_page() -> None:
    ana = as_("ana")
    assert ana.get("/services/codes/").status_code == 404
    assert ana.get("/services/codes/new/").status_code == 404
    assert Browser().post("/codes/find/", {}).status_code == 302


def test_what_is_no_list_is_refused_with_what_was_typed() -> None:
    hana = as_("hana")
    for said, sentence in (
        ({"file": sent(name="icd10cm_order_2019.txt")}, "not this year"),
        ({"file": sent(b"rubbish"), **SAID}, "no row of ICD-10-CM"),
        ({"file": sent(name="x.txt"), "system": "", **SAID}, "does not say which list"),
        (SAID, "No file is chosen"),
    ):
        answered = hana.post("/services/codes/new/", said)
        assert answered.status_code == 422
        assert sentence in answered.content.decode()
    assert not Edition.objects.exists()
    assert hana.post("/codes/find/", {"field": "x y"}).status_code == 404
    assert hana.post("/codes/find/", {"field": "code", "code_words": "\x00", "day": "d", "d": "x"}).status_code == 200

"""Services and places use the lists that the agency brought in: codes as one types, places by their published titles."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.codes import actions as bringing
from goldthread.codes import queries as codes
from goldthread.codes.models import System
from goldthread.codes.tests.lists import hcpcs_file
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.writing import begun, filled, read, signed
from goldthread.policies import queries as policies
from goldthread.schedule import actions as schedule
from goldthread.schedule.tests.planning import new_visit
from goldthread.services import queries
from goldthread.services.models import Service
from goldthread.services.rules import PLACES
from tests.cast import acting, case_named, named

pytestmark = pytest.mark.usefixtures("cast")
PUBLISHED = b"""Place of Service Code(s),Place of Service Name,Place of Service Description
03,School,"A facility whose primary purpose is education."
12,Home of the client,"Location, other than a hospital."
15,Mobile unit,"A facility that moves from place to place."
"""


@pytest.fixture(autouse=True)
def as_on_file() -> Iterator[None]:
    """Titles of places are kept for some seconds, longer than a test and its lists last."""
    codes.forget_places()
    yield
    codes.forget_places()


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def brought(name: str, document: bytes, **said: Any) -> None:
    today = policies.today()
    held = {"from_on": today - timedelta(days=400), "to_on": today + timedelta(days=400), **said}
    bringing.bring_in(name=name, document=document, by=acting("hana"), today=today, **held)


def with_codes() -> None:
    brought("HCPC2026_JAN_ANWEB.txt", hcpcs_file())


def with_places() -> None:
    brought("place-of-service.csv", PUBLISHED)


def typed(**changes: str) -> dict[str, str]:
    return {"name": "Home visits", "is_billable": "on", "from_on": policies.today().isoformat(), **changes}


def offered(**changes: str) -> Any:
    return as_("hana").post("/services/new/", typed(**changes), follow=True)


def test_a_code_is_found_as_one_types_and_chosen() -> None:
    with_codes()
    page = as_("hana").get("/services/new/").content.decode()
    assert '"system": "hcpcs"' in page
    asked = {"field": "code", "system": "hcpcs", "day": "from_on", "from_on": policies.today().isoformat()}
    found = as_("hana").post("/codes/find/", {**asked, "code_words": "invented home"}).content.decode()
    assert 'value="Z0001"' in found
    said = offered(code="Z0001", code_words="invented home").content.decode()
    assert "The service can be named in notes." in said
    assert "is not in" not in said
    assert Service.objects.get().code == "Z0001"


def test_the_button_finds_without_script_and_nothing_is_saved_by_it() -> None:
    with_codes()
    answered = offered(code_words="invented", code_find="yes")
    assert answered.status_code == 422
    assert 'value="Z0001"' in answered.content.decode()
    assert not Service.objects.exists()


def test_words_by_which_one_alone_is_found_mean_that_one_and_are_no_code() -> None:
    with_codes()
    offered(code_words="invented service per quarter hour")
    assert Service.objects.get().code == "Z0001"


def test_a_code_that_is_not_in_the_list_is_kept_and_said_and_stays_said_in_the_list_of_services() -> None:
    with_codes()
    said = offered(code_words="X9999").content.decode()
    assert Service.objects.get().code == "X9999"
    assert said.count("“X9999” is not in HCPCS Level II") == 2, "once as it is saved, once in the list"


def test_a_code_that_ended_is_said_to_have_ended() -> None:
    with_codes()
    said = offered(code_words="Z0002").content.decode()
    assert "“Z0002” ended on Jan. 31, 2026" in said
    assert codes.amiss(System.HCPCS, ["Z0002"], date(2026, 1, 31)) == {}


def test_a_modifier_is_said_to_be_no_code() -> None:
    with_codes()
    assert "“Z1” is a modifier" in offered(code="Z1", code_words="Z1").content.decode()


def test_without_a_list_a_code_is_written_freely_and_nothing_is_said() -> None:
    page = as_("hana").get("/services/new/").content.decode()
    assert 'name="code_words"' not in page
    said = offered(code="Anything at all").content.decode()
    assert "is not in" not in said
    assert Service.objects.get().code == "Anything at all"


def test_what_is_too_long_or_holds_nul_is_refused_at_the_code_with_everything_typed_in_place() -> None:
    with_codes()
    for words, sentence in (("X" * 21, "too long for a code"), ("X1\0", "NUL")):
        answered = offered(code_words=words)
        assert answered.status_code == 422
        assert sentence in answered.content.decode()
        assert 'value="Home visits"' in answered.content.decode()


def test_a_code_on_file_stays_when_a_service_is_changed() -> None:
    with_codes()
    offered(code_words="X9999")
    row = Service.objects.get()
    page = as_("hana").get(f"/services/{row.pk}/").content.decode()
    assert 'name="code_words" value="X9999"' in page
    changed = typed(code="X9999", code_words="X9999", unit="15")
    assert as_("hana").post(f"/services/{row.pk}/", changed).status_code == 302
    assert Service.objects.current().get().code == "X9999"


def test_without_a_list_places_are_those_of_our_own() -> None:
    assert queries.places() == {code: str(title) for code, title in PLACES.items()}
    assert queries.place_title("12") == "12 Home"
    assert queries.place_title("15") == "15"


def test_places_are_those_of_the_list_by_their_published_names() -> None:
    with_places()
    assert queries.places() == {"12": "Home of the client", "03": "School", "15": "Mobile unit"}
    assert queries.places("11")["11"] == "Office", "what is chosen already may stay"
    assert queries.place_title("15") == "15 Mobile unit"
    assert queries.place_title("11") == "11 Office", "what the list does not name keeps our own name"


def test_a_list_that_is_taken_out_names_nothing_any_more() -> None:
    with_places()
    assert queries.place_title("15") == "15 Mobile unit"
    (edition,) = codes.editions(System.PLACES)
    bringing.take_out(edition=edition, reason="A draft.", by=acting("hana"))
    assert queries.place_title("15") == "15"


def test_a_list_that_is_over_offers_nothing_and_still_names_what_it_named() -> None:
    today = policies.today()
    brought("place-of-service.csv", PUBLISHED, from_on=today - timedelta(days=90), to_on=today - timedelta(days=1))
    assert "15" not in queries.places()
    assert queries.place_title("15") == "15 Mobile unit"


def test_a_note_may_name_a_place_of_the_list_and_names_its_published_title() -> None:
    draft = begun(content=filled("session", place_of_service="15"))
    ana = as_("ana")
    with pytest.raises(Refused, match="Choose the place of service from the list"):
        read(draft)
    with_places()
    page = ana.get(f"/drafts/{draft.pk}/").content.decode()
    assert '<option value="15" selected>15 Mobile unit</option>' in page
    (note,) = signed(draft)
    shown = ana.get(f"/notes/{note.pk}/").content.decode()
    assert "15 Mobile unit" in shown
    assert "15 Mobile unit" in note.byline


def test_a_visit_and_a_service_may_name_it_too() -> None:
    new = new_visit(place_of_service="15")
    with pytest.raises(Refused, match="Choose the place of service from the list"):
        schedule.plan(case=case_named("Rivera"), new=new, by=acting("ana"))
    with_places()
    assert schedule.plan(case=case_named("Rivera"), new=new, by=acting("ana")).place_of_service == "15"
    assert "15 Mobile unit" in as_("ana").get(f"/cases/{case_named('Rivera').pk}/visits/new/").content.decode()
    offered(places="15")
    assert Service.objects.get().details.places == ("15",)

"""What holds on every answer."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_https", "told"), [(True, "max-age=31536000"), (False, None)])
def test_browsers_are_told_to_stay_with_https_where_the_address_has_it(settings, is_https: bool, told) -> None:  # type: ignore[no-untyped-def]
    settings.IS_HTTPS = is_https
    assert Client().get("/sign-in/").headers.get("Strict-Transport-Security") == told


@pytest.mark.parametrize("ask", ["get", "head"])
def test_the_number_of_this_machine_is_sent_on_to_its_name(ask: str) -> None:
    answer = getattr(Client(HTTP_HOST="127.0.0.1:8000"), ask)("/sign-in/?next=/clients/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://localhost:8000/sign-in/?next=/clients/")

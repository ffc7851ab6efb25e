"""administrator: the first person comes in from the server, and so does one who is locked out."""

import argparse
import re

import pytest
from django.test import Client

from goldthread.cli import administrator
from goldthread.people import actions
from goldthread.people.models import Role, Staff
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def let_in(capsys: pytest.CaptureFixture[str], login: str, name: str = "") -> str:
    """The password that the command printed."""
    assert administrator.run(argparse.Namespace(login=login, name=name)) == 0
    told = re.fullmatch(rf"administrator: {login} / (\S+)\n.*\n", capsys.readouterr().out)
    assert told is not None
    return told[1]


def test_somebody_new_is_an_administrator_and_sets_up_the_second_factor(capsys: pytest.CaptureFixture[str]) -> None:
    password = let_in(capsys, "pearl", "Pearl Okafor")
    pearl = Staff.objects.get(login="pearl")
    assert (pearl.name, pearl.roles) == ("Pearl Okafor", {Role.ADMINISTRATOR})
    answer = Client().post("/sign-in/", {"login": "pearl", "password": password})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/set-up/")


def test_who_is_locked_out_comes_in_again_with_a_new_password_only(capsys: pytest.CaptureFixture[str]) -> None:
    ana = named("ana")
    ana.totp_secret = "lost with the phone"
    ana.save()
    actions.deactivate(staff=ana, by=acting("gus"))
    first, second = let_in(capsys, "ana"), let_in(capsys, "ana")
    ana.refresh_from_db()
    assert (ana.is_active, ana.totp_secret) == (True, "")
    assert named("ana").roles >= {Role.ADMINISTRATOR, Role.CASE_MANAGER}
    assert not ana.check_password(first)
    assert ana.check_password(second)

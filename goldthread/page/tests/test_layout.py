"""The frame of every page: nothing inline, enough contrast, a way past the navigation, forms that say what is wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client

from goldthread.lib.refusals import Refused
from goldthread.page.forms import refuse
from goldthread.page.navigation import Place
from goldthread.people.models import Staff

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
TOKENS = (PACKAGE / "page/static/page/tokens.css").read_text()
PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft", "primary") for ground in ("paper", "card")],
    *[("ink", f"{name}-soft") for name in ("primary", "gold", "good", "warn", "bad")],
    *[(name, f"{name}-soft") for name in ("good", "warn", "bad")],
    *[("primary", ground) for ground in ("primary-soft", "warn-soft", "bad-soft", "good-soft")],
    ("primary-ink", "primary"),
    ("bad", "card"),
    ("bad", "paper"),
]


class Asked(forms.Form):
    """A form as rooms make them."""

    name = forms.CharField(label="Name", help_text="As on papers.", strip=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    aside = forms.CharField(label="Aside", required=False)


def _colors(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.split("prefers-color-scheme: dark")
    own = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return own if scheme == "light" else own | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark))


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, ink: str, ground: str) -> None:
    colors = _colors(scheme)
    assert _contrast(colors[ink], colors[ground]) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["field-line", "focus"])
def test_edges_of_fields_and_focus_can_be_seen(scheme: str, edge: str) -> None:
    colors = _colors(scheme)
    assert min(_contrast(colors[edge], colors[ground]) for ground in ("paper", "card")) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize(
    "template",
    # What extends a sheet has both from it.
    [path for path in TEMPLATES if re.search(r'extends "page/(?!sheet)', path.read_text())],
    ids=lambda path: path.name,
)
def test_a_page_has_a_title_and_a_heading(template: Path) -> None:
    text = template.read_text()
    assert "{% block title %}" in text
    assert "{% block heading %}" in text


@pytest.fixture
def shown(cast: None) -> str:
    client = Client()
    client.force_login(Staff.objects.get(login="ana"))
    return client.get("/help/start/").content.decode()


def test_the_frame_has_a_way_past_the_navigation_and_its_landmarks(shown: str) -> None:
    assert shown.index('href="#content"') < shown.index("<nav")
    assert shown.count("<main") == shown.count("<h1>") == 1


def test_the_place_one_is_at_is_marked_once_in_the_navigation(shown: str) -> None:
    header = shown[shown.index("<header") : shown.index("</header>")]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', header) == ["/help/"]


def test_nothing_is_kept_in_the_browsers_history(shown: str) -> None:
    assert '"historyCacheSize":0' in shown
    assert 'hx-history="false"' in shown


def test_who_is_signed_in_is_shown(shown: str) -> None:
    assert "Ana Castellanos" in shown


def test_somebody_not_signed_in_gets_no_navigation(db: None) -> None:
    assert "<nav" not in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_demonstration_says_so_on_every_page(db: None, settings: Any, is_demonstration: bool) -> None:
    settings.DEMONSTRATION = is_demonstration
    assert ("Do not enter real clients" in Client().get("/sign-in/").content.decode()) is is_demonstration


def test_a_field_says_what_is_wrong_where_it_is_wrong() -> None:
    form = Asked({"kind": "a"})
    shown = render_to_string("page/field.html", {"field": form["name"]})
    assert '<label for="id_name">' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_error"' in shown
    assert "optional" not in shown


def test_a_choice_is_a_group_with_a_legend() -> None:
    shown = render_to_string("page/field.html", {"field": Asked({})["kind"]})
    assert "<legend>Kind" in shown
    assert '<fieldset aria-describedby="id_kind_error">' in shown


def test_what_may_stay_empty_says_so() -> None:
    assert "optional" in render_to_string("page/field.html", {"field": Asked()["aside"]})


def test_a_refusal_goes_to_its_field_and_what_was_typed_stays() -> None:
    form = Asked({"name": " Rosa ", "kind": "a"})
    refuse(form, Refused("Write the whole name.", field="name"))
    assert form.errors["name"] == ["Write the whole name."]
    assert form["name"].value() == " Rosa "
    assert '<a href="#id_name">Name</a>' in render_to_string("page/errors.html", {"form": form})


def test_a_refusal_without_a_field_stands_above_the_form() -> None:
    form = Asked({"name": "Rosa", "kind": "a"})
    refuse(form, Refused("Open the case first.", field="no_such_field"))
    shown = render_to_string("page/errors.html", {"form": form})
    assert "Open the case first." in shown
    assert "Look again at" not in shown


def test_a_form_without_errors_has_no_summary() -> None:
    assert render_to_string("page/errors.html", {"form": Asked()}).strip() == ""


def test_an_empty_state_says_what_to_do() -> None:
    shown = render_to_string(
        "page/empty.html", {"sentence": "No notes yet.", "address": "/notes/new/", "label": "Write"}
    )
    assert "No notes yet." in shown
    assert 'href="/notes/new/"' in shown


def test_a_place_is_marked_also_on_the_pages_within_it() -> None:
    clients = Place("clients", "Clients", "/clients/", ("/cases/",))
    assert clients.holds("/clients/")
    assert clients.holds("/cases/new/")
    assert not clients.holds("/drafts/")
    today = Place("today", "Today", "/")
    assert today.holds("/")
    assert not today.holds("/drafts/")

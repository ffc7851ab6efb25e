"""The one shape of every small page that asks for something and then does it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from goldthread.lib.refusals import Refused
from goldthread.page.forms import refuse
from goldthread.page.once import once, sent_twice, token
from goldthread.page.render import page

Act = Callable[[], str]


@dataclass(frozen=True)
class Sheet:
    """What stands around a form: heading, the words on the button, where the way back leads; `before`, `within`
    and `after` are templates of a room: first in the form, above its buttons, and beneath it. `action` is where the form
    is sent, if not to its own address."""

    title: str
    button: str
    back: str
    beneath: str = ""
    notice: str = ""
    template: str = "page/sheet.html"
    before: str = ""
    within: str = ""
    after: str = ""
    action: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent in, even if that is nothing; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def answer(request: HttpRequest, form: Form, sheet: Sheet, act: Act, *, then: Callable[[], object]) -> HttpResponse:
    """Show the form, or do `act` (which returns the sentence that tells it was done), what comes `then`, and lead back.

    A form that is sent again as it is was done already: it leads back as the first did.
    """
    if request.method != "POST":
        return show(request, form, sheet)
    if form.is_valid():
        try:
            said = once(request, act)
        except Refused as refused:
            refuse(form, refused)
        else:
            then()
            messages.success(request, said or sent_twice())
            return redirect(sheet.back)
    return show(request, form, sheet, status=422)


def show(request: HttpRequest, form: Form, sheet: Sheet, status: int = 200) -> HttpResponse:
    """The page with the form as it stands, everything typed still in it."""
    context = {"form": form, "sheet": sheet, "once": token(request), **sheet.more}
    return page(request, sheet.template, context, status)

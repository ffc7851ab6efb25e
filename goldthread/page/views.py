"""The manual's pages, and the pages that say what went wrong."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from goldthread.page import help as manual
from goldthread.page.render import page


def help_page(request: HttpRequest, name: str = "start") -> HttpResponse:
    """One page of the manual beside the list of all."""
    found = manual.find(name, signed_in=request.user.is_authenticated)
    if found is None:
        raise Http404
    text = mark_safe(manual.html(found))
    return page(
        request,
        "page/help.html",
        {"shown": found, "text": text, "pages": manual.pages(), "written_in": manual.LANGUAGE},
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for this person: the same page."""
    return render(request, "page/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What somebody with other roles may do."""
    return render(request, "page/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: signed out meanwhile, or another window signed in."""
    return render(request, "page/csrf.html", status=403)


def too_many(request: HttpRequest, *_told: object) -> HttpResponse:
    """Somebody, or something, tried a door too often."""
    return render(request, "page/429.html", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours, or a database out of reach; neither page needs database, session or request."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_away else 500
    # Unhashed addresses: a page that tells of something broken must not itself depend on a built list of files.
    response = HttpResponse(render_to_string(f"page/{status}.html", {"static": settings.STATIC_URL}), status=status)
    if is_away:
        response["Retry-After"] = "30"
    return response

"""The manual's pages, and the pages that say what went wrong."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from goldthread.page import help as manual
from goldthread.page.render import page


def help_page(request: HttpRequest, name: str = "start") -> HttpResponse:
    """One page of the manual beside the list of all."""
    found = manual.find(name)
    if found is None:
        raise Http404
    text = mark_safe(manual.html(found))
    return page(request, "page/help.html", {"shown": found, "text": text, "pages": manual.pages()})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for this person: the same page."""
    return render(request, "page/404.html", status=404)


def forbidden(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """A form whose token does not fit: signed out meanwhile, or another window signed in."""
    return render(request, "page/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours; needs neither database nor request."""
    return render(None, "page/500.html", status=500)

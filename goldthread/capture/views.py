"""What makes the product an installed page that opens without signal, and takes in what was written there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goldthread.capture import actions, forms, queries, shell
from goldthread.lib.refusals import Refused
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the product on its home screen."""
    pictures = [
        {
            "src": static(f"page/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    told = {
        "name": "Goldthread",
        "short_name": "Goldthread",
        "description": _("Progress notes that are signed, locked and provable."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f4ee",
        "theme_color": "#1f3d3a",
        "lang": get_language() or settings.LANGUAGE_CODE,
        "icons": pictures,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it changes with every file that it keeps, so that a browser takes the new ones in."""
    answer = HttpResponse(shell.worker(get_language() or "", queries.kinds()), content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that opens without signal. Nobody's data are in it: what it shows, it reads from the device."""
    return page(request, "capture/offline.html", {"kinds": queries.kinds()})


@require_POST
def begun(request: HttpRequest) -> HttpResponse:
    """A note that was begun without signal, sent as soon as there is some."""
    author = staff_of(request)
    try:
        draft, saved = actions.take_in(begun=forms.begun(request.body), author=author, by=actor_of(request))
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence, "field": refused.field}, status=422)
    answer = {
        "revision": saved.revision,
        "saved_at": saved.saved_at.isoformat(),
        "beside": saved.beside,
        "signed": draft.signed_at is not None,
        "at": reverse("notes:draft", args=[draft.pk]),
    }
    return JsonResponse(answer)

"""A refusal that no form took in: its sentence on a page of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from goldthread.lib.refusals import Refused


class RefusalShown:
    """A refusal is never our mistake, so it is never answered as one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do where a view answered."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence as a page, or for a script as JSON; any other exception goes on."""
        if not isinstance(exception, Refused):
            return None
        told = {"sentence": exception.sentence, "field": exception.field}
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(told, status=422)
        return render(request, "page/422.html", told, status=422)

"""What keeping.js is told of a save: where the words are kept now, or the sentence of a refusal."""

from collections.abc import Callable

from django.http import JsonResponse
from django.utils import timezone

from goldthread.lib.keeping import Saved
from goldthread.lib.refusals import Refused


def answer(save: Callable[[], Saved]) -> JsonResponse:
    """Save, and say in which draft and revision, and when by the reader's clock."""
    try:
        saved = save()
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=422)
    at = timezone.localtime(saved.saved_at).strftime("%H:%M:%S")
    return JsonResponse({"draft": str(saved.draft), "revision": saved.revision, "clock": at})

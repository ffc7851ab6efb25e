"""The bare Django views: session, CSRF, ORM, template and an access row, as a careful tutorial would have them."""

import hashlib
import json
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path
from django.utils.functional import cached_property

from goldthread.bench.bare_editor import editor
from goldthread.bench.bare_frame import FRAME, told
from goldthread.bench.tables import Content, Draft, Entry, Head, Item, Note
from goldthread.cases.models import Case, ClientDetail, Person, Relationship
from goldthread.lib import clock, uuids
from goldthread.lib.encoding import b64url
from goldthread.people import passkeys
from goldthread.people.models import Passkey

KEY = Ed25519PrivateKey.generate()
_FACTS = """<p>{{ note.author_name }}{% if note.minutes != None %} · {{ note.minutes }} minutes{% endif %}
{% if note.how %} · {{ note.how }}{% endif %}{% if note.place %} · {{ note.place }}{% endif %}</p>"""
_BODY = "<div>{{ note.html|safe }}</div>{% for each in note.added %}<section><h3>{{ each.title }} {{ each.author_name }}, {{ each.recorded_at }}</h3>{{ each.html|safe }}</section>{% endfor %}"
_NOTE = f"""{FRAME}<article><dl><dt>Date</dt><dd>{{{{ note.occurred_on }}}} {{{{ note.starts_at|time }}}}–{{{{ note.ends_at|time }}}} {{{{ note.zone }}}}</dd>
<dt>Service</dt><dd>{{{{ note.service }}}}</dd><dt>Modality</dt><dd>{{{{ note.modality }}}}</dd>
<dt>Signed</dt><dd>{{{{ note.recorded_at }}}}</dd></dl>{_FACTS}{_BODY}</article></main></body></html>"""
_AROUND = """<aside><ul>{% for person, role in around %}<li><b>{{ person.name }}</b> {{ role }} {{ person.phone }}</li>{% endfor %}</ul>
{% for case in cases %}<a href="/cases/{{ case.pk }}/">{{ case.opened_as }}</a>{% endfor %}
<form><select name="type">{% for title in titles %}<option>{{ title }}</option>{% endfor %}</select>
<select name="author">{% for name in authors %}<option>{{ name }}</option>{% endfor %}</select>
<select name="person">{% for person, role in around %}<option>{{ person.name }}</option>{% endfor %}</select>
<select name="item">{% for item in items %}<option>{{ item }}</option>{% endfor %}</select></form></aside>"""
_FILE = f"""{FRAME}{_AROUND}{{% for note in notes %}}<article><h3><a href="/notes/{{{{ note.entry }}}}/">{{{{ note.title }}}}, {{{{ note.occurred_on }}}}</a></h3>
{_FACTS}{_BODY}</article>{{% endfor %}}</main></body></html>"""


class Pages:
    """The two templates, compiled once as the cached loader does."""

    @cached_property
    def note(self) -> Any:
        """One note."""
        return engines["django"].from_string(_NOTE)

    @cached_property
    def file(self) -> Any:
        """A client's journal."""
        return engines["django"].from_string(_FILE)


PAGES = Pages()


@login_required
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Keep what was typed, unless another window was faster."""
    sent = json.loads(request.body)
    draft = get_object_or_404(Draft, pk=draft_id, author=request.user.pk)
    now = clock.now()
    fits = Draft.objects.filter(pk=draft.pk, revision=sent["base_revision"])
    changed = fits.update(content=sent["content"], revision=draft.revision + 1, saved_at=now)
    return JsonResponse({"revision": draft.revision + 1, "saved_at": now.isoformat(), "beside": not changed})


@login_required
def sign(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The author's passkey checked by the same library, then six durable statements and the access row, at once."""
    response = passkeys.read(json.loads(request.POST["passkey"]))
    passkey = Passkey.objects.get(staff=request.user.pk, credential_id=b64url(response.raw_id))
    passkeys.answered({"challenge": b64url(bytes(32)), "user_verification": passkeys.VERIFIED}, passkey, response)
    Passkey.objects.filter(pk=passkey.pk).update(last_used_at=clock.now())
    with transaction.atomic():
        draft = get_object_or_404(Draft.objects.select_for_update(), pk=draft_id, author=request.user.pk)
        entry, typed, now = uuids.fresh(), draft.content, clock.now()
        words = json.dumps(typed, sort_keys=True)
        signed = KEY.sign(hashlib.sha256(words.encode()).digest()).hex()
        html = "".join(f"<p>{text}</p>" for text in typed["narrative"].values())
        Entry(id=entry, recorded_at=now, signed=signed).save(force_insert=True)
        Content(entry=entry, words=words).save(force_insert=True)
        Note(entry=entry, client=typed["clients"][0], author_name=str(request.user), title="Session",
             occurred_on=typed["occurred_on"], zone=typed["zone"], minutes=50, place=typed["place_of_service"],
             how=typed["how"], service=typed["service"], recorded_at=now, html=html).save(force_insert=True)  # fmt: skip
        Item.objects.bulk_create([Item(id=uuids.fresh(), note=entry, item=item) for item in ("I1", "I5", "I6")])
        Draft.objects.filter(pk=draft.pk).update(signed_at=now)
        Head.objects.filter(pk=1).update(size=F("size") + 1, hash=signed)
        told(request, "sign", "note", UUID(typed["clients"][0]), entry)
    return HttpResponseRedirect(f"/notes/{entry}/")


def note_with_added(entry: UUID) -> Note:
    """One note with what amends it."""
    note = get_object_or_404(Note, pk=entry)
    note.added = list(Note.objects.filter(amends=entry).order_by("recorded_at"))  # type: ignore[attr-defined]
    return note


def journal(client: UUID, page: int = 1) -> list[Note]:
    """A page of fifty notes about a client, newest first, with what amends them."""
    rows = Note.objects.filter(client=client, amends=None).order_by("-occurred_on", "-recorded_at")
    notes = list(Paginator(rows, 50).page(page).object_list)
    added: dict[UUID, list[Note]] = {}
    for each in Note.objects.filter(amends__in=[note.pk for note in notes]).order_by("recorded_at"):
        added.setdefault(each.amends or each.pk, []).append(each)
    for note in notes:
        note.added = added.get(note.pk, [])
    return notes


def _name(client: UUID) -> str:
    return str(ClientDetail.objects.filter(client=client).values_list("name", flat=True)[0])


def _around(client: UUID) -> list[tuple[Person, str]]:
    roles = dict(Relationship.objects.filter(client=client, person__isnull=False).values_list("person", "role"))
    return [(each, roles[each.identity]) for each in Person.objects.filter(identity__in=roles).order_by("name")]


@login_required
def note(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One note."""
    found = note_with_added(entry_id)
    told(request, "read", "note", found.client, found.pk)
    return HttpResponse(PAGES.note.render({"note": found, "name": _name(found.client)}, request))


@login_required
def file(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A client's journal."""
    told(request, "read", "file", client_id, client_id)
    choices = set(Note.objects.filter(client=client_id).values_list("title", "author_name").distinct())
    context = {
        "notes": journal(client_id),
        "name": _name(client_id),
        "around": _around(client_id),
        "cases": Case.objects.filter(memberships__client=client_id),
        "titles": sorted({title for title, _ in choices}),
        "authors": sorted({author for _, author in choices}),
        "items": [f"I{number}" for number in range(1, 20)],
    }
    return HttpResponse(PAGES.file.render(context, request))


urlpatterns = [
    path("drafts/<uuid:draft_id>/", editor),
    path("drafts/<uuid:draft_id>/save/", save),
    path("drafts/<uuid:draft_id>/sign/", sign),
    path("notes/<uuid:entry_id>/", note),
    path("clients/<uuid:client_id>/", file),
]

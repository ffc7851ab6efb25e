"""What the invented agency has in hand on the eve of the loading: papers on file, drafts with their supervisor, a signature."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from time import gmtime
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.demonstration.calendar import ZONE
from goldthread.demonstration.planned import open_cases
from goldthread.documents import actions as documents
from goldthread.documents.actions import NewDocument
from goldthread.lib import uuids
from goldthread.lib.actor import Actor
from goldthread.notes import actions, queries, signers
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Note, Submission, Verdict
from goldthread.notes.signers import Signer
from goldthread.people.models import Staff

_ORDER = (
    "IN THE JUVENILE COURT OF PUDDLE COUNTY",
    "(an invented court: this paper demonstrates Goldthread)",
    "",
    "In the matter of the children of this family",
    "",
    "ORDER ON VISITS",
    "",
    "1.  Visits take place twice a week, supervised by the agency.",
    "2.  The agency reports to the court before the next hearing.",
    "3.  The parents and the agency agree on days and place.",
    "",
    "So ordered.            Judge Barnaby Inkpot (invented)",
)
_CHART = ("The week's chart", "", "Mon   * *", "Tue   *", "Wed   * * *", "Thu   * *", "Fri   * * * *")
_SESSION: dict[str, Any] = {
    "type": "session",
    "header": {
        "starts": "11:00", "ends": "11:50", "how": "in_person", "place_of_service": "12",
        "service": "Home-based casework", "modality": "Parent coaching",
    },
    "says": {
        "interventions": "We went through the evening step by step and wrote the three steps that fail on one card.",
        "response": "They laughed at the second step: “That one is mine, not the kids’.” The card went on the fridge.",
        "progress": "Two evenings of seven went by the plan last week, four this week.",
        "compliance": "The chart was kept on every day but Sunday.",
        "next": "Same time next week. They try the first step alone; I bring the release for the school.",
    },
}  # fmt: skip
_CONTACT: dict[str, Any] = {
    "type": "contact",
    "header": {"starts": "15:20", "ends": "15:35", "how": "phone", "service": "Home-based casework"},
    "says": {"about": "The foster parent called about the dentist. I said I would find out who may consent."},
}
_VISIT = "Home visit with ___. We looked at ___. They said: “___”."
_CALL = "Called the FCM and left a message with my number; asked for ___ by ___."
_COMMENT = "Who said this, and in what words? Half a sentence of theirs is worth two of ours."
_RETURNED = "Good. Please add what you agreed on for the next call, then sign it."
_MADE = gmtime(0)
# A signature as a finger draws it, on the field of 1,000 by 300.
_STROKES = "[[80,190,120,90,150,200,190,100,215,210,260,150,300,185,340,140,380,190,430,160],[120,235,470,225]]"


def leave(staff: Mapping[str, Staff], today: date) -> None:
    """Everything in hand, by those who work with it."""
    _put_on_file(staff["juniper"], today)
    _submit(staff["juniper"], _SESSION, today)
    _return(_submit(staff["hazel"], _CONTACT, today), staff["wren"])
    _get_a_signature(staff["sorrel"], today)
    actions.offer_phrase(former=None, short="hv", text=_VISIT, by=_acting(staff["marigold"]))
    actions.keep_phrase(phrase_id=None, short="fcm", text=_CALL, by=_acting(staff["juniper"]))


def _acting(worker: Staff) -> Actor:
    return Actor(worker.pk, worker.name)


def _put_on_file(worker: Staff, today: date) -> None:
    (first, _role), (second, _role_there) = open_cases(worker)[:2]
    for case, name, lines, kind, title, days in (
        (first, "order.pdf", _ORDER, "order", "Order on visits", 40),
        (second, "chart.png", _CHART, "photo", "The week's chart on the fridge", 6),
    ):
        file = documents.take(_paper(lines, name.rpartition(".")[2].upper()), name)
        new = NewDocument(file, name, kind, title, today - timedelta(days=days))
        documents.put_on_file(case=case, new=new, by=_acting(worker))


def _paper(lines: Sequence[str], kind: str) -> bytes:
    """A sheet with these lines, as a PDF or a picture."""
    sheet = Image.new("RGB", (850, 1100 if kind == "PDF" else 640), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=24)
    for at, line in enumerate(lines):
        pen.text((70, 80 + 44 * at), line, fill="black", font=font)
    out = io.BytesIO()
    # The same agency every time: no hour of making in the paper.
    sheet.save(out, kind, **({"resolution": 100, "creationDate": _MADE, "modDate": _MADE} if kind == "PDF" else {}))
    return out.getvalue()


def _submit(worker: Staff, told: Mapping[str, Any], today: date) -> Submission:
    """A finished draft about a family of the worker's, given to the supervisor."""
    case = open_cases(worker)[-1][0]
    day = today - timedelta(days=1)
    clients = [str(pk) for pk in cases.clients_of(case, day)]
    content = {
        **told["header"],
        "clients": clients,
        "occurred_on": day.isoformat(),
        "zone": ZONE,
        "narrative": told["says"],
    }
    new = NewDraft(uuids.fresh(), queries.newest_type(told["type"]), content)
    return actions.submit(draft=actions.start(new=new, by=_acting(worker)), by=_acting(worker))


def _return(submission: Submission, boss: Staff) -> None:
    by = _acting(boss)
    actions.comment(submission=submission, part="narrative/about", words=_COMMENT, writer=boss, by=by)
    actions.decide(submission=submission, verdict=Verdict.RETURNED, words=_RETURNED, reviewer=boss, by=by)


def _get_a_signature(worker: Staff, today: date) -> None:
    """The client or somebody around them signs the worker's last visit on the worker's phone."""
    mine = Note.objects.filter(author_id=worker.pk, note_type="session", amends=None).order_by("-occurred_on", "-pk")
    note = mine.select_related("client")[0]
    around = cases.people_around(note.client_id, today)
    signer = _parent(around) if around else _client(note.client)
    by = _acting(worker)
    draft = actions.amend(note=note, kind="signature", draft_id=uuids.fresh(), author=worker, by=by)
    content = {**draft.content, "signature": signers.signature(signer, _STROKES, "")}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=by)
    draft.refresh_from_db()
    actions.sign_directly(draft=draft, method="demonstration", by=by)


def _client(client: Client) -> Signer:
    return Signer(str(client.pk), cases.names_of([client.pk])[client.pk], "client")


def _parent(around: Sequence[cases.Around]) -> Signer:
    """A parent where there is one, else whoever comes first."""
    found = next((each for each in around if each.roles[0].role == "parent"), around[0])
    return Signer(str(found.person.identity), found.person.name, found.roles[0].role)

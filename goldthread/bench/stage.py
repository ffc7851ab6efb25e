"""What the benchmark works on: a part of the demonstration, a long case file, drafts in hand, and their bare copies."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from goldthread.bench import tables
from goldthread.bench.long_file import LongFile, sentences
from goldthread.bench.passkey import Passkey
from goldthread.cases.models import Client
from goldthread.demonstration.agency import ZONE
from goldthread.demonstration.load import load
from goldthread.demonstration.story import Story, shipped
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.notes import actions
from goldthread.notes.models import Draft, Note
from goldthread.notes.queries import PAGE, definition_of, newest_type, offered
from goldthread.people.models import Passkey as Kept
from goldthread.people.models import Staff

_WORDS = (
    "Met with the family at home. The kitchen table was set for four. ",
    "We went through the week with the calendar and practised the pause before answering. ",
    "The younger child left the room twice and came back by herself the second time. ",
)


# As many earlier notes as the checks compare a draft with.
EARLIER = 2000


@dataclass
class Stage:
    """Who works, about whom, and with which passkey; `long` is a client with a long file, for what compares many notes."""

    staff: Staff
    client: Client
    passkey: Passkey
    notes: list[UUID]
    long: Client

    @property
    def by(self) -> Actor:
        """Who acts."""
        return Actor(self.staff.pk, self.staff.name)

    def passkey_on_file(self) -> Kept:
        """The row that the product keeps of it."""
        return self.staff.passkeys.get(credential_id=self.passkey.credential_id)


def stage(families: int, show: Callable[[int, int], None], earlier: int) -> Stage:
    """Load the agency, lengthen the longest case file to a full page, and copy it for the bare views."""
    load(clock.today(ZONE), show, families)
    staff = Staff.objects.get(login="juniper")
    busiest = Note.objects.visible_to(staff).values("client").annotate(notes=Count("pk")).order_by("-notes")[0]
    client = Client.objects.visible_to(staff).get(pk=busiest["client"])
    passkey = Passkey()
    passkey.kept_for(staff)
    # A plan of its own is written for the long file.
    others = Client.objects.served_by(staff).exclude(pk=client.pk).filter(plan_versions__isnull=True).order_by("number")
    made = Stage(staff, client, passkey, [], others[0])
    for number in range(max(0, PAGE + 10 - busiest["notes"])):
        actions.sign_directly(draft=draft(made, days=number + 2), method="demonstration", by=made.by)
    _lengthen(made, earlier, show)
    ledger.sequence(sweep=True)
    rows = Note.objects.visible_to(staff).filter(client=client)
    made.notes = list(rows.first_entries().values_list("pk", flat=True))
    _copy(list(rows))
    return made


@transaction.atomic
def _lengthen(on: Stage, earlier: int, show: Callable[[int, int], None]) -> None:
    """So many notes about one client, each with words of its own in an order of its own, as people write them."""
    words = sorted({word for each in shipped(_definitions()) for word in _words_of(each)})
    LongFile(on.long, on.staff).write(earlier, words, show)


def _definitions() -> dict[str, Any]:
    return {each.key: definition_of(each) for each in offered()}


def _words_of(told: Story) -> list[str]:
    return re.findall(r"[A-Za-z]{3,}", json.dumps([note.says for note in told.notes]))


def long_draft(on: Stage) -> Draft:
    """A draft about the client with the long file, with words of its own, on a day without the drafts of other operations."""
    chance = random.Random(-1)
    words = [word for text in _WORDS for word in text.split()]
    told = {key: sentences(chance, words) for key in typed(on)["narrative"]}
    content = {**typed(on, 350), "clients": [str(on.long.pk)], "narrative": told}
    return actions.start(new=actions.NewDraft(uuids.fresh(), newest_type("session"), content), by=on.by)


def typed(on: Stage, days: int = 1) -> dict[str, Any]:
    """A visit as somebody types it: about 1,500 characters in the sections of a session."""
    sections = [each["key"] for each in newest_type("session").definition["sections"]]
    return {
        "clients": [str(on.client.pk)], "occurred_on": (clock.today(ZONE) - timedelta(days=days)).isoformat(),
        "starts": "14:00", "ends": "14:50", "zone": ZONE, "how": "in_person", "place_of_service": "12",
        "service": "Home-based casework", "participants": [{"name": "Their grandmother", "role": "kin"}],
        "narrative": {key: "".join(_WORDS) * 2 for key in sections},
    }  # fmt: skip


def draft(on: Stage, days: int = 1) -> Draft:
    """A draft of that visit."""
    new = actions.NewDraft(uuids.fresh(), newest_type("session"), typed(on, days))
    return actions.start(new=new, by=on.by)


def bare_draft(on: Stage) -> tables.Draft:
    """The same draft for the bare view."""
    made = tables.Draft(id=uuids.fresh(), author=on.staff.pk, content=typed(on), saved_at=clock.now())
    made.save(force_insert=True)
    return made


def answer_to(on: Stage, challenge: str) -> str:
    """What the author's passkey answers, as the form field holds it."""
    return json.dumps(on.passkey.answer(challenge))


def _copy(rows: list[Note]) -> None:
    tables.make()
    tables.Note.objects.bulk_create(
        tables.Note(
            entry=row.pk, client=row.client_id, author_name=row.author_name, title=row.type_title,
            occurred_on=row.occurred_on, starts_at=row.starts_at, ends_at=row.ends_at, minutes=row.duration_minutes,
            zone=row.zone, place=row.place_title, how=row.get_how_display(), service=row.service,
            modality=row.modality, recorded_at=row.recorded_at, amends=row.amends_id, html=row.html,
        )
        for row in rows
    )  # fmt: skip

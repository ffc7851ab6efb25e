"""The people around a client: on a day, as the record stood at a moment, and as somebody may know them whom the client left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from goldthread.cases import access, rules
from goldthread.cases.models import Case, Membership, OwnRole, Person, Relationship
from goldthread.cases.names import Known, end_of, last_days, names_for
from goldthread.lib import clock
from goldthread.lib.signatures import Signer
from goldthread.lib.statements import with_ids
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Around:
    """Somebody around a client, with every role that held on the day asked for."""

    person: Person
    roles: tuple[Relationship, ...]

    @property
    def dial(self) -> str:
        """The phone number as a telephone dials it."""
        return rules.dial(self.person.phone)


def people_around(client_id: UUID, on: date, *same: UUID, known_at: datetime | None = None) -> list[Around]:
    """The people around a client, and around records that are the `same` person, on a day, each once, by name.

    As the record stands, or stood at a moment.
    """
    clients = [client_id, *same]
    links: list[Relationship] = Relationship.objects.standing(on, known_at=known_at, client=clients)
    identities = _identities(links)
    borne: list[Person] = Person.objects.standing(on, known_at=known_at, identity=identities) if identities else []
    return _each_once(links, _as_known_to(clients, borne))


def people_known(actor: Staff, known: Known) -> list[Around]:
    """The people around a client as `actor` knows them.

    Of who left, on the last day there: those whom cases in sight have on file, by what these say of them.
    """
    if known.left is None:
        return people_around(known.same[0], known.day, *known.same[1:])
    links: list[Relationship] = Relationship.objects.standing(known.day, client=known.same)
    then: list[Relationship] = Relationship.objects.standing(known.day, known_at=known.known_at, client=known.same)
    identities = _identities([*links, *then])
    borne: list[Person] = Person.objects.standing(known.day, identity=identities) if identities else []
    seen = {case.pk for case in with_ids(Case, {row.case_id for row in borne}, access.cases_seen(actor))}
    told = roles_told(links, dict.fromkeys(known.same, known.left), seen, actor.zone)
    # What another case mended afterwards is told as it stood on the last day.
    standing = {link.pk for link in told} | {link.replaces_id for link in told}
    told += [link for link in then if link.pk not in standing]
    return _each_once(told, _as_known_to(known.same, [row for row in borne if row.case_id in seen]))


def roles_told(
    links: Collection[Relationship], left: Mapping[UUID, date], cases: Collection[UUID], zone: str
) -> list[Relationship]:
    """Of these roles those that are for who sees these cases: towards who `left` on a day, what was so and said by then.

    What was said while these cases alone had somebody on file is theirs, whenever they said it.
    """
    towards = [link for link in links if link.client_id in left]
    shared = _known_elsewhere(_identities(towards), cases)

    def is_told(link: Relationship) -> bool:
        last = left[link.client_id]
        is_own = link.person not in shared or link.recorded_at < shared[link.person]
        return link.true_from_on <= last and (is_own or link.recorded_at <= end_of(last, zone))

    return [link for link in links if link.client_id not in left or is_told(link)]


def _known_elsewhere(identities: Collection[UUID], cases: Collection[UUID]) -> dict[UUID, datetime]:
    """Since when each of these people is on file in a case that is none of these, of those who ever were."""
    rows = (
        Person.objects.filter(identity__in=identities).exclude(case__in=cases) if identities else Person.objects.none()
    )
    return dict(rows.order_by("-recorded_at").values_list("identity", "recorded_at"))


def people_for(actor: Staff, client_ids: Collection[UUID], day: date) -> dict[UUID, list[Around]]:
    """The people around each of these records on a day, as `actor` may know them; of who left, at the latest on the last day."""
    left = last_days(actor, client_ids)
    then = {pk: Known([pk], min(day, last), last, end_of(last, actor.zone)) for pk, last in left.items()}
    return {pk: people_known(actor, then[pk]) if pk in then else people_around(pk, day) for pk in client_ids}


def signers_around(asker: Staff, client_id: UUID, *, zone: str) -> list[Signer]:
    """The client, and everybody around them today, each in one role; of who left, as it was on the last day."""
    name = names_for(asker, [client_id]).get(client_id, "")
    around = people_for(asker, [client_id], clock.today(zone or "UTC"))[client_id]
    others = [Signer(str(each.person.identity), each.person.name, each.roles[0].role) for each in around]
    return [Signer(str(client_id), name, OwnRole.CLIENT.value), *others]


def _identities(links: Iterable[Relationship]) -> set[UUID]:
    return {link.person for link in links if link.person}


def _each_once(links: Iterable[Relationship], people: Iterable[Person]) -> list[Around]:
    """Each of these people with their roles, by name."""
    roles: dict[UUID, list[Relationship]] = {}
    for link in sorted(links, key=lambda held: held.role):
        if link.person:
            roles.setdefault(link.person, []).append(link)
    ordered = sorted((each for each in people if each.identity in roles), key=lambda each: each.name)
    return [Around(person, tuple(roles[person.identity])) for person in ordered]


def _as_known_to(clients: Iterable[UUID], rows: list[Person]) -> Iterable[Person]:
    """Each person once, as the clients' own cases have them: what other cases know of them is not for these."""
    if len({row.identity for row in rows}) == len(rows):
        return rows
    own = {belonging.case_id for belonging in Membership.objects.standing(client=list(clients))}
    ordered = sorted(rows, key=lambda row: (row.case_id in own, row.true_from_on, row.recorded_at))
    return {row.identity: row for row in ordered}.values()

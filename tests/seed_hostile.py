"""A home for the browser whose every name and note is hostile: python -m tests.seed_hostile [FOLDER OF REAL INPUTS]."""

import sys
from datetime import date
from pathlib import Path

import django

django.setup()

from goldthread.cases import actions as cases  # noqa: E402
from goldthread.cases.actions import NewCase, NewClient, NewPerson  # noqa: E402
from goldthread.cli import initialise  # noqa: E402
from goldthread.ledger import actions as ledger  # noqa: E402
from goldthread.lib.actor import COMMAND_LINE  # noqa: E402
from goldthread.notes.definitions import BLOCKS  # noqa: E402
from goldthread.notes.tests.writing import begun, filled, signed  # noqa: E402
from goldthread.services import actions as services  # noqa: E402
from tests import hostile  # noqa: E402
from tests.cast import OPENED_ON, acting, assemble, client_named, named  # noqa: E402

NAME = "'\"><script>alert(1)</script><img src=x onerror=alert(2)><injected>"


def everything(folder: str) -> str:
    """Every text at once, as one narrative."""
    texts = (
        {**hostile.OURS, **{f"real {kind}": each for kind, each in hostile.corpora(Path(folder)).items()}}
        if folder
        else hostile.OURS
    )
    return "\n\n".join(hostile.bundles(texts, 10_000))


def seed(folder: str) -> None:
    """A family of that name, whose people are called so too, and a note of all that is hostile."""
    initialise.prepare_home()
    initialise.migrate()
    assemble()
    by = acting("ana")
    family = NewCase(NAME, "family", [NewClient(NAME, date(2015, 1, 1), NAME, NAME[:60], NAME, NAME[:60], NAME[:60])], OPENED_ON, NAME,
                     [(named("ana"), "case manager")])  # fmt: skip
    case = cases.open_case(new=family, by=by)
    client = client_named(NAME)
    cases.add_person(
        case=case,
        new=NewPerson(NAME, NAME, NAME[:60], NAME, NAME),
        roles=[(client, "parent")],
        from_on=OPENED_ON,
        by=by,
    )
    services.add_service(name=NAME, code="", is_billable=False, from_on=OPENED_ON, by=COMMAND_LINE)
    services.add_modality(name=NAME, from_on=OPENED_ON, by=COMMAND_LINE)
    visit = filled("session", NAME)
    row = dict.fromkeys(
        ("name", "role", "how", "at", "outcome", "of", "what", "question", "decision", "why", "valence", "whose"), NAME
    )
    words = {**visit["narrative"], "interventions": everything(folder).replace("\r\n", "\n").replace("\r", "\n")}
    note = {**visit, **{block: [row] for block in BLOCKS}, "service": NAME, "modality": NAME, "narrative": words}
    # What is signed holds codes where codes stand; a draft holds whatever was typed.
    codes = {"role": "parent", "how": "phone", "at": "14:10", "outcome": "reached", "valence": "mixed"}
    signed(begun(content={**note, **{block: [{**row, **codes}] for block in BLOCKS}}))
    begun(content=note)
    ledger.sequence(sweep=True)


if __name__ == "__main__":
    seed(sys.argv[1] if len(sys.argv) > 1 else "")

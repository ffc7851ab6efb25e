"""The layouts of the files that can be brought in: every column, what it means and what it may hold. Manual, empty files and reading come from here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goldthread.cases.models import PersonRole, Priority, ReferralStatus, Setting
from goldthread.documents.models import DocumentKind
from goldthread.people.models import Role

TEXT, DAY, CHOICE, CHOICES, ZONE = "text", "day", "choice", "choices", "zone"


@dataclass(frozen=True)
class Column:
    """One column: its name, what it means, whether it must be filled, and what form its words have."""

    name: str
    meaning: "str | Promise"
    is_needed: bool = False
    form: str = TEXT
    longest: int = 200
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """One file: what a row of it is, its columns, which of them a row is known by, and which say that it ended."""

    kind: str
    about: "str | Promise"
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    ends: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file's name in a folder of our own layouts."""
        return f"{self.kind}.csv"

    def column(self, name: str) -> Column:
        """The column of this name; KeyError where there is none."""
        return {each.name: each for each in self.columns}[name]


_FROM = Column("from_on", _("the first day; empty: the day on which the case was opened"), form=DAY)
_TO = Column("to_on", _("the last day; empty: it goes on"), form=DAY)

STAFF = Layout(
    "staff",
    _("Somebody who works or worked here. They sign in once an administrator has given them a password (page Staff)."),
    (
        Column("login", _("the log-in name, without spaces; other files name people by it"), True, longest=80),
        Column("name", _("the name as it stands under a signature"), True),
        Column("roles", _("what they do; several with | between"), True, CHOICES, among=tuple(Role.values)),
        Column("from_on", _("their first day"), True, DAY),
        Column("to_on", _("their last day: roles end then, and they sign in no more"), form=DAY),
        Column("zone", _("the time zone, such as America/Chicago; empty: the agency's"), form=ZONE, longest=60),
        Column("credential", _("as printed after the name, such as LCSW"), longest=80),
        Column("credential_level", _("the level that payers ask for, such as licensed"), longest=40),
        Column("credential_number", _("the licence's number"), longest=80),
        Column("credential_from_on", _("since when it holds; empty: their first day"), form=DAY),
        Column("credential_to_on", _("until when it holds"), form=DAY),
    ),
    key=("login",),
    ends=("to_on",),
)
SUPERVISION = Layout(
    "supervision",
    _("That somebody supervises somebody."),
    (
        Column("supervisor", _("the log-in name of who supervises"), True, longest=80),
        Column("supervisee", _("the log-in name of who is supervised"), True, longest=80),
        Column("from_on", _("the first day"), True, DAY),
        _TO,
    ),
    key=("supervisor", "supervisee", "from_on"),
    ends=("to_on",),
)
CREDENTIALS = Layout(
    "credentials",
    _("A further credential of somebody of the staff; the first may stand in their row of staff.csv."),
    (
        Column("login", _("the log-in name"), True, longest=80),
        Column("credential", _("as printed after the name, such as LCSW"), True, longest=80),
        *(STAFF.column(name) for name in ("credential_level", "credential_number")),
        Column("from_on", _("since when it holds"), True, DAY),
        Column("to_on", _("until when it holds"), form=DAY),
    ),
    key=("login", "credential", "from_on"),
    ends=("to_on",),
)
CASES = Layout(
    "cases",
    _("A case (a family, or a single client) with the referral that opened it. Its clients stand in clients.csv."),
    (
        Column("number", _("the case number, kept as it is"), True, longest=40),
        Column("name", _("what the case is called"), True),
        Column("kind", _("family or single; empty: family"), form=CHOICE, among=("family", "single")),
        Column("opened_on", _("the day on which service began"), True, DAY),
        Column("opening_reason", _("why it was referred; empty: not stated in source"), longest=20_000),
        Column(
            "referred_by",
            _("who referred it (agency, court, school or person): makes a referral, received and accepted"),
        ),
        Column(
            "referred_on", _("the day on which that referral came in; empty: the day on which service began"), form=DAY
        ),
        Column("program", _("the program, named as on the page Services"), longest=80),
        Column("payer", _("the payer, as policies name it"), longest=80),
        Column("closed_on", _("the day on which it was closed; empty: it is open"), form=DAY),
        Column("closing_reason", _("why it was closed; empty: not stated in source"), longest=20_000),
    ),
    key=("number",),
    ends=("closed_on", "closing_reason"),
)
EPISODES = Layout(
    "episodes",
    _("That a case which was closed was opened again. Rows of one case stand in the order of time."),
    (
        Column("case", _("the case number"), True, longest=40),
        Column("opened_on", _("the day on which service began again"), True, DAY),
        *(CASES.column(name) for name in ("opening_reason", "closed_on", "closing_reason")),
    ),
    key=("case", "opened_on"),
    ends=("closed_on", "closing_reason"),
)
REFERRALS = Layout(
    "referrals",
    _("That somebody asked for a case to be served. One that stands in its row of cases.csv needs no row here."),
    (
        Column("case", _("the case number"), True, longest=40),
        Column("received_on", _("the day on which it came in; empty: the day on which the case was opened"), form=DAY),
        Column("referred_by", _("who referred: the agency, court or school, or the person"), True),
        Column("person", _("the person there")),
        Column("number", _("the referral's or authorization's number"), longest=80),
        Column("service", _("the program or service that was asked for")),
        Column("reason", _("why; empty: not stated in source"), longest=20_000),
        Column("priority", _("how soon; empty: routine"), form=CHOICE, among=tuple(Priority.values)),
        Column("status", _("what became of it; empty: accepted"), form=CHOICE, among=tuple(ReferralStatus.values)),
    ),
    key=("case", "received_on", "referred_by", "number"),
)
CLIENTS = Layout(
    "clients",
    _("Somebody who receives care."),
    (
        Column(
            "number", _("the client number, kept as it is; notes and other files name clients by it"), True, longest=120
        ),
        Column("name", _("the name"), True),
        Column("case", _("the case number; empty: a case of their own under the client's number"), longest=40),
        Column("born_on", _("the date of birth"), form=DAY),
        Column("preferred_name", _("what they go by")),
        Column("pronouns", _("pronouns"), longest=60),
        Column("address", _("the address"), longest=2_000),
        Column("phone", _("the telephone number"), longest=60),
        Column("language", _("the language they speak"), longest=60),
        Column("from_on", _("the day on which they joined; empty: the day on which the case was opened"), form=DAY),
        Column("to_on", _("the day on which they left the case"), form=DAY),
    ),
    key=("number",),
    ends=("to_on",),
)
MEMBERSHIPS = Layout(
    "memberships",
    _("That a client belongs to a further case too, beside the one of their row in clients.csv."),
    (
        Column("client", _("the client's number"), True, longest=120),
        Column("case", _("the case number"), True, longest=40),
        _FROM,
        Column("to_on", _("the day on which they left that case"), form=DAY),
    ),
    key=("client", "case", "from_on"),
    ends=("to_on",),
)
PEOPLE = Layout(
    "people",
    _(
        "What somebody who is not staff is to a client. Somebody who is so to several clients has several rows with one id."
    ),
    (
        Column("id", _("any identity of the person in the other system"), True),
        Column("name", _("the person's name"), True),
        Column("client", _("the client's number"), True, longest=120),
        Column("role", _("what they are to the client"), True, CHOICE, among=tuple(PersonRole.values)),
        Column("organization", _("where they work")),
        Column("phone", _("the telephone number"), longest=60),
        Column("email", _("the e-mail address")),
        Column("address", _("the address"), longest=2_000),
        _FROM,
        _TO,
    ),
    key=("id", "client", "role"),
    ends=("to_on",),
)
PLACEMENTS = Layout(
    "placements",
    _("Where a client lives or lived: a row for each placement, those of one client in the order of time."),
    (
        Column("client", _("the client's number"), True, longest=120),
        Column("kind", _("where they live"), True, CHOICE, among=tuple(Setting.values)),
        Column("with_whom", _("with whom")),
        Column("address", _("the address"), longest=2_000),
        Column("reason", _("why they came there"), longest=20_000),
        Column("from_on", _("the first day"), True, DAY),
        _TO,
        Column("end_reason", _("why it ended"), longest=20_000),
    ),
    key=("client", "from_on"),
    ends=("to_on", "end_reason"),
)
TEAM = Layout(
    "team",
    _("That somebody of the staff is on the care team of a case: who is on it sees the case."),
    (
        Column("case", _("the case number"), True, longest=40),
        Column("staff", _("the log-in name"), True, longest=80),
        Column("role", _("what they are there, such as case manager or therapist"), True, longest=40),
        _FROM,
        _TO,
    ),
    key=("case", "staff", "role", "from_on"),
    ends=("to_on",),
)
DOCUMENTS = Layout(
    "documents",
    _("A file (PDF, JPEG, PNG or WebP) of a case, or of one client. The rows are the index of a folder of files."),
    (
        Column("file", _("where the file lies, below the folder: documents/order.pdf"), True, longest=255),
        Column("case", _("the case number; empty: the client's case"), longest=40),
        Column("client", _("the client's number; empty: it is about the whole case"), longest=120),
        Column("kind", _("what it is; empty: other"), form=CHOICE, among=tuple(DocumentKind.values)),
        Column("title", _("what it is called; empty: the file's name")),
        Column("dated_on", _("the day that it bears; empty: the day on which it is brought in"), form=DAY),
    ),
    key=("file", "case", "client"),
)
NOTES = Layout(
    "notes",
    _("A progress note. Here more column names are understood, and everything beside them is kept: see Importing."),
    (
        Column("client_number", _("the client's number"), longest=120),
        Column("client_name", _("the client's name, where there is no number")),
        Column("date", _("the day of the visit, with a time beside it or not")),
        Column("start_time", _("when it began")),
        Column("end_time", _("when it ended")),
        Column("author", _("who wrote it")),
        Column("note_type", _("what kind of note it is")),
        Column("note", _("the text"), True),
    ),
    key=(),
)
# In the order in which they are read: each refers only to what stands before it.
LAYOUTS = (
    STAFF, CREDENTIALS, SUPERVISION, CASES, EPISODES, REFERRALS, CLIENTS, MEMBERSHIPS, PEOPLE, PLACEMENTS, TEAM, DOCUMENTS, NOTES,
)  # fmt: skip
BY_KIND = {each.kind: each for each in LAYOUTS}

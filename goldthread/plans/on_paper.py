"""A version of a plan as paper has it: what the page shows of it, its signatures and its reviews, as HTML that a press can set."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goldthread.ledger import queries as ledger
from goldthread.lib.shipped import shown
from goldthread.plans import article as read
from goldthread.plans.article import Change, Held, Line, Part, Signed
from goldthread.plans.held import History
from goldthread.plans.models import Capacity, PlanReview, PlanSignature, PlanVersion

NOTHING = SafeString()


@dataclass(frozen=True)
class Sheets:
    """What of a version goes on paper; the reviews and ends of goals are those that the reader sees."""

    version: PlanVersion
    reviews: Sequence[PlanReview]
    signatures: Sequence[tuple[PlanSignature, Signed]]
    missing: Sequence[str]
    plan: read.Article

    def articles(self) -> Iterator[SafeString]:
        """The plan, each goal, then what else it holds, who signed it, and the reviews of the plan, the oldest first."""
        yield _head(self.version, self.plan)
        for number, goal in enumerate(self.plan.goals, 1):
            yield _goal(number, goal)
        if rest := _rest(self.plan):
            yield rest
        yield _signed(self.version, self.signatures, self.missing)
        contents = ledger.contents_of([each.pk for each in self.reviews]) if self.reviews else {}
        for review in reversed(self.reviews):
            yield _review(review, read.held(contents[review.pk]))

    @property
    def count(self) -> int:
        """How many articles there are at most."""
        return 3 + len(self.plan.goals) + len(self.reviews)


def sheets(
    version: PlanVersion,
    seen: History,
    signatures: Iterable[tuple[PlanSignature, dict[str, object]]],
    missing: Sequence[str],
) -> Sheets:
    """A version with what is known of it."""
    reviews = seen.reviews_of(version)
    plan = read.article(ledger.content_of(version.pk), seen.ends)
    return Sheets(version, reviews, [(row, read.signed(content)) for row, content in signatures], missing, plan)


def _head(version: PlanVersion, plan: read.Article) -> SafeString:
    told = {"number": version.number, "day": formats.date_format(version.valid_from_on)}
    anchor = _("Services go back to %(anchor)s.") % {"anchor": plan.anchor} if plan.anchor else ""
    return format_html(
        '<h2>{}</h2>{}<h3>{}</h3><p class="words">{}</p>{}',
        _("Version %(number)s, in force from %(day)s") % told,
        _terms(plan.days),
        _("Why"),
        plan.why,
        format_html('<p class="meta">{}</p>', anchor) if anchor else NOTHING,
    )


def _terms(lines: Iterable[Line]) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((line.label, line.words) for line in lines))
    return format_html("<dl>{}</dl>", rows) if rows else NOTHING


def _goal(number: int, goal: Part) -> SafeString:
    over = NOTHING
    if goal.end:
        told = {"day": formats.date_format(goal.end.ended_on), "how": goal.end.get_outcome_display()}
        sentence = _("ended on %(day)s: %(how)s") % told
        over = format_html('<p class="notice">{}</p><p class="words">{}</p>', sentence, goal.end.words)
    return format_html(
        '<h2>{}</h2><p class="words"><b>{}</b></p>{}{}{}',
        _("Goal %(number)s") % {"number": number},
        goal.words,
        _terms(goal.lines),
        over,
        format_html_join("", "{}", ((_objective(at, each),) for at, each in enumerate(goal.parts, 1))),
    )


def _objective(number: int, objective: Part) -> SafeString:
    done = format_html_join(
        "", '<li><p class="words">{}</p>{}</li>', ((each.words, _terms(each.lines)) for each in objective.parts)
    )
    return format_html(
        '<h3>{}</h3><p class="words">{}</p>{}{}',
        _("Objective %(number)s") % {"number": number},
        objective.words,
        _terms(objective.lines),
        format_html("<ul>{}</ul>", done) if done else NOTHING,
    )


def _rest(plan: read.Article) -> SafeString:
    """Services, who took part, and what the version changed."""
    services = format_html_join(
        "", "<li><p><b>{}</b></p>{}</li>", ((each.words, _terms(each.lines)) for each in plan.services)
    )
    people = format_html_join(
        "", "<li><bdi>{}</bdi>{}</li>", ((name, f", {role}" if role else "") for name, role in plan.participants)
    )
    changes = format_html_join("", "<li>{}</li>", ((_change(each),) for each in plan.changes))
    because = format_html('<p class="words">{}</p>', plan.because) if plan.changes else NOTHING
    return format_html(
        "{}{}{}",
        _list(_("Services"), NOTHING, services),
        _list(_("Who took part"), NOTHING, people),
        _list(_("What this version changed, and why"), because, changes),
    )


def _list(title: str, before: SafeString, rows: SafeString) -> SafeString:
    return format_html("<h2>{}</h2>{}<ul>{}</ul>", title, before, rows) if rows else NOTHING


def _change(each: Change) -> SafeString:
    how = {"added": _("added"), "removed": _("taken out")}.get(each.how, _("changed"))
    old = format_html('<p class="words"><del>{}</del></p>', each.old) if each.old else NOTHING
    new = format_html('<p class="words"><ins>{}</ins></p>', each.new) if each.new else NOTHING
    return format_html("<p><b>{}</b> {}</p>{}{}", each.label, how, old, new)


def _signed(
    version: PlanVersion, signatures: Iterable[tuple[PlanSignature, Signed]], missing: Sequence[str]
) -> SafeString:
    day = formats.date_format(timezone.localtime(version.prepared_at))
    capacities = dict(Capacity.choices)
    lacking = ", ".join(str(capacities.get(each, each)) for each in missing)
    told = _("By policy these signatures are missing:")
    sentence = f"{told} {lacking}"
    return format_html(
        "<h2>{}</h2><p><b>{}</b>, {}</p>{}{}",
        _("Signatures"),
        version.author_name,
        _("author, signed on %(day)s") % {"day": day},
        format_html_join("", "{}", ((_signature(row, given),) for row, given in signatures)),
        format_html('<p class="notice">{}</p>', sentence) if missing else NOTHING,
    )


def _signature(row: PlanSignature, given: Signed) -> SafeString:
    """One signature, or an attempt to get one, as the page has it."""
    role = f", {given.role}" if given.role else ""
    who = format_html(
        "<p><b><bdi>{}</bdi></b>{}, {}</p>", given.name, role, _("as %(capacity)s") % {"capacity": given.capacity}
    )
    told = [formats.date_format(timezone.localtime(row.recorded_at))]
    if row.method != "own":
        told.append(_("kept by %(name)s") % {"name": row.witness_name})
    when = format_html('<p class="meta">{}</p>', " · ".join(told))
    if given.outcome:
        asked = _("Asked to sign, and did not:")
        tried = " · ".join(filter(None, (f"{asked} {given.outcome}", given.how)))
        return format_html('{}<p>{}</p><p class="words">{}</p>{}', who, tried, given.words, when)
    statement = (
        format_html('<p class="meta">{}</p>', shown(given.statement, "signature")) if given.statement else NOTHING
    )
    typed = format_html("<p><i>{}</i></p>", given.typed) if given.typed and not given.drawn else NOTHING
    return format_html("{}{}{}{}{}", who, statement, given.drawn, typed, when)


def _review(row: PlanReview, review: Held) -> SafeString:
    told = {"day": formats.date_format(row.reviewed_on), "who": row.author_name}
    rated = format_html_join("", '<h3>{}</h3><p><b>{}</b></p><p class="words">{}</p>', review.ratings)
    due = _("review by %(day)s") % {"day": formats.date_format(row.next_due_on)} if row.next_due_on else ""
    return format_html(
        '<h2>{}</h2><p><b>{}</b></p><p class="words">{}</p>{}{}',
        _("Review of %(day)s, by %(who)s") % told,
        review.decision,
        review.words,
        rated,
        format_html('<p class="meta">{}</p>', due) if due else NOTHING,
    )

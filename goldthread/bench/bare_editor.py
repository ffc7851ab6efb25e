"""The bare editor: the same fields and the same choices as ours, by the ORM and plain loops of a template."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.utils.functional import cached_property

from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.bench.bare_frame import FRAME, told
from goldthread.bench.tables import Draft
from goldthread.cases.models import CareTeamMember, Case, ClientDetail, Episode, Person, PersonRole, Relationship
from goldthread.notes.definitions import Definition
from goldthread.notes.models import (
    PART_ROLES,
    ComplyWith,
    Extent,
    How,
    NoteGoal,
    NoteType,
    Outcome,
    Sensitivity,
    Valence,
)
from goldthread.notes.queries import definition_of
from goldthread.people.models import Staff
from goldthread.plans.models import PlanGoal, PlanVersion, Rating
from goldthread.services.models import Modality, Service
from goldthread.services.rules import PLACES

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def _select(name: str, label: str, choices: str, value: str = "''") -> str:
    """A labelled list; `choices` names pairs in the context, `value` an expression for what is chosen."""
    return (
        f'<div class="field"><label for="{name}">{label}</label><select id="{name}" name="{name}"><option></option>'
        f'{{% for value, title in {choices} %}}<option value="{{{{ value }}}}"{{% if value == {value} %}} selected{{% endif %}}>'
        f"{{{{ title }}}}</option>{{% endfor %}}</select></div>"
    )


def _input(name: str, label: str, kind: str, value: str = "") -> str:
    shown = f"{{{{ {value} }}}}" if value else ""
    return f'<div class="field"><label for="{name}">{label}</label><input type="{kind}" id="{name}" name="{name}" value="{shown}"></div>'


def _area(name: str, label: str) -> str:
    return (
        f'<div class="field"><label for="{name}">{label}</label><textarea id="{name}" name="{name}"></textarea></div>'
    )


def _rows(block: str, *fields: str) -> str:
    return f'<details><summary>{block}</summary><template id="{block}-template"><div>{"".join(fields)}</div></template></details>'


_WHO = (
    '<select name="{0}-n-person"><optgroup label="Around">{{% for person, role in around %}}<option value="{{{{ person.identity }}}}">'
    '{{{{ person.name }}}} {{{{ role }}}}</option>{{% endfor %}}</optgroup><optgroup label="Staff">{{% for each in colleagues %}}'
    '<option value="{{{{ each.pk }}}}">{{{{ each.name }}}}</option>{{% endfor %}}</optgroup></select>'
)
_GOALS = (
    "{% for row, used in held %}<p>{{ row.payer }} {{ row.number }}: {{ used }} of {{ row.units_hundredths }}</p>{% endfor %}"
    "<section><h2>Goals</h2>{% for goal, last in goals %}<fieldset><legend>{{ goal.words }}</legend>"
    '<label><input type="checkbox" name="worked-{{ goal.goal }}"> {{ goal.words }}</label>{% if last %}<p>{{ last.note.occurred_on }},'
    " {{ last.note.author_name }}: {{ last.did }} {{ last.response }} {{ last.progress }}</p>{% endif %}"
    '{% for name in lines %}<label>{{ name }} <textarea name="{{ name }}-{{ goal.goal }}"></textarea></label>{% endfor %}'
    '<select name="progress-{{ goal.goal }}"><option></option>{% for value, title in ratings %}<option value="{{ value }}">{{ title }}</option>'
    "{% endfor %}</select></fieldset>{% endfor %}</section>"
)
_TEMPLATE = "".join(
    [
        FRAME,
        '<form method="post">{% csrf_token %}<fieldset><legend>About whom</legend>{% for each in clients %}<label>'
        '<input type="checkbox" name="clients" value="{{ each.client_id }}"{% if each.client_id in chosen %} checked{% endif %}>'
        "{{ each.name }}</label>{% endfor %}</fieldset>{% if closed %}<p>Closed</p>{% endif %}",
        _input("occurred_on", "Date", "date", "content.occurred_on"),
        _input("starts", "Start", "time", "content.starts"),
        _input("ends", "End", "time", "content.ends"),
        _select("how", "How", "hows", "content.how"),
        _select("place_of_service", "Place", "places", "content.place_of_service"),
        _select("service", "Service", "services", "content.service"),
        _select("modality", "Modality", "modalities", "content.modality"),
        _select("zone", "Time zone", "zones", "content.zone"),
        "<fieldset><legend>Who took part</legend>{% for person, role in around %}<label>"
        '<input type="checkbox" name="participants" value="{{ person.identity }}"> {{ person.name }}, {{ role }}</label>{% endfor %}</fieldset>',
        _rows("participants", _WHO.format("participants"), _select("participants-n-role", "Role", "roles")),
        _rows("attempts", _WHO.format("attempts"), _select("attempts-n-role", "Role", "roles"),
              _select("attempts-n-how", "How", "hows"), _select("attempts-n-outcome", "Outcome", "outcomes")),
        _GOALS,
        "{% for section in sections %}<div><label for=\"{{ section.key }}\">{{ section.title }}</label><p>{{ section.prompt }}</p>"
        '<textarea id="{{ section.key }}" name="{{ section.key }}" rows="{{ section.rows }}">{{ section.text }}</textarea></div>{% endfor %}',
        _rows("requests", _WHO.format("requests"), _select("requests-n-role", "Role", "roles"),
              _area("requests-n-what", "What"), _input("requests-n-due_on", "By when", "date")),
        _rows("judgments", *(_area(f"judgments-n-{name}", name) for name in ("question", "options", "decision", "why"))),
        _rows("occurrences", _area("occurrences-n-what", "What"), _select("occurrences-n-valence", "Was", "valences")),
        _rows("compliance", _select("compliance-n-with", "With what", "with_what"), _select("compliance-n-extent", "How far", "extents"),
              *(_area(f"compliance-n-{name}", name) for name in ("what", "barrier", "whose"))),
        '{% for value, title in labels %}<label><input type="checkbox" name="labels" value="{{ value }}"> {{ title }}</label>{% endfor %}',
        _select("change_type", "Kind", "types"),
        "<p>{{ draft.saved_at }}</p><button>Sign</button></form></main></body></html>",
    ]
)  # fmt: skip


class _Page:
    @cached_property
    def template(self) -> Any:
        """Compiled once, as the cached loader does."""
        return engines["django"].from_string(_TEMPLATE)


_PAGE = _Page()


@login_required
def editor(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The form of one draft, filled in."""
    draft = get_object_or_404(Draft, pk=draft_id, author=request.user.pk)
    chosen = [UUID(each) for each in draft.content["clients"]]
    told(request, "write", "draft", chosen[0], draft.pk)
    types = list(NoteType.objects.order_by("version"))
    session = next(each for each in types if each.key == "session")
    context = {
        "name": "Session",
        "draft": draft,
        "content": draft.content,
        "chosen": chosen,
        "sections": _sections(definition_of(session), draft),
        "types": [(each.key, each.definition["title"]) for each in types],
        **_people(request, chosen),
        **_rests_on(draft.content["service"], chosen),
        **_choices(),
    }
    return HttpResponse(_PAGE.template.render(context, request))


def _people(request: HttpRequest, chosen: list[UUID]) -> dict[str, Any]:
    cases = Case.objects.filter(memberships__client__in=chosen)
    roles = dict(Relationship.objects.filter(client__in=chosen, person__isnull=False).values_list("person", "role"))
    titles = dict(PersonRole.choices)
    people = Person.objects.filter(identity__in=roles).order_by("name")
    mine = CareTeamMember.objects.filter(staff=request.user.pk).values("case")
    return {
        "clients": list(ClientDetail.objects.filter(client__memberships__case__in=cases).distinct().order_by("name")),
        "others": list(ClientDetail.objects.filter(client__memberships__case__in=mine).distinct()),
        "around": [(each, titles[roles[each.identity]]) for each in people],
        "colleagues": list(Staff.objects.filter(is_active=True).order_by("name")),
        "closed": Episode.objects.filter(case__in=cases, true_to_on__isnull=True).count() == 0,
    }


def _rests_on(service: str, chosen: list[UUID]) -> dict[str, Any]:
    """The goals of the plan with what was last written of each, and what was used of each authorization."""
    plan = PlanVersion.objects.filter(client__in=chosen).order_by("-number").first()
    goals = list(PlanGoal.objects.filter(version=plan).order_by("position"))
    written = NoteGoal.objects.filter(goal__in=[each.goal for each in goals]).select_related("note")
    last = {each.goal: each for each in written.order_by("note__occurred_on", "note__recorded_at")}
    held = Authorization.objects.current().filter(client__in=chosen, service=service)
    uses = UnitUse.objects.filter(authorization__in=held.values("identity")).values_list("authorization")
    used = dict(uses.annotate(Sum("units_hundredths")))
    return {
        "goals": [(each, last.get(each.goal)) for each in goals],
        "held": [(each, used.get(each.identity, 0)) for each in held],
    }


def _sections(definition: Definition, draft: Draft) -> list[dict[str, Any]]:
    texts = draft.content["narrative"]
    return [
        {"key": each.key, "title": each.title, "prompt": each.prompt, "rows": each.rows, "text": texts.get(each.key)}
        for each in definition.sections
    ]


def _choices() -> dict[str, Any]:
    services = Service.objects.order_by("name").values_list("name", flat=True)
    modalities = Modality.objects.order_by("name").values_list("name", flat=True)
    return {
        "services": [(each, each) for each in services],
        "modalities": [(each, each) for each in modalities],
        "hows": How.choices,
        "places": PLACES.items(),
        "zones": [(zone, zone) for zone in _ZONES],
        "roles": PART_ROLES.items(),
        "outcomes": Outcome.choices,
        "valences": Valence.choices,
        "with_what": ComplyWith.choices,
        "extents": Extent.choices,
        "ratings": Rating.choices,
        "lines": ("did", "response", "because"),
        "labels": Sensitivity.choices,
    }

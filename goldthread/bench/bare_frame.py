"""What every bare page has: the frame around it, and the access row that it leaves."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from goldthread.bench.tables import Audit
from goldthread.lib import clock, uuids

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title>
<link rel="stylesheet" href="/static/a.css"></head><body><header><a href="/">Bare</a><nav><ul>
<li><a href="/">Today</a></li><li><a href="/clients/">Clients</a></li><li><a href="/drafts/">Drafts</a></li></ul></nav>
<div>{{ request.user.name }}<form method="post" action="/out/">{% csrf_token %}<button>Out</button></form></div></header>
<main>{% for message in messages %}<p>{{ message }}</p>{% endfor %}<h1>{{ name }}</h1>"""


def told(request: HttpRequest, action: str, page: str, client: UUID | None, about: UUID) -> None:
    """Leave the row that says who looked or wrote."""
    staff: Any = request.user
    Audit(id=uuids.fresh(), at=clock.now(), actor=staff.pk, actor_name=staff.name, action=action, page=page,
          client=client, object=about).save(force_insert=True)  # fmt: skip

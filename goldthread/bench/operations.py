"""What is measured, and the data of reading: each in the product, in a bare view, and in SQL alone."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

from goldthread.bench import bare, sql, thread
from goldthread.bench.browser import BareHandler, Browser
from goldthread.bench.measure import Operation, Reach, Work
from goldthread.bench.stage import Stage, answer_to, bare_draft, draft, long_draft, typed
from goldthread.cases import queries as cases
from goldthread.chart import queries as chart
from goldthread.demonstration.agency import ZONE
from goldthread.lib import clock
from goldthread.lib.encoding import b64url
from goldthread.lib.shipped import ships
from goldthread.notes import actions, before, checking, queries
from goldthread.notes.models import NoteFingerprint
from goldthread.notes.queries import Filters
from goldthread.people.backends import BACKEND

SAVES = 10  # of one draft, one after the other: as somebody types for a while
SIGNING, DATA, PAGES = Reach("speed", 0.7), Reach("time", 1.3), Reach("time", 1.5)
_FORM = "application/x-www-form-urlencoded"
_BARE_BACKEND = "django.contrib.auth.backends.ModelBackend"
_BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class Ways:
    """Product, bare view and SQL, each signed in and with `calls` pieces of work a round; `fewer` of what takes ten milliseconds or more."""

    def __init__(self, on: Stage, calls: int) -> None:
        self.on, self.calls, self.fewer, self.drafts = on, calls, max(1, calls // 2), max(1, calls // SAVES)
        # Each signature is of a day of its own: nobody works more than 24 hours in one.
        self.days = count()
        # Both are let in for the whole run, each by its own backend.
        override_settings(AUTHENTICATION_BACKENDS=[*settings.AUTHENTICATION_BACKENDS, _BARE_BACKEND]).enable()
        self.product = Browser(WSGIHandler(), on.staff, BACKEND)
        with override_settings(MIDDLEWARE=_BARE_MIDDLEWARE):
            self.bare = Browser(BareHandler(), on.staff, _BARE_BACKEND)
        self.notes = (on.notes * calls)[:calls]

    def operations(self) -> list[Operation]:
        """Reading first, while the case file is as long as it was made."""
        return [
            self._of_notes(ships("read, data", "bench"), self._note_data, bare.note_with_added, DATA),
            self._of_notes(ships("read, page", "bench"), self._page_of(self.product), self._page_of(self.bare), PAGES),
            self._of_file(
                ships("case file, data", "bench"),
                self._file_data,
                partial(bare.journal, self.on.client.pk),
                DATA,
                self.calls,
            ),
            self._of_file(
                ships("case file, page", "bench"),
                self._file_of(self.product),
                self._file_of(self.bare),
                PAGES,
                self.fewer,
            ),
            Operation(
                ships("editor, page", "bench"),
                {"product": self._editor, "bare": self._bare_editor, "sql": self._sql_editor},
                PAGES,
            ),
            *thread.operations(self.on, self.product, self.calls, self.notes),
            Operation(
                ships("save", "bench"), {"product": self._save, "bare": self._bare_save, "sql": self._sql_save}, PAGES
            ),
            Operation(
                ships("checks, 2,000 notes", "bench"),
                {"product": self._checks, "bare": self._bare_checks, "sql": self._sql_checks},
                Reach("ms", 15),
            ),
            Operation(
                ships("sign", "bench"), {"product": self._sign, "bare": self._bare_sign, "sql": self._sql_sign}, SIGNING
            ),
        ]

    def _of_notes(
        self, name: str, product: Callable[[UUID], object], plain: Callable[[UUID], object], reach: Reach
    ) -> Operation:
        def each(way: Callable[[UUID], object]) -> Callable[[], Sequence[Work]]:
            return lambda: [partial(way, pk) for pk in self.notes]

        return Operation(name, {"product": each(product), "bare": each(plain), "sql": each(sql.note)}, reach)

    def _of_file(self, name: str, product: Work, plain: Work, reach: Reach, calls: int) -> Operation:
        def often(way: Work) -> Callable[[], Sequence[Work]]:
            return lambda: [way] * calls

        plainest = partial(sql.file, self.on.client.pk)
        return Operation(name, {"product": often(product), "bare": often(plain), "sql": often(plainest)}, reach)

    def _note_data(self, pk: UUID) -> object:
        return queries.encounter_of(pk, actor=self.on.staff)

    def _file_data(self) -> object:
        same = sorted(cases.same_person(self.on.client.pk))
        return chart.file_of(self.on.staff, same, Filters(), 1)

    def _page_of(self, browser: Browser) -> Callable[[UUID], object]:
        return lambda pk: browser.get(f"/notes/{pk}/")

    def _file_of(self, browser: Browser) -> Work:
        return lambda: browser.get(f"/clients/{self.on.client.pk}/")

    def _editor(self) -> Sequence[Work]:
        """The page on which a draft is written, as the browser paints it first."""
        return [partial(self.product.get, f"/drafts/{draft(self.on).pk}/") for _ in range(self.fewer)]

    def _bare_editor(self) -> Sequence[Work]:
        return [partial(self.bare.get, f"/drafts/{bare_draft(self.on).pk}/") for _ in range(self.fewer)]

    def _sql_editor(self) -> Sequence[Work]:
        return [partial(sql.draft, bare_draft(self.on).pk, self.on.client.pk) for _ in range(self.fewer)]

    def _save(self) -> Sequence[Work]:
        """The editor's own requests, each a second after the last key; the first of a minute keeps the state before it."""
        return [work for _ in range(self.drafts) for work in self._saving(self.product, draft(self.on).pk)]

    def _bare_save(self) -> Sequence[Work]:
        return [work for _ in range(self.drafts) for work in self._saving(self.bare, bare_draft(self.on).pk)]

    def _saving(self, browser: Browser, pk: UUID) -> Iterator[Work]:
        for revision in range(SAVES):
            changed = {**typed(self.on), "modality": f"Family therapy {revision}"}
            body = json.dumps({"base_revision": revision, "content": changed}).encode()
            yield partial(browser.post, f"/drafts/{pk}/save/", body, kind="application/json", expect="200")

    def _sql_save(self) -> Sequence[Work]:
        return [partial(sql.save, bare_draft(self.on).pk, typed(self.on)) for _ in range(self.calls)]

    def _checks(self) -> Sequence[Work]:
        """Everything that is looked over before signing, for one draft about the client with the long file."""
        draft = long_draft(self.on)
        return [partial(checking.look_over, draft=draft, author=self.on.staff) for _ in range(self.fewer)]

    def _bare_checks(self) -> Sequence[Work]:
        """Reading the fingerprints of the same notes by the ORM, and nothing more."""
        marks = NoteFingerprint.objects.filter(note__client=self.on.long)
        return [lambda: list(marks.values_list("note", "note__encounter", "bits")) for _ in range(self.fewer)]

    def _sql_checks(self) -> Sequence[Work]:
        near = before.candidates(self.on.staff, [self.on.long.pk], clock.today(ZONE))
        return [partial(sql.rows_of, *near) for _ in range(self.fewer)]

    def _sign(self) -> Sequence[Work]:
        """The author's passkey over what was read; preparing and the passkey's own work are not timed.

        Yesterday is full of the drafts of the other operations, and no day has more than 24 hours.
        """
        return [self._signing(next(self.days)) for _ in range(self.fewer)]

    def _signing(self, day: int) -> Work:
        pending = actions.prepare(
            draft=draft(self.on, days=day % 600 + 2), passkey=self.on.passkey_on_file(), by=self.on.by
        )
        body = urlencode({"passkey": answer_to(self.on, pending.challenge)}).encode()
        return partial(self.product.post, f"/sign/{pending.pk}/", body, kind=_FORM, expect="302")

    def _bare_sign(self) -> Sequence[Work]:
        """The bare view that does the same six durable statements."""
        return [self._bare_signing() for _ in range(self.fewer)]

    def _bare_signing(self) -> Work:
        body = urlencode({"passkey": answer_to(self.on, b64url(bytes(32)))}).encode()
        return partial(self.bare.post, f"/drafts/{bare_draft(self.on).pk}/sign/", body, kind=_FORM, expect="302")

    def _sql_sign(self) -> Sequence[Work]:
        return [partial(sql.sign, bare_draft(self.on).pk, typed(self.on)) for _ in range(self.fewer)]

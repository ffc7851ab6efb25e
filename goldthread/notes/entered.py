"""One note as it stands in the journal: what was signed, with the entries that amend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from goldthread.notes import article, cosigning, markup
from goldthread.notes.checks.alarming import Alarm
from goldthread.notes.models import Amendment, Note


@dataclass
class Entered:
    """One note in the journal with the entries that amend it, oldest first."""

    note: Note
    amendments: list["Entered"] = field(default_factory=list)
    corrected: str = ""
    reason: str = ""
    level: int = 4
    # Answers of its measures that ask for something at once: read from the content, beside the HTML that was kept.
    alarms: Sequence[Alarm] = ()

    @property
    def body(self) -> str:
        """The kept HTML as it reads now, in the reader's language, its headings at `level`."""
        return markup.read_aloud(self.corrected or self.note.html, level=self.level)

    @property
    def original(self) -> str:
        """The same as first signed; empty where nothing was corrected."""
        return markup.read_aloud(self.note.html, level=self.level) if self.corrected else ""

    def article(self, query: str = "") -> SafeString:
        """The note as the case file shows it; `query` is what its link keeps of how the file is narrowed."""
        return article.article(self, f"/notes/{self.note.pk}/{query}")

    @property
    def facts(self) -> SafeString:
        """The head of the note."""
        return article.facts(self)

    @property
    def inside(self) -> SafeString:
        """What the note says, as it was first signed, and what was added."""
        return article.inside(self)

    @property
    def whole(self) -> SafeString:
        """The same for paper: each part with its entry and the way in which it was signed."""
        return article.inside(self, whole=True)

    @property
    def is_in_error(self) -> bool:
        """Whether it was entered in error."""
        return any(each.note.amendment == Amendment.ENTERED_IN_ERROR for each in self.amendments)

    @property
    def stands(self) -> str:
        """Where it stands between signature and co-signature (goldthread.notes.cosigning)."""
        added = [(each.note.amendment, each.note.needs_cosignature) for each in self.amendments]
        return cosigning.standing(self.note.needs_cosignature, added)

    @property
    def cosigned_by(self) -> str:
        """Who co-signed, if anybody did."""
        return next((a.note.author_name for a in self.amendments if a.note.amendment == Amendment.COSIGNATURE), "")

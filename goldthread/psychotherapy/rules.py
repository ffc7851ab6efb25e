"""What may be in a psychotherapy note and who may keep one, as plain values in and findings out (45 CFR 164.501)."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.lib.refusals import Finding

# What the definition excludes, and the words by which it shows. English and Spanish, and wrong now and then: it asks only.
_EXCLUDED: tuple[tuple[str | Promise, re.Pattern[str]], ...] = tuple(
    (sentence, re.compile("|".join(words), re.IGNORECASE))
    for sentence, words in (
        (
            gettext_lazy("“%(words)s” reads like when a session was, or how long."),
            (
                r"\b\d{1,3}[ -]?(?:min(?:ute)?s?|minutos?|hours?|hrs?|horas?)\b",
                r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b",
                r"\b\d{1,2} ?(?:am|pm|a\.m|p\.m)\b",
                r"\b(?:start|stop|end) times?\b",
            ),
        ),
        (
            gettext_lazy("“%(words)s” reads like the kind of treatment, or how often it is given."),
            (
                r"\b(?:(?:TF-)?CBT|DBT|EMDR|telehealth|teletherapy)\b",
                r"\b(?:individual|family|group|couples?) (?:therapy|sessions?)\b",
                r"\b(?:once|twice|\w+ times) (?:a|per) (?:week|month)\b",
                r"\b(?:bi-?)?weekly\b",
                r"\b(?:terapia (?:individual|familiar|de grupo)|semanal(?:mente)?)\b",
            ),
        ),
        (
            gettext_lazy("“%(words)s” reads like the result of a test."),
            (
                r"\b(?-i:PHQ|GAD|PCL|CANS|BDI|CBCL|SDQ|MMPI|WISC|IQ)(?:-?\d{1,2}[AC]?)?\b",
                r"\btest results?\b",
                r"\bscored? (?:of )?\d+",
                r"\bpuntuación\b",
            ),
        ),
        (
            gettext_lazy("“%(words)s” reads like a diagnosis."),
            (
                r"\bdiagn[oó]s\w*",
                r"\b(?-i:DSM|ICD)\b",
                r"\b(?-i:[A-TV-Z]\d{2}\.\d{1,4}|F\d{2})\b",
                r"\bdisorders?\b",
                r"\btrastornos?\b",
            ),
        ),
        (
            gettext_lazy("“%(words)s” reads like medication."),
            (r"\bmedicat\w*", r"\bmedicaci\w*", r"\bmedicamentos?\b", r"\bprescri\w*", r"\b\d+ ?mg\b"),
        ),
        (
            gettext_lazy("“%(words)s” reads like the plan of treatment."),
            (r"\btreatment (?:plans?|goals?)\b", r"\bobjectives?\b", r"\bgoal \d", r"\bplan de tratamiento\b"),
        ),
        (
            gettext_lazy("“%(words)s” reads like symptoms, functioning, prognosis or progress."),
            (
                r"\bsymptom\w*",
                r"\bs[ií]ntoma\w*",
                r"\bfunctional status\b",
                r"\bprognos\w*",
                r"\bpron[oó]stic\w*",
                r"\bprogress(?:ed|ing)?\b",
            ),
        ),
    )
)


def excluded(text: str) -> list[Finding]:
    """One question for each kind of content that seems to be there and may not be in a psychotherapy note, in order."""
    found = ((sentence, words.search(text)) for sentence, words in _EXCLUDED)
    return [Finding(str(sentence) % {"words": at[0]}, "text", blocks=False) for sentence, at in found if at]


def author_findings(*, has_credential: bool) -> list[Finding]:
    """Only a mental-health professional keeps psychotherapy notes: a therapist whose credential holds today."""
    if has_credential:
        return []
    sentence = _("No credential of yours is on file for today. Ask an administrator to enter it, then keep this.")
    return [Finding(sentence)]


def text_findings(text: str) -> list[Finding]:
    """An empty note is none."""
    return [] if text.strip() else [Finding(_("Nothing is written yet. Write, then keep it."), "text")]

"""What it costs to find a diagnosis as one types, in a list as long as ICD-10-CM; beside the ORM that looks into every title."""

import random
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import accumulate

from django.db.models import QuerySet

from goldthread.bench import sql
from goldthread.bench.measure import Operation, Reach, Work
from goldthread.codes import actions, queries
from goldthread.codes.models import Code, System
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.shipped import ships

FIND = ships("find a code, 75,000", "bench")
DAY = date(2026, 3, 2)
# About as many as a year's ICD-10-CM lists.
MOST = 75_000
# As many words of a list as the real one has, and as unevenly spread.
_WORDS = 12_000


def operation(count: int, calls: int) -> Operation:
    """Bring in a list of so many codes, and find in it what people begin to type."""
    titles = _titles(count)
    lines = [_line(number, title) for number, title in enumerate(titles)]
    brought = actions.bring_in(
        name="icd10cm_order_2026.txt", document="\n".join(lines).encode(), by=COMMAND_LINE, today=DAY
    )
    typed = _typed(titles, calls)
    held = Code.objects.filter(edition=brought.edition.identity)

    def product() -> Sequence[Work]:
        return [partial(queries.find, System.ICD, " ".join(words), DAY) for words in typed]

    def bare() -> Sequence[Work]:
        return [partial(_looked_for, held, words) for words in typed]

    def plainest() -> Sequence[Work]:
        return [partial(sql.rows_of, *_like(words)) for words in typed]

    return Operation(FIND, {"product": product, "bare": bare, "sql": plainest}, Reach("ms", 50))


def _looked_for(held: "QuerySet[Code]", words: Sequence[str]) -> list[Code]:
    for word in words:
        held = held.filter(title__icontains=word)
    return list(held[: queries.SHOWN])


def _like(words: Sequence[str]) -> tuple[str, list[str]]:
    where = " AND ".join(["title LIKE %s"] * len(words))
    return f"SELECT * FROM codes_code WHERE {where} LIMIT {queries.SHOWN}", [f"%{word}%" for word in words]


def _titles(count: int) -> list[str]:
    chance = random.Random(10)
    words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(4, 11))) for _ in range(_WORDS)]
    # Summed up once: by single weights each title would sum them up anew, which took longer than bringing the list in.
    spread = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    return [" ".join(chance.choices(words, cum_weights=spread, k=chance.randint(4, 14))) for _ in range(count)]


def _line(number: int, title: str) -> str:
    """A line of icd10cm_order_YYYY.txt."""
    code = f"{chr(65 + number // 10_000)}{number // 1000 % 10}{number % 1000:03d}"
    return f"{number:05d} {code:<7} 1 {title[:60]:<60} {title}"


def _typed(titles: Sequence[str], calls: int) -> list[list[str]]:
    """Beginnings of one to three words of a title, as somebody types them."""
    chance = random.Random(1)
    found = []
    for _ in range(calls):
        words = chance.choice(titles).split()
        chosen = chance.sample(words, chance.randint(1, 3))
        found.append([word[: chance.randint(2, 5)] for word in chosen])
    return found

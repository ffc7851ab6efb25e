"""Hostile text by class: a few of our own of each, and the corpora of the folder of real inputs where that is at hand."""

import base64
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

Texts = dict[str, list[str]]

# <injected> is no element of any page: where it appears as one, text was not escaped.
OURS: Texts = {
    "markup": [
        '"><injected onload=alert(1)>',
        "</textarea><injected>",
        "'><script>alert(1)</script><injected>",
        "</title></head><injected>",
        "<!--<injected>",
        "]]><injected/>{{ 7|add:7 }}{% now 'Y' %}",
        "&lt;injected&gt;&amp;&#60;",
        "javascript:alert(1)//<injected>",
        "&label-own; &day-x; &place-12; &clock-<injected>; <h4>",
    ],
    "naughty": [
        "Robert'); DROP TABLE ledger_entry;--",
        "%s %(name)s {0} ${HOME} `id`",
        "../../../etc/passwd",
        "Ω≈ç√ 田中さん 👩‍👩‍👧 ‮מימין‬ \u200b\ufeff\u2028",
        "Z̮̞̠͙͔ͅa̶l͢g͏o",
        "null",
        "0",
        "NaN",
        "nobody@example.org\\",
    ],
    "formula": ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=cmd|"/C calc"!A0', '=HYPERLINK("http://x","y")'],
    "white": [
        "  kept  ",
        "one\r\ntwo\rthree\n",
        "\u00a0x",
        "\n\nfirst",
        "",
        "last\r\n\r\n",
        " ",
        "\ty\t",
        "\x0b\x0c\x1c\u0085\u2028\u2029x",
        "\r",
        "\u200b",
        "a\u3000",
    ],
    "NUL": ["a\x00b", "\x00", "end\x00"],
    "long": ["x" * 300, "y" * 5_000, "é" * 1_000],
}
# What is no day, no time of day and no number, or one that no calendar of ours holds.
FIGURES = [
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "1800-01-01",
    "25:61",
    "-1",
    "1e309",
    "9" * 400,
    "9" * 5_000,
    "٣",
    "a\x00b",
    "<injected>",
]


def corpora(folder: Path) -> Texts:
    """Three of these classes out of the folder of real inputs."""
    at = folder / "badinput"
    naughty = json.loads((at / "blns.base64.json").read_text())
    return {
        "markup": (at / "xss_payloads_share.txt").read_text(encoding="utf-8", errors="replace").split("\n"),
        "naughty": [base64.b64decode(each).decode(errors="replace") for each in naughty],
        "formula": (at / "csv_injection_payloads.txt").read_text().splitlines(),
    }


class Wheel:
    """The texts of one class, each in its turn, so that nothing is left to chance and all of them come up."""

    def __init__(self, kind: str, texts: list[str]) -> None:
        self.kind = kind
        self._turning = cycle(texts)

    def next(self, longest: int) -> str:
        """The next text, cut to what the field takes; the class of long texts is there to be too long."""
        text = next(self._turning)
        return text if self.kind == "long" else text[:longest]


def bundles(texts: Texts, size: int) -> Iterator[str]:
    """Every text, so many at once with an empty line between, for a field that takes any length."""
    listed = [text for kind, each in texts.items() if kind != "NUL" for text in each if text.strip()]
    for start in range(0, len(listed), size):
        yield "\n\n".join(listed[start : start + size])

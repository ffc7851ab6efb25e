"""A paper for Word: the same pieces as in the PDF, as headings, paragraphs and lists that a reader can go through."""

import io
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw

from goldthread.paper import pdf
from goldthread.paper.pieces import Piece, Run, direction, pieces
from goldthread.paper.queries import Paper

_POINTS = re.compile(r'points="([^"]*)"')
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
# Word's own XML cannot hold them; written by their numbers, as in the PDF, none of them is lost.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def written(paper: Paper) -> bytes:
    """The file, whole."""
    told = pdf.head(paper)
    document = Document()
    _begin(document, told)
    for line in filter(None, told["letterhead"]):
        _add(document, [[line, "strong" if line == told["letterhead"][0] else ""]])
    _add(document, [[told["title"]]], style="Heading 1")
    setting = _Setting(document)
    setting.set(told["front"])
    for note in paper.notes():
        setting.set(pieces(note))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _begin(document: Written, told: dict[str, Any]) -> None:
    """Title and language, the size of the page, and what stands at its head and foot."""
    document.core_properties.title = told["title"]
    document.core_properties.author = told["letterhead"][0]
    document.core_properties.language = told["language"]
    document.core_properties.comments = ""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), told["language"])
    normal = document.styles["Normal"]
    assert normal.type == WD_STYLE_TYPE.PARAGRAPH
    normal.font.size = Pt(10.5)
    for level in range(1, 5):
        _as_the_text(document, f"Heading {level}")
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.8)
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.text = _writable(" · ".join(filter(None, (told["letterhead"][0], told["running"]))))
    below.text = _writable(f"{told['printed']} · ")
    for part in re.split(r"(\{pages?\})", told["page_of"]):
        if part in ("{page}", "{pages}"):
            _field(below, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            below.add_run(part)


def _as_the_text(document: Written, name: str) -> None:
    """Headings in the letters of the text and in black, as on the PDF, and not in the colours of Word's own template."""
    style = document.styles[name]
    assert style.type == WD_STYLE_TYPE.PARAGRAPH
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    if fonts is not None:
        fonts.getparent().remove(fonts)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


class _Setting:
    """Puts pieces down one below the other, each box and list a step further in."""

    def __init__(self, document: Written) -> None:
        self._document = document

    def set(self, told: Sequence[Piece], depth: int = 0) -> None:
        """Put these pieces down."""
        for piece in told:
            if piece["kind"] == "heading":
                _add(self._document, piece["runs"], style=f"Heading {piece['level']}", depth=depth)
            elif piece["kind"] == "text":
                _add(self._document, _stressed(piece), depth=depth)
            elif piece["kind"] == "terms":
                self._terms(piece["items"], depth)
            elif piece["kind"] == "list":
                self._list(piece["items"], depth)
            elif piece["kind"] == "picture":
                self._picture(piece, depth)
            else:
                self.set(piece["pieces"], depth + 1)

    def _terms(self, items: Sequence[dict[str, Any]], depth: int) -> None:
        for item in items:
            term = [[run[0], *run[1:], "strong"] for piece in item["term"] for run in piece["runs"]]
            first, rest = _first_line(item["said"])
            _add(self._document, [*term, [": "], *first], depth=depth)
            self.set(rest, depth + 1)

    def _list(self, items: Sequence[dict[str, Any]], depth: int) -> None:
        for item in items:
            first, rest = _first_line(item["pieces"])
            _add(self._document, first or [[""]], style="List Bullet", depth=depth)
            self.set(rest, depth + 1)

    def _picture(self, piece: Piece, depth: int) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.left_indent = Inches(0.25 * depth)
        shape = paragraph.add_run().add_picture(io.BytesIO(_drawn(piece["svg"])), width=Inches(2.4))
        shape._inline.docPr.set("descr", piece["told"] or _("A drawn signature"))


def _first_line(told: Sequence[Piece]) -> tuple[list[Run], Sequence[Piece]]:
    """The runs that stand in the line of a term or a bullet, and the pieces below it."""
    if told and told[0]["kind"] == "text":
        return told[0]["runs"], told[1:]
    return [], told


def _stressed(piece: Piece) -> list[Run]:
    stressed = piece["looks"] in ("notice", "summary")
    return [[*run, "strong"] for run in piece["runs"]] if stressed else piece["runs"]


def _add(document: Written, runs: Sequence[Run], *, style: str | None = None, depth: int = 0) -> None:
    paragraph = document.add_paragraph(style=style)
    paragraph.paragraph_format.space_after = Pt(3)
    if depth:
        paragraph.paragraph_format.left_indent = Inches(0.25 * (depth + (style == "List Bullet")))
    is_from_right = direction("".join(run[0] for run in runs)) == "rtl"
    if is_from_right:
        # Word takes the parts of a paragraph in their one order.
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc")
    for run in runs:
        made = paragraph.add_run(_writable(run[0]))
        # What a heading says beside its words is not as heavy; letters of other scripts ask for it in their own way.
        made.bold = False if "meta" in run[1:] else "strong" in run[1:] or None
        made.font.cs_bold = made.bold
        made.italic = "italic" in run[1:] or None
        made.font.strike = "struck" in run[1:] or None
        made.font.underline = "new" in run[1:] or None
        made.font.rtl = is_from_right or None


def _writable(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _drawn(svg: str) -> bytes:
    """A drawn signature as PNG: Word takes no SVG alone."""
    size = _SIZE.search(svg)
    assert size is not None
    picture = Image.new("L", (int(size[1]), int(size[2])), 255)
    pen = ImageDraw.Draw(picture)
    for line in _POINTS.findall(svg):
        pen.line([tuple(map(int, point.split(","))) for point in line.split()], fill=0, width=6, joint="curve")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()

"""pieces: what a page shows as pieces for the press, with nothing lost and nothing read as markup."""

import pytest

from goldthread.paper.pieces import direction, pieces


def texts(told: list[dict]) -> list[str]:
    return ["".join(run[0] for run in piece["runs"]) for piece in told]


def test_words_are_kept_as_typed_whatever_they_look_like() -> None:
    typed = "  #let x = $y$ *stars* _lines_ &lt;b&gt; &amp;amp; &#x27;quoted&#x27;\nnext line"
    (piece,) = pieces(f'<p class="words" dir="auto">{typed}\n\n</p>')
    assert texts([piece]) == ["  #let x = $y$ *stars* _lines_ <b> &amp; 'quoted'\nnext line"]
    assert piece["looks"] == "words"


def test_struck_and_new_words_reach_into_lists() -> None:
    html = "<dl><dt>Before</dt><dd><del><ul><li><b>Rosa</b>, parent</li></ul></del></dd><dt>Now</dt><dd><ins>nothing</ins></dd></dl>"
    (terms,) = pieces(html)
    before, now = terms["items"]
    (listed,) = before["said"]
    assert listed["items"][0]["pieces"][0]["runs"] == [["Rosa", "struck", "strong"], [", parent", "struck"]]
    assert now["said"][0]["runs"] == [["nothing", "new"]]


def test_what_was_added_stands_in_a_box_under_its_heading() -> None:
    (box,) = pieces(
        '<section class="added"><h3>Addendum <span class="meta">Ana</span></h3><div><p>More.</p></div></section>'
    )
    assert box["kind"] == "box"
    assert [piece["kind"] for piece in box["pieces"]] == ["heading", "text"]
    assert texts(box["pieces"]) == ["Addendum Ana", "More."]


def test_a_drawing_stands_between_its_neighbours_with_what_it_is() -> None:
    told = pieces("<p>before</p><p><svg><title>A drawn signature</title><polyline/></svg></p><p>after</p>")
    assert [piece["kind"] for piece in told] == ["text", "picture", "text"]
    assert told[1]["told"] == "A drawn signature"


@pytest.mark.parametrize(
    ("text", "runs_to"), [("12 مرحبا", "rtl"), ("Mateo رنا", "ltr"), ("...", "ltr"), ("שלום", "rtl")]
)
def test_a_paragraph_runs_as_its_first_letter_says(text: str, runs_to: str) -> None:
    assert direction(text) == runs_to
    (piece,) = pieces(f"<p>{text}</p>")
    assert piece["runs_to"] == runs_to


def test_a_name_from_right_to_left_does_not_reorder_its_line() -> None:
    (line,) = pieces("<p><bdi>رنا</bdi>, parent</p>")
    assert texts([line]) == ["\u2068رنا\u2069, parent"]
    (plain,) = pieces("<p><bdi>Rana</bdi>, parent</p>")
    assert texts([plain]) == ["Rana, parent"], "where nothing runs that way, no invisible letter is added"


@pytest.mark.parametrize("html", ["<table></table>", "<p>a</div>", "<ul><li>open"])
def test_what_no_press_knows_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match=r"no press knows|closes nothing|left open"):
        pieces(html)

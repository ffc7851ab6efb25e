"""reconcile, the weighing alone: every line of a day against the notes, each unit of the notes once."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as some

from goldthread.authorizations.rules import spelled
from goldthread.billing import rules, weighing
from goldthread.billing.rules import Billed, Documented

SPACE = UUID(int=0)
MATEO, LUCIA, DAY = uuid5(SPACE, "Mateo"), uuid5(SPACE, "Lucía"), date(2026, 3, 2)


def told(units: int | None = 400, service: str = "Casework", **changes: object) -> Documented:
    known = {"client": MATEO, "day": DAY, "service": service, "names": frozenset({service.casefold()}), "entries": (uuid5(SPACE, service),), "minutes": 60, "hundredths": units}  # fmt: skip
    return Documented(**{**known, **changes})  # type: ignore[arg-type]


def line(units: int = 400, service: str = "Casework", **changes: object) -> Billed:
    known = {"line": 2, "said": {}, "client": MATEO, "day": DAY, "service": service, "hundredths": units}
    return Billed(**{**known, **changes})  # type: ignore[arg-type]


def verdicts(lines: Sequence[Billed], *documented: Documented) -> list[str]:
    return [each.verdict for each in weighing.reconcile(lines, documented)]


def test_what_the_notes_carry_is_substantiated() -> None:
    assert verdicts([line()], told()) == [rules.SUBSTANTIATED]


def test_more_is_over_and_less_is_short() -> None:
    assert verdicts([line(500)], told()) == [rules.OVER]
    assert verdicts([line(300)], told()) == [rules.SHORT]


def test_two_lines_that_add_up_are_both_substantiated_and_the_same_twice_is_doubled() -> None:
    assert verdicts([line(100), line(300)], told()) == [rules.SUBSTANTIATED] * 2
    assert verdicts([line(), line()], told()) == [rules.SUBSTANTIATED, rules.DOUBLED]


def test_another_service_another_day_and_nothing_are_told_apart() -> None:
    other = told(service="Therapy")
    assert verdicts([line()], other) == [rules.OTHER_NATURE, rules.NOT_BILLED]
    assert verdicts([line(client=LUCIA)], other) == [rules.WITHOUT_NOTE, rules.NOT_BILLED]


def test_a_line_that_cannot_be_read_says_why_and_the_note_is_listed_as_not_billed() -> None:
    found = weighing.reconcile([line(why="“x” is no day.")], [told()])
    assert [(each.verdict, each.reason) for each in found] == [
        (rules.UNREADABLE, "“x” is no day."),
        (rules.NOT_BILLED, "Signed, and in no line."),
    ]


def test_where_nobody_says_how_units_are_reckoned_it_cannot_be_told() -> None:
    assert verdicts([line()], told(None)) == [rules.UNCLEAR]


def test_the_amount_must_follow_from_the_rate_on_file() -> None:
    assert verdicts([line(cents=8000)], told(cents=2000)) == [rules.SUBSTANTIATED]
    assert verdicts([line(cents=8100)], told(cents=2000)) == [rules.OVER]
    assert verdicts([line(cents=7900)], told(cents=2000)) == [rules.SHORT]


def reasons(lines: Sequence[Billed], *documented: Documented) -> list[str]:
    return [each.reason for each in weighing.reconcile(lines, documented)]


def test_doubled_is_said_only_where_earlier_lines_took_what_the_notes_carry() -> None:
    assert verdicts([line(100), line(500)], told()) == [rules.SUBSTANTIATED, rules.OVER]
    assert verdicts([line(300), line(400)], told()) == [rules.SUBSTANTIATED, rules.OVER]
    assert "the notes carry 4 (60 minutes), of which other lines leave 1." in reasons([line(300), line(400)], told())[1]
    assert reasons([line(line=2), line(line=3)], told())[1] == "What the notes carry is billed already in line 2."


def test_a_line_against_notes_that_carry_nothing_is_over_and_doubles_nothing() -> None:
    assert verdicts([line(), line()], told(0)) == [rules.OVER, rules.OVER]


def test_what_remains_is_told_at_the_last_line() -> None:
    found = weighing.reconcile([line(100), line(200)], [told()])
    assert [each.verdict for each in found] == [rules.SUBSTANTIATED, rules.SHORT]
    assert found[1].reason == "Billed 2; of the 4 that the notes carry (60 minutes) 1 is in no line."


def test_what_carries_nothing_or_may_not_be_billed_agrees_where_it_is_left_out() -> None:
    nothing, late = told(0, minutes=5), told(service="Therapy", amiss="It was signed too late.")
    found = weighing.reconcile([], [nothing, late])
    assert [(each.verdict, each.agrees) for each in found] == [(rules.NOTHING, True), (rules.FORBIDDEN, True)]
    assert [each.reason for each in found] == ["Its 5 minutes give no unit.", "It was signed too late."]
    assert verdicts([line(service="Therapy")], late) == [rules.UNCLEAR]


def test_a_line_is_held_against_what_may_be_billed_where_other_notes_of_the_service_may_not() -> None:
    late = told(200, amiss="It was signed too late.")
    assert verdicts([line()], told(), late) == [rules.SUBSTANTIATED, rules.FORBIDDEN]
    assert verdicts([line(600)], told(), late) == [rules.OVER, rules.FORBIDDEN]


def coded(service: str, *modifiers: str, **changes: object) -> Documented:
    """A service that is billed as T1017."""
    names = frozenset({service.casefold(), "t1017", "".join(["t1017", *modifiers]).casefold()})
    return told(**{"service": service, "names": names, "modifiers": modifiers, "code": "T1017", **changes})


def test_two_services_under_one_code_are_weighed_together() -> None:
    both = coded("Casework"), coded("Transport")
    assert verdicts([line(service="T1017")] * 2, *both) == [rules.SUBSTANTIATED] * 2
    assert verdicts([line(800, "T1017")], *both) == [rules.SUBSTANTIATED]
    assert verdicts([line(service="Casework"), line(service="T1017")], *both) == [rules.SUBSTANTIATED] * 2
    assert verdicts([line(service="T1017")], *both) == [rules.SHORT]
    assert verdicts([line(600, "Casework"), line(200, "T1017")], *both) == [rules.OVER, rules.SHORT]


def test_a_code_is_read_with_its_modifiers_however_they_are_written() -> None:
    both = coded("Casework"), coded("Group", "HQ")
    for service, modifiers in (
        ("T1017:HQ", ()),
        ("T1017-HQ", ()),
        ("t1017 hq", ()),
        ("T1017HQ", ()),
        ("T1017", ("hq",)),
        ("HC:T1017:HQ", ()),
        ("HC>T1017>HQ", ()),
        ("HC:T1017", ("hq",)),
        ("T1017:HQ", ("hq",)),
    ):
        group = line(service=service, modifiers=modifiers)
        found = weighing.reconcile([group, line(service="T1017")], both)
        assert [each.verdict for each in found] == [rules.SUBSTANTIATED] * 2
        assert [each.documented for each in found] == [both[1], weighing.together(both)]
    assert verdicts([line(service="T1017:HN")], coded("Group", "HQ")) == [rules.OTHER_NATURE, rules.NOT_BILLED]
    assert verdicts([line(service="T1017:HN")], coded("Casework")) == [rules.SUBSTANTIATED]
    assert verdicts([line(service="Casework at home")], coded("Casework")) == [rules.OTHER_NATURE, rules.NOT_BILLED]


def test_only_the_modifiers_that_are_others_are_told_of() -> None:
    noted = coded("Group", "HQ", "U1"), coded("Transport")
    assert verdicts([line(service="T1017", modifiers=("u1", "hq"))], noted[0]) == [rules.SUBSTANTIATED]
    told_of = reasons([line(service="T1017:HQ", modifiers=("u2",))], noted[0], told(service="Therapy"))
    assert told_of[0] == "The service of that day's signed note has other modifiers: Group (T1017)."


def test_amounts_find_the_service_whose_rate_they_follow() -> None:
    both = coded("Casework", cents=2000), coded("Transport", cents=1000)
    assert (
        verdicts([line(service="T1017", cents=4000), line(service="T1017", cents=8000)], *both)
        == [rules.SUBSTANTIATED] * 2
    )
    assert verdicts([line(800, "T1017", cents=12000)], *both) == [rules.SUBSTANTIATED]
    assert verdicts([line(800, "T1017", cents=16000)], *both) == [rules.OVER]


def test_an_amount_without_a_rate_on_file_is_said_to_be_compared_with_none() -> None:
    assert reasons([line(cents=999900)], told()) == [
        "The notes carry it; no rate is on file to compare the amount with."
    ]


def test_what_came_after_a_client_left_is_hidden_and_not_denied() -> None:
    after = weighing.reconcile([line()], [], {MATEO: DAY - timedelta(days=3)})
    assert [each.verdict for each in after] == [rules.UNCLEAR]
    assert "not in your sight" in after[0].reason
    assert [each.verdict for each in weighing.reconcile([line()], [], {MATEO: DAY + timedelta(days=3)})] == [
        rules.WITHOUT_NOTE
    ]


@given(
    some.lists(some.builds(line, some.integers(1, 900), some.sampled_from(["Casework", "Therapy", "Code", "Other"]))),
    some.lists(some.sampled_from(["Casework", "Therapy"]), unique=True),
)
def test_every_line_gets_one_verdict_and_never_more_units_than_the_notes_carry(
    lines: list[Billed], kinds: list[str]
) -> None:
    documented = [told(400, kind, names=frozenset({kind.casefold(), "code"})) for kind in kinds]
    found = weighing.reconcile(lines, documented)
    assert [each.billed for each in found if each.billed] == lines
    agreed = [f.billed.hundredths for f in found if f.billed and f.verdict in (rules.SUBSTANTIATED, rules.SHORT)]
    assert sum(agreed) <= 400 * len(kinds)
    for told_of in documented:
        named = [each for each in lines if each.service in (told_of.service, "Code")]
        assert (rules.NOT_BILLED in [f.verdict for f in found if f.documented is told_of and not f.billed]) == (
            not named
        )


@given(some.lists(some.integers(1, 600), min_size=1), some.sampled_from([0, 400]))
def test_what_earlier_lines_took_decides_whether_a_line_is_over_or_doubled_and_the_rest_is_told(
    units: list[int], carried: int
) -> None:
    found = weighing.reconcile([line(each) for each in units], [told(carried)])
    before = 0
    for each, judged in zip(units, found, strict=True):
        if before + each <= carried:
            is_rest = judged is found[-1] and before + each < carried
            assert judged.verdict == (rules.SHORT if is_rest else rules.SUBSTANTIATED)
            assert (f"{spelled(carried - sum(units))} is in no line" in judged.reason) == is_rest
        elif 0 < carried <= before:
            assert judged.verdict == rules.DOUBLED
        else:
            assert judged.verdict == rules.OVER
            assert (f"other lines leave {spelled(carried - before)}." in judged.reason) == (before > 0 and carried > 0)
        before += each

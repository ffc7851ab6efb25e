"""parameters.read: whatever is put into a column with parameters is kept as it is, or refused in one sentence."""

from hypothesis import given
from hypothesis import strategies as some

from goldthread.lib.refusals import Refused
from goldthread.policies.parameters import READERS, read

_NAMES = some.sampled_from(
    ["algorithm", "unit_minutes", "units", "per", "from", "to", "rule", "pays", "years"]
) | some.text(max_size=8)
_JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.sampled_from(["nearest", "week", "never"])
    | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=10,
)


@given(column=some.sampled_from(sorted(READERS)), value=_JSON)
def test_any_value_is_kept_unchanged_or_refused_at_its_column(column: str, value: object) -> None:
    refused = None
    try:
        kept = read(column, value)
    except Refused as why:
        refused = why
    if refused is None:
        assert kept == value
    else:
        assert refused.field == column
        assert refused.sentence.endswith(".")

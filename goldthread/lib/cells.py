"""Cells of a CSV file that no spreadsheet takes for formulas (OWASP, CSV injection)."""

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")


def quiet(cell: str) -> str:
    """A text that would run as a formula, with an apostrophe before it, as spreadsheets themselves mark text."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def loud(cell: str) -> str:
    """What `quiet` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell

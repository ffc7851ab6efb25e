"""Small code lists in the published layouts; the codes of HCPCS are invented, titles are our own."""

TODAY_IN_2026 = "2026-03-02"


def order_line(number: int, code: str, title: str, *, valid: bool = True) -> str:
    """A line of icd10cm_order_YYYY.txt."""
    return f"{number:05d} {code:<7} {int(valid)} {title[:60]:<60} {title}"


def order_file(*more: tuple[str, str]) -> bytes:
    """A list with a heading, some codes and an accent."""
    lines = [
        order_line(1, "F32", "Depressive episode", valid=False),
        order_line(2, "F321", "Major depressive disorder, single episode, moderate"),
        order_line(3, "F3289", "Other specified depressive episodes"),
        order_line(4, "F32A", "Depression, unspecified"),
        order_line(5, "F411", "Generalized anxiety disorder"),
        order_line(6, "H8101", "Ménière's disease, right ear"),
        *(order_line(number, code, title) for number, (code, title) in enumerate(more, 7)),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def hcpcs_line(code: str, mark: str, title: str, short: str = "", added: str = "", ended: str = "") -> str:
    """A line of HCPC_ANWEB.txt, 320 wide."""
    line = f"{code:<5}00100{mark}{title:<80}{short:<28}"
    return f"{line:<268}{added:<8}{'':<8}{ended:<8}N".ljust(320)


def hcpcs_file() -> bytes:
    """Two codes, one of them ended, a title that goes on, a dental code, and a modifier."""
    lines = [
        hcpcs_line("Z0001", "3", "Invented service at home, per quarter of an", "Invented service", "20200101"),
        hcpcs_line("Z0001", "4", "hour"),
        hcpcs_line("Z0002", "3", "Invented service that ended", "Ended service", "20200101", "20260131"),
        hcpcs_line("D0001", "3", "Invented dental service", "Dental"),
        hcpcs_line("D0001", "4", "which goes on"),
        hcpcs_line("   Z1", "7", "Invented modifier", "Modifier"),
    ]
    return "\n".join(lines).encode()


PLACES_FILE = b"""Place of Service Code(s),Place of Service Name,Place of Service Description
03,School,"A facility whose primary purpose is education."
12,Home,"Location, other than a hospital,
where the patient receives care."
27-30,Unassigned,N/A
"""

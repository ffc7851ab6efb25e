"""The codes that the first version of a note's content knows, fixed for good: what is kept of a sealed note follows from them.

The kept HTML of a note has a marker where the content holds one of these codes and plain text for any other word. If the lists
that the editor offers decided that, an old note in which somebody's word happens to be tomorrow's code would no longer be what
`verify` derives. So a list that grows needs a further version of the content, with lists of its own beside these.
"""

from collections.abc import Mapping

VERSION_1: Mapping[str, frozenset[str]] = {
    "how": frozenset(("in_person", "phone", "video", "text", "email", "letter")),
    "outcome": frozenset(
        (
            "no_answer",
            "left_message",
            "not_home",
            "refused",
            "cancelled",
            "no_show",
            "wrong_number",
            "reached",
            "other",
        )
    ),
    "sensitive": frozenset(("psychotherapy", "sud", "reporter_identity", "address")),
    "valence": frozenset(("positive", "negative", "mixed")),
    "role": frozenset(
        (
            "client",
            "staff",
            "parent",
            "significant_other",
            "foster_parent",
            "kin",
            "sibling",
            "fcm",
            "fcm_supervisor",
            "school",
            "attorney",
            "gal_casa",
            "probation",
            "professional",
            "other",
            "staff_case_manager",
            "staff_therapist",
            "staff_supervisor",
            "staff_biller",
            "staff_quality_reviewer",
            "staff_records_officer",
            "staff_administrator",
        )
    ),
    "with": frozenset(
        (
            "plan",
            "appointments",
            "medication",
            "court_order",
            "safety_plan",
            "visitation",
            "school",
            "practice",
            "other",
        )
    ),
    "extent": frozenset(("full", "mostly", "partly", "not", "refused")),
    "informant": frozenset(("client", "parent", "caregiver", "teacher", "worker")),
    "change": frozenset(("better", "worse", "unchanged", "unknown")),
    "progress": frozenset(("much_worse", "worse", "no_change", "better", "much_better")),
    "place": frozenset(
        (
            "02",
            "03",
            "04",
            "09",
            "10",
            "11",
            "12",
            "13",
            "14",
            "16",
            "21",
            "22",
            "23",
            "33",
            "51",
            "52",
            "53",
            "56",
            "99",
        )
    ),
}

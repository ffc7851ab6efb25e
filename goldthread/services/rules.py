"""The door to what this room reckons without a database: places of service, what minutes give in units, what a service allows."""

from goldthread.services.allowing import (
    ACTIVITIES,
    LISTS,
    PARTICIPANTS,
    UNITS,
    WAYS,
    Described,
    Details,
    detail_findings,
    modifier_findings,
    not_allowed,
    rate_findings,
    told,
)
from goldthread.services.places import PLACES, place_title
from goldthread.services.unit_steps import Step, spoken, step_from
from goldthread.services.units import POOL_BY, POOL_SCOPES, Contact, Counted, Line, lines_of, units_of

__all__ = ["ACTIVITIES", "LISTS", "PARTICIPANTS", "PLACES", "POOL_BY", "POOL_SCOPES", "UNITS", "WAYS", "Contact", "Counted", "Described", "Details",
           "Line", "Step", "detail_findings", "lines_of", "modifier_findings", "not_allowed", "place_title", "rate_findings", "spoken", "step_from", "told", "units_of"]  # fmt: skip

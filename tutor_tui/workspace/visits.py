"""Everything about visits by one name: booked, moved, cancelled, recorded, edited, listed."""

from tutor_tui.workspace.booking import Booked, book, cancel, fix, move, proposed_time
from tutor_tui.workspace.recording import Recorded, as_recorded, edit, record
from tutor_tui.workspace.visit_lists import (
    booking_to_record,
    in_order,
    status_words,
    still_booked,
    visit_status,
)
from tutor_tui.workspace.visit_times import DEFAULT_MINUTES, booked_minutes

__all__ = [
    "DEFAULT_MINUTES",
    "Booked",
    "Recorded",
    "as_recorded",
    "book",
    "booked_minutes",
    "booking_to_record",
    "cancel",
    "edit",
    "fix",
    "in_order",
    "move",
    "proposed_time",
    "record",
    "status_words",
    "still_booked",
    "visit_status",
]

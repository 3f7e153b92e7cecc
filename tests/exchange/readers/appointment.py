"""What every reader makes of one VEVENT."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event as a calendar program understood it; times in UTC."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str
    description: str
    status: str
    sequence: int

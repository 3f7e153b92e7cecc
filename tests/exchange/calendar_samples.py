"""Calendars of other programs, made up, and what they say, worked out by hand."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tutor_tui.exchange.busy_times import busy_spans

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 11, 23), date(2027, 12, 31)


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]
    return "\r\n".join("\r\n".join(lines).split()).replace("~", " ").encode() + b"\r\n"


def event(*lines: str) -> str:
    """An event of these lines; a space within one is written `~`."""
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def told(data: bytes, first: date = FIRST, last: date = LAST) -> list[str]:
    """The busy times on London's clock, as `2026-11-23 09:00 - 10:00`."""
    found = []
    for start, end in busy_spans(data, "diary.ics", first, last):
        until = "%H:%M" if end - start < timedelta(hours=20) else "%m-%d %H:%M"
        ends = format(end.astimezone(LONDON), until)
        found.append(f"{start.astimezone(LONDON):%Y-%m-%d %H:%M} - {ends}")
    return found


ZONE = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


WEEKLY = ("UID:w", "DTSTART;TZID=Europe/London:20270322T090000", "DURATION:PT1H")
REPEATS: list[tuple[str, list[str], list[str]]] = [
    (
        "every week, over both clock changes, until a time in UTC",
        [event(*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20270405T080000Z")],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 09:00 - 10:00", "2027-04-05 09:00 - 10:00"],
    ),
    (
        "in autumn",
        [
            event(
                "DTSTART;TZID=Europe/London:20271025T090000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;COUNT=3",
            )
        ],
        ["2027-10-25 09:00 - 10:00", "2027-11-01 09:00 - 10:00", "2027-11-08 09:00 - 10:00"],
    ),
    (
        "in UTC, which our clock leaves",
        [event("DTSTART:20270322T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 10:00 - 11:00"],
    ),
    (
        "begun long before, by count",
        [event("DTSTART:20261102T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=5")],
        ["2026-11-23 09:00 - 10:00", "2026-11-30 09:00 - 10:00"],
    ),
    (
        "a birthday since 1604",
        [event("DTSTART:16040229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")],
        ["2027-02-28 00:00 - 03-01 00:00"],
    ),
    (
        "the last Friday of the month, days",
        [event("DTSTART:20270129", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270326")],
        [
            "2027-01-29 00:00 - 01-30 00:00",
            "2027-02-26 00:00 - 02-27 00:00",
            "2027-03-26 00:00 - 03-27 00:00",
        ],
    ),
    (
        "added, left out, and left out as a day",
        [
            event(
                *WEEKLY,
                "RRULE:FREQ=WEEKLY;COUNT=4",
                "RDATE;TZID=Europe/London:20270324T140000",
                "RDATE;VALUE=PERIOD:20270325T140000Z/PT3H",
                "EXDATE;TZID=Europe/London:20270329T090000",
                "EXDATE;VALUE=DATE:20270405",
            )
        ],
        [
            "2027-03-22 09:00 - 10:00",
            "2027-03-24 14:00 - 15:00",
            "2027-03-25 14:00 - 17:00",
            "2027-04-12 09:00 - 10:00",
        ],
    ),
    (
        "a day left out as Outlook writes it, with a time",
        [event("DTSTART:20270503", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20270504T000000")],
        ["2027-05-03 00:00 - 05-04 00:00"],
    ),
    (
        "left out by a rule",
        [event(*WEEKLY, "RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2")],
        ["2027-03-23 09:00 - 10:00", "2027-03-25 09:00 - 10:00"],
    ),
    (
        "one moved, far, in a zone of its own, and one cancelled",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270901T120000Z",
                "DURATION:PT2H",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID;TZID=Europe/London:20270405T090000",
                "DTSTART;TZID=Europe/London:20270405T090000",
                "DURATION:PT1H",
                "STATUS:CANCELLED",
            ),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-09-01 13:00 - 15:00"],
    ),
    (
        "one moved here from before the first day",
        [
            event("UID:w", "DTSTART:20261109T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"),
            event(
                "UID:w", "RECURRENCE-ID:20261116T090000", "DTSTART:20261124T100000", "DURATION:PT1H"
            ),
        ],
        ["2026-11-24 10:00 - 11:00"],
    ),
    (
        "the newer of two changes to the same time",
        [
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "SEQUENCE:2",
                "DTSTART:20270329T150000Z",
                "DURATION:PT1H",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "SEQUENCE:1",
                "DTSTART:20270329T120000Z",
                "DURATION:PT1H",
            ),
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2"),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-03-29 16:00 - 17:00"],
    ),
    (
        "moved from one time on, and one of those once more",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=5"),
            event(
                "UID:w",
                "RECURRENCE-ID;TZID=Europe/London;RANGE=THISANDFUTURE:20270405T090000",
                "DTSTART;TZID=Europe/London:20270406T140000",
                "DURATION:PT30M",
            ),
            event(
                "UID:w",
                "RECURRENCE-ID:20270412T080000Z",
                "DTSTART:20270412T160000Z",
                "DURATION:PT1H",
            ),
        ],
        [
            "2027-03-22 09:00 - 10:00",
            "2027-03-29 09:00 - 10:00",
            "2027-04-06 14:00 - 14:30",
            "2027-04-12 17:00 - 18:00",
            "2027-04-20 14:00 - 14:30",
        ],
    ),
    (
        "ended from one time on",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY"),
            event(
                "UID:w",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20270329T080000Z",
                "DTSTART:20270329T080000Z",
                "STATUS:CANCELLED",
            ),
        ],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "a time that was moved, and taken out afterwards",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20270329T080000Z", "SEQUENCE:2"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270401T080000Z",
                "DURATION:PT1H",
            ),
        ],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "one moved, and named by its day",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=2"),
            event("UID:w", "RECURRENCE-ID:20270329", "DTSTART:20270401T080000Z", "DURATION:PT1H"),
        ],
        ["2027-03-22 09:00 - 10:00", "2027-04-01 09:00 - 10:00"],
    ),
    (
        "a rule that says nothing",
        [event(*WEEKLY, "RRULE:")],
        ["2027-03-22 09:00 - 10:00"],
    ),
    (
        "free but for one",
        [
            event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3", "TRANSP:TRANSPARENT"),
            event(
                "UID:w",
                "RECURRENCE-ID:20270329T080000Z",
                "DTSTART:20270329T080000Z",
                "DURATION:PT1H",
            ),
        ],
        ["2027-03-29 09:00 - 10:00"],
    ),
    (
        "an older copy of the same event",
        [
            event("UID:x", "SEQUENCE:3", "DTSTART:20270701T090000", "DURATION:PT1H"),
            event("UID:x", "SEQUENCE:2", "DTSTART:20270701T150000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 10:00"],
    ),
    (
        "the series cancelled afterwards",
        [
            event(
                "UID:x",
                "SEQUENCE:3",
                "DTSTART:20270701T090000",
                "DURATION:PT1H",
                "STATUS:CANCELLED",
            ),
            event("UID:x", "SEQUENCE:2", "DTSTART:20270701T090000", "DURATION:PT1H"),
        ],
        [],
    ),
    (
        "two of the same name that nothing tells apart",
        [
            event("UID:x", "DTSTART:20270701T090000", "DURATION:PT1H"),
            event("UID:x", "DTSTART:20270702T090000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 10:00", "2027-07-02 09:00 - 10:00"],
    ),
    (
        "overlapping and touching",
        [
            event("DTSTART:20270701T090000", "DURATION:PT1H"),
            event("DTSTART:20270701T093000", "DURATION:PT1H"),
            event("DTSTART:20270701T103000", "DURATION:PT1H"),
            event("DTSTART:20270701T120000", "DURATION:PT1H"),
        ],
        ["2027-07-01 09:00 - 11:30", "2027-07-01 12:00 - 13:00"],
    ),
    (
        "free and busy times",
        [
            "\n".join(
                [
                    "BEGIN:VFREEBUSY",
                    "DTSTART:20270701T000000Z",
                    "DTEND:20270801T000000Z",
                    "FREEBUSY;FBTYPE=BUSY:20270701T080000Z/PT1H,20270702T080000Z/20270702T100000Z",
                    "FREEBUSY;FBTYPE=FREE:20270703T080000Z/PT1H",
                    "FREEBUSY:20270704T080000Z/PT1H",
                    "END:VFREEBUSY",
                ]
            )
        ],
        ["2027-07-01 09:00 - 10:00", "2027-07-02 09:00 - 11:00", "2027-07-04 09:00 - 10:00"],
    ),
]

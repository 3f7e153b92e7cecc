"""Files that look real, one of each kind at least: what the fuzzers start from."""

import io
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

from tests.exchange import calendar_samples, ilr_samples
from tests.exchange.test_tables_origins import ORIGINS
from tests.exchange.workbooks import workbook
from tests.standards import skills_england_samples
from tutor_tui.standards.catalogue import DATA

RETURN = ilr_samples.invented_2025_26()

LEARNERS = (
    "Ref,UKPRN,ULN,First name,Last name,Email,Born,Programme,Start date,Planned end,Status,"
    "Status date,Break from,Break return,Employer,Postcode,Mode,Default Assessor,Second tutor,"
    "OTJ planned,OTJ hours,Weekly hours,Last visit,Next visit,Last review,Next review,English,"
    "English date,Maths,Progress,BSL,Support,K1,S3,B2\r\n"
    "T1,10099999,1000000014,Zoë,Müller,zoe@example.org,05/01/1999,ST1379,01/09/2025,31/12/2027,"
    'Active,,1/2/26,2/3/26,"Dale, Vale & Co",LS1 4AP,online,Kit Khan,Bo Lee,400,120:30,37,'
    "02/11/2026 10:00,30/11/2026,1 Sep 2026,46363,L2 achieved,01/07/2026,working,45%,no,plan,"
    "met,submitted,\r\n"
    'A01,,,Sam,"O\'Ray",SAM@example.org,,694,2026-09-01,2027-12-31T00:00:00Z,Withdrawn,'
    '1.11.26,,,Hill School,,workplace,Somebody Else,,"1,234.5",n/a,#N/A,31/02/2026,,,,exempt,'
    ",not started,0,yes,,none,,met\r\n"
).encode()

VISITS = (
    "Visits in November;;;;;;;;\n"
    "Ref;Visit date;Time;Visit end;Length;OTJ minutes;Type;Outcome;Comment\n"
    "T1;03/11/2026;9:00;10:30;90;45;Review;Attended;'=went well\n"
    "T1;30/11/2026;2pm;;1h30;;Teaching;;\n"
    "A01;29/03/2026;01:30;;60 min;;Observation;Cancelled;clocks\n"
    "Total: 3;;;;;;;;\n"
).encode("cp1252")


ANN = ("Ann", "Lee", "ST1379", date(2026, 9, 1), date(2027, 12, 31), (0.45, "0%"), 46350, "met")


@cache
def book() -> bytes:
    """A workbook with dates, shares, a merged title, formulas, a hidden sheet, and a picture."""
    heads = ["Reference", "First name", "Surname", "Programme", "Start", "End date", "Progress"]
    whole = workbook(
        {
            "About": [["Export"]],
            "Learners": [
                ["All learners"],
                [*heads, "Last visit", "K1"],
                *([f"B{n}", *ANN] for n in range(3)),
                ["Total", None, "=SUM(G3:G5)"],
            ],
            "Kept back": [heads],
        },
        hidden=["Kept back"],
        merged=["A1:D1"],
    )
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    return out.getvalue()


def returns() -> list[bytes]:
    """Government returns of three years."""
    years = (ilr_samples.invented_2024_25(), ilr_samples.invented_2026_27())
    return [RETURN, *years]


def tables() -> list[bytes]:
    """Tables of learners and visits, as text and as workbooks."""
    return [LEARNERS, VISITS, book(), *(origin.data for origin in ORIGINS.values())]


def calendars(ours: bytes) -> list[bytes]:
    """Our own visits, one of them moved, and calendars in which much repeats."""
    moved = ours.replace(b"20261201T1", b"20261202T1").replace(b"SEQUENCE:0", b"SEQUENCE:1")
    zone = calendar_samples.ZONE.format(name="Mine")
    others = [event for _, events, _ in calendar_samples.REPEATS for event in events]
    mixed = calendar_samples.calendar(zone, *others).replace(b"Europe/London", b"Mine")
    return [ours, moved, calendar_samples.calendar(*others), mixed]


def standards() -> list[bytes]:
    """A standard in the catalogue's form, one that borrows, and two of Skills England."""
    one = skills_england_samples.standard()
    two = skills_england_samples.as_file(one, skills_england_samples.standard("ST9002", larsCode=0))
    whole = (DATA / "ST0148-1.0.toml").read_bytes()
    for shipped, another in ((b"ST0148", b"ST9148"), (b"lars = 403", b"lars = 9403")):
        whole = whole.replace(shipped, another)
    return [skills_england_samples.as_file(one), two, whole, SMALL]


SMALL = b"""id = "ST9100"
version = "1.0"
name = "Kite flyer"
starts_from = 2024-08-01
level = 3
lars = 9100
months_to_gateway = 14
gateway = ["duration", "english", "ksbs"]
unconfirmed = ["skills"]

[cadence]
min_weeks = 4
max_weeks = 5

[[ksbs]]
code = "K1"
text = "Winds"

[[duties]]
number = 1
text = "Fly kites"
ksbs = ["K1"]

[[skills]]
subject = "english"
level = "2"

[same_as]
methods = 'ST1379-1.2'
grading = 'ST1379-1.2'
"""

BANK_HOLIDAYS = b"""{
  "england-and-wales": {"division": "england-and-wales", "events": [
    {"title": "Good Friday", "date": "2027-03-26", "notes": "", "bunting": false},
    {"title": "The King's visit", "date": "2027-06-11", "notes": "Extra", "bunting": true}
  ]},
  "scotland": {"division": "scotland", "events": [
    {"title": "The King's visit", "date": "2027-06-11", "notes": "", "bunting": true}
  ]}
}
"""

MAPS = b"""{
  "version": 1,
  "aims": {"60350001": {"subject": "english", "level": "2"}, "60350002": null},
  "t_levels": {"ZTLOS006": "TLEVEL-SMS"},
  "tutors": {"t-khan": "kit"},
  "tables": [
    {"name": "college", "headings": ["Ref", "Last name", "Colour"],
     "mapping": {"Ref": "ref", "Last name": "family_name", "Colour": "-", "K1": "K2"}}
  ]
}
"""


def configuration(workspace: Path) -> bytes:
    """A user's configuration file that leads to this workspace."""
    return f"""workspace = "{workspace}"
mouse = "auto"
theme = "textual-dark"

[keys]
record-visit = "r,v"
sort = "ctrl+s"
""".encode()


SETTINGS = b"""{
  "schema": 1,
  "settings": {
    "cadence": {"min_weeks": 4, "max_weeks": 5},
    "kinds_not_counted": ["support"],
    "no_contact_days": 63,
    "ksb_amber_points": 10,
    "ksb_red_points": 25,
    "otj_week_hours": 6,
    "weights": {"overdue": 100.0, "due": 40},
    "network_file_system": false
  }
}
"""

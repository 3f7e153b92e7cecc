"""A whole learner: what is pressed to enter each part of the record, and the command for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One change: the keys, and the command; `visit:DAY` in it is the id of that day's visit."""

    keys: tuple[str, ...]
    command: tuple[str, ...]


def form(*fields: str) -> tuple[str, ...]:
    """Fill in the fields from the first on, and save; where nothing is typed, one stays as it is.

    In a text of several lines Enter begins a line; a choice is made by its first letter.
    """
    keys: list[str] = []
    for field in fields:
        keys += ["enter" if sign == "\n" else sign for sign in field]
        keys.append("tab")
    return (*keys[:-1], "f2")


def said(words: str, *texts: str) -> tuple[str, ...]:
    """A command: plain words, and after them what holds spaces."""
    return (*words.split(), *texts)


NEW = (
    Step(
        (
            "n",
            *form(
                *("R1", "Rhys", "Ford", "", "2026-01-05", "5/4/27", "17/5/2001"),
                *("rhys@ex.org", "Hill School", "LS1 4AP", "", "1000000042", "p"),
            ),
        ),
        said(
            "learner add --ref R1 --given-name Rhys --family-name Ford --standard ST1379"
            " --start 2026-01-05 --planned-end 2027-04-05 --born 2001-05-17"
            " --email rhys@ex.org --mode online --uln 1000000042 --support plan",
            *("--employer", "Hill School", "--postcode", "LS1 4AP"),
        ),
    ),
)

SKILLS = (
    Step(
        ("4", "p", *form("1 may 26", "2026-06-01", "3/7/2026")),
        said(
            "skill set R1 english --component reading=2026-05-01"
            " --component writing=2026-06-01 --component speaking=2026-07-03"
        ),
    ),
    Step(
        ("e", *form("", "", "", "Seen: 104")),
        said("skill set R1 english achieved --evidence", "Seen: 104"),
    ),
    Step(
        ("G", "e", *form("e", "1", "2026-02-02", "GCSE C")),
        said("skill set R1 maths exempt --level 1 --on 2026-02-02 --evidence", "GCSE C"),
    ),
)

DETAILS = (
    Step(
        (
            "e",
            *form(
                *("R1/26", "", "Forde", "", "", "r@ex.org", "w"),
                *("meet.org/r", "wed, mon", "10:30", "fri", "1/12 to 5/12; 20 jan"),
                *("bo", "10 may 27", "12 apr 27"),
                *("12/1/26", "", "", "400", "90", "20", "37", "a", "y", "18/5/2001"),
                *("1000000050", "10000046", "Fair Grades", "3", "6"),
            ),
        ),
        said(
            "learner edit R1 --ref R1/26 --family-name Forde --email r@ex.org"
            " --mode workplace --link meet.org/r --prefers wed,mon"
            " --prefers-at 10:30 --never-on fri"
            " --second-tutor bo --expected-end 2027-05-10 --planned-end 2027-04-12"
            " --start 2026-01-12 --otj-planned 400 --otj-actual 90 --prior-hours 20"
            " --weekly-hours 37 --support assessment --bsl --born 2001-05-18 --uln 1000000050"
            " --ukprn 10000046 --min-weeks 3 --max-weeks 6 --organisation",
            *("Fair Grades", "--away", "2026-12-01 to 2026-12-05; 2027-01-20"),
        ),
    ),
)

BREAK = (
    Step(
        ("p", *form("2026-03-02")),
        said("learner break R1/26 --from 2026-03-02"),
    ),
    Step(
        ("p", *form("", "2026-04-13")),
        said("learner break R1/26 --from 2026-03-02 --to 2026-04-13"),
    ),
    Step(
        ("p", *form("2026-12-21", "2027-01-04")),
        said("learner break R1/26 --from 2026-12-21 --to 2027-01-04"),
    ),
)

NOTE = "Unit 3 read.\nMore next."

VISITS = (
    Step(
        ("2", "b", *form("8 dec", "10:00", "45", "w", "r", "l", "a")),
        said(
            "visit book R1/26 --at 2026-12-08T10:00 --minutes 45 --mode workplace --fixed"
            " --kind review --overlap"
        ),
    ),
    Step(
        ("m", *form("9 dec", "2pm", "90", "", "a")),
        said("visit move visit:2026-12-08 --to 2026-12-09T14:00 --minutes 90 --overlap"),
    ),
    Step(
        (
            *("1", "v"),
            *form(
                *("", "60", "45", "k6, S8", "k7 s2", "read by 12 dec; employer: witness"),
                *(NOTE, "16 dec 11:00", "9 nov", "10.15"),
            ),
            "escape",
        ),
        said(
            "visit record R1/26 --on 2026-11-09T10:15 --outcome attended --kind teaching"
            " --minutes 60 --otj-minutes 45"
            " --ksb K6=met --ksb S8=met --ksb K7=submitted --ksb S2=submitted"
            " --next 2026-12-16T11:00",
            *("--action", "read by 12 dec; employer: witness", "--note", NOTE),
        ),
    ),
    Step(
        (
            "v",
            *form(*("", "30", "", "", "", "", "", "", "16 nov", "", "r", "learner t")),
            "escape",
        ),
        said(
            "visit record R1/26 --on 2026-11-16 --outcome attended --kind review --minutes 30"
            " --signed learner,tutor"
        ),
    ),
    Step(
        (
            *("v", *form("", "", "", "", "", "", "", "", "17 aug", "", "r")[:-1]),
            *("tab", "delete", "f2", "escape"),  # no review is recorded with it
        ),
        said("visit record R1/26 --on 2026-08-17 --outcome attended --kind review"),
    ),
    Step(
        (
            "v",
            *form("n", "", "", "", "", "", "Ill", "", "20 nov"),
            "escape",
        ),
        said(
            "visit record R1/26 --on 2026-11-20 --outcome not_attended --kind teaching --note Ill"
        ),
    ),
    Step(
        (
            *("2", "G", "k", "e"),
            *form("", "55", "40", "", "o", "w", "Room 4", "ex.org/4"),
        ),
        said(
            "visit edit visit:2026-11-09 --minutes 55 --otj-minutes 40 --kind observation"
            " --mode workplace --link ex.org/4 --location",
            "Room 4",
        ),
    ),
    Step(
        ("g", "c", *form("l", "Exam that day")),
        said("visit cancel visit:2026-12-16 --by learner --why", "Exam that day"),
    ),
)

KSBS = (
    Step(("3", "space", "space", "m"), said("ksb set R1/26 K1=met K2=met")),
    Step(("G", "space", "k", "space", "s"), said("ksb set R1/26 B4=submitted B5=submitted")),
    Step(
        ("t", *form("k9 b1", "s1,s3", "k2", "-3")),
        said("ksb set R1/26 K9=met B1=met S1=submitted S3=submitted K2=none --on 2026-11-27"),
    ),
)

HOURS = (
    Step(
        ("5", "n", *form("1h30", "Shadowing", "2026-11-02")),
        said("hours add R1/26 --hours 1.5 --what Shadowing --on 2026-11-02"),
    ),
    Step(
        ("n", *form("6:30", "At college", "-4", "p")),
        said(
            "hours add R1/26 --minutes 390 --on 2026-11-26 --placement --what",
            "At college",
        ),
    ),
    Step(("n", *form("50")), said("hours add R1/26 --minutes 50")),
    Step(
        ("g", "j", "j", "j", "e", *form("7h", "", "-5")),
        said("hours edit R1/26", "At college", "--hours", "7", "--on", "2026-11-25"),
    ),
    Step(("k", "r"), said("hours drop R1/26 --on 2026-11-30")),
    Step(
        ("p", *"12", "down", *"10", "f2"),
        said("hours plan R1/26 2026-01=12 2026-02=10"),
    ),
)

REVIEWS = (
    Step(
        ("6", "j", "s", *form("", "t l", "Short.")),
        said("review record R1/26 --on 2026-08-17 --signed learner,tutor --note Short."),
    ),
    Step(
        ("n", *form("2026-08-03", "l e", "Good.\nMore maths.")),
        said(
            "review record R1/26 --on 2026-08-03 --signed learner,employer --note",
            "Good.\nMore maths.",
        ),
    ),
    Step(
        ("G", "k", "k", "k", "s", *form("t", "10 aug")),
        said("review sign R1/26 --by tutor --on 2026-08-10 --review 2026-08-03"),
    ),
    Step(
        ("e", *form(" Yes.", "", "e")),
        said(
            "review edit R1/26 2026-08-03 --unsign employer --note",
            "Good. Yes.\nMore maths.",
        ),
    ),
    Step(("n", *form("2026-05-04")), said("review record R1/26 --on 2026-05-04")),
    Step(("g", "j", "j", "j", "j", "r"), said("review drop R1/26 --on 2026-05-04")),
    Step(
        ("a", *form("Send link", "t", "+14", "23 nov")),
        said(
            "action add R1/26 --owner tutor --due 2026-12-14 --on 2026-11-23 --text",
            "Send link",
        ),
    ),
    Step(
        ("G", "e", *form("Testimony", "e", "4 jan")),
        said(
            "action edit R1/26 --due 2027-01-04 --owner employer --text",
            *("Testimony", "witness"),
        ),
    ),
    Step(("k", "D", *form("26 nov")), said("action done R1/26 link --on 2026-11-26")),
    Step(("G", "k", "k", "d"), said("action done R1/26 read")),
    Step(("a", *form("Nothing")), said("action add R1/26 --text Nothing")),
    Step(("G", "k", "k", "r"), said("action drop R1/26 Nothing")),
)

GATEWAY = (
    Step(("7", "j", "d"), said("gateway set R1/26 employer done")),
    Step(("j", "D", *form("d", "27 nov")), said("gateway set R1/26 ready done --on 2026-11-27")),
    Step(("j", "n"), said("gateway set R1/26 english not_needed")),
    Step(("j", "d"), said("gateway set R1/26 maths done")),
    Step(("o",), said("gateway set R1/26 maths open")),
    Step(
        ("G", "a", *form("6 jul 27")),
        said("assessment book R1/26 discussion --on 2027-07-06"),
    ),
    Step(
        ("a", *form("2027-07-07")),
        said("assessment book R1/26 discussion --on 2027-07-07"),
    ),
    Step(
        ("k", "e", *form("f", "20 nov", "Too long")),
        said(
            "assessment record R1/26 observation --result fail --on 2026-11-20 --note",
            "Too long",
        ),
    ),
    Step(("e", *form("p")), said("assessment record R1/26 observation --result pass")),
    Step(("r",), said("assessment drop R1/26 observation")),
)

EVIDENCE = (
    Step(
        ("8", "n", *form("A session", "k10 s9", "r", "12 oct", "p.org/1")),
        said(
            "evidence add R1/26 --ksb k10,s9 --kind recording --on 2026-10-12"
            " --link p.org/1 --title",
            "A session",
        ),
    ),
    Step(("a",), said("evidence accept R1/26", "A session")),
    Step(
        ("n", *form("A plan", "K11", "rr")),
        said("evidence add R1/26 --ksb K11 --kind reflection --title", "A plan"),
    ),
    Step(("g", "s"), said("evidence return R1/26", "A plan")),
    Step(
        ("n", *form("A letter", "b2,b3", "t", "20 nov")),
        said("evidence add R1/26 --ksb b2,b3 --kind testimony --on 2026-11-20 --title", "A letter"),
    ),
    Step(
        ("g", "D", *form("a", "24 nov")),
        said("evidence accept R1/26 --on 2026-11-24", "A letter"),
    ),
    Step(
        ("n", *form("Slides", "k12", "", "23 nov", "", "a")),
        said("evidence add R1/26 --ksb k12 --on 2026-11-23 --accepted --title", "Slides"),
    ),
    Step(
        ("G", "e", *form("A film", "k10 s9 s10", "", "13 oct")),
        said(
            "evidence edit R1/26 --ksb k10,s9,s10 --on 2026-10-13 --title",
            *("A film", "A session"),
        ),
    ),
    Step(("n", *form("Twice", "k13")), said("evidence add R1/26 --ksb k13 --title Twice")),
    Step(("g", "r"), said("evidence drop R1/26 Twice")),
)

NOTES = (
    Step(
        ("9", "n", *form("Money.\n\nAsk in January.", "", "27 nov")),
        said(
            "note add R1/26 --on 2026-11-27 --text",
            "Money.\n\nAsk in January.",
        ),
    ),
    Step(
        ("n", *form("Enjoys it,\nsays so.", "s")),
        said("note add R1/26 --shareable --text", "Enjoys it,\nsays so."),
    ),
    Step(
        ("G", "e", *form(" Rent.")),
        said("note edit R1/26 Money --text", "Money. Rent.\n\nAsk in January."),
    ),
    Step(("n", *form("Nothing")), said("note add R1/26 --text Nothing")),
    Step(("g", "r"), said("note drop R1/26 Nothing")),
    Step(
        ("c", *form("e", "Max Orr", "max@ex.org", "0113 4")),
        said(
            "contact set R1/26 employer --email max@ex.org",
            *("--name", "Max Orr", "--phone", "0113 4"),
        ),
    ),
    Step(("c", *form("m", "Una Bell")), said("contact set R1/26 mentor --name", "Una Bell")),
    Step(
        ("g", "j", "e", *form("", "", "una@ex.org")),
        said("contact set R1/26 mentor --email una@ex.org"),
    ),
    Step(("c", *form("o", "Nobody")), said("contact set R1/26 other --name Nobody")),
    Step(("g", "j", "j", "r"), said("contact drop R1/26 other")),
)

STATUS = (
    Step(
        ("s", *form("g", "27 nov")),
        said("learner status R1/26 gateway --on 2026-11-27"),
    ),
)

SECTIONS = {
    "a new learner": NEW,
    "functional skills": SKILLS,
    "details": DETAILS,
    "breaks": BREAK,
    "visits": VISITS,
    "KSBs": KSBS,
    "hours": HOURS,
    "reviews and actions": REVIEWS,
    "gateway and assessment": GATEWAY,
    "evidence": EVIDENCE,
    "notes and contacts": NOTES,
    "status": STATUS,
}
"""One after the other they are everything the record of one learner can hold.

All but the first are entered from the overview of the record.
"""

LEARNER_BY_POINTS = Step(
    (),
    said(
        "learner add --ref P1 --given-name Pat --family-name Lowe --standard ST0148"
        " --start 2023-01-09 --planned-end 2024-04-05"
    ),
)
POINTS = (
    Step(
        ("7", "G", "k", "e", *form("", "50", "20 nov")),
        said("assessment record P1 observation --points 50 --on 2026-11-20"),
    ),
    Step(("j", "e", *form("p", "30")), said("assessment record P1 disc --points 30 --result pass")),
)
"""What a programme holds whose assessment is marked by points."""

"""A whole learner entered by commands, as a tutor would."""

from tests.cli.desk import Desk

WHO = ("--given-name", "Rhys", "--family-name", "Ford", "--standard", "ST1379")
DATES = ("--start", "2026-01-05", "--planned-end", "2027-06-30", "--born", "2001-05-17")


def enter(desk: Desk) -> None:
    """From the first day to the first attempt at the end-point assessment."""
    desk(
        *("learner", "add", "--ref", "R1", *WHO, *DATES, "--employer", "Acme", "--tutor", "khan"),
        *("--otj-planned", "400", "--prior-hours", "20", "--weekly-hours", "37"),
        *("--prefers", "wed,mon", "--needs", "plan", "--organisation", "Fair Grades"),
        *("--second-tutor", "bo"),
    )
    desk("contact", "set", "R1", "employer", "--name", "Max Orr", "--email", "max@example.org")
    desk("contact", "set", "R1", "employer", "--phone", "0113 496 0000")
    desk("contact", "set", "R1", "mentor", "--name", "Una Bell")
    desk("hours", "plan", "R1", "2026-09=12", "2026-10=10")
    desk("hours", "add", "R1", "--hours", "1.5", "--what", "Shadowing", "--on", "2026-11-02")
    desk("hours", "add", "R1", "--minutes", "50")
    desk("visit", "record", "R1", "--on", "2026-11-02", "--outcome", "attended")
    desk("evidence", "add", "R1", "--title", "A session on film", "--ksb", "k6,S8")
    desk("evidence", "add", "R1", "--title", "A plan", "--kind", "reflection", "--ksb", "K9")
    desk("evidence", "accept", "R1", "on film")
    desk("evidence", "return", "R1", "a plan")
    desk("review", "record", "R1", "--on", "2026-09-28", "--signed", "learner,tutor")
    desk("review", "sign", "R1", "--by", "employer", "--on", "2026-10-05")
    desk("review", "record", "R1", "--on", "2026-11-16", "--signed", "tutor", "--note", "Well.")
    desk("action", "add", "R1", "--text", "Read unit 4", "--due", "2026-12-01")
    desk(
        *("action", "add", "R1", "--text", "Book the exam", "--owner", "tutor"),
        *("--due", "2026-11-20", "--on", "2026-11-02"),
    )
    desk("action", "done", "R1", "exam", "--on", "2026-11-21")
    desk("skill", "set", "R1", "english", "working_towards")
    desk(
        *("skill", "set", "R1", "english", "--component", "reading=2026-05-01"),
        *("--component", "writing=2026-06-01"),
    )
    desk("note", "add", "R1", "--text", "Worries about money")
    desk("note", "add", "R1", "--text", "Enjoys mentoring", "--shareable")
    desk("assessment", "record", "R1", "observation", "--on", "2026-11-20", "--result", "fail")
    desk("assessment", "book", "R1", "observation", "--on", "2027-07-06")

"""What the columns of a table may hold: the fields, how each is read, and by which headings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tutor_tui.model.learner import KsbState, SkillState

TableKind = Literal["learners", "visits"]
"""A row is a learner, or one visit to a learner."""

Reading = Literal[
    "text", "uln", "date", "time", "length", "hours", "percent", "word", "flag", "skill", "ksb"
]
"""How the cells of a field are read; `length` is in minutes, `hours` in whole hours."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is read, and the headings it goes by, the best known first.

    Headings are compared without case, spaces and punctuation; the name itself is always one.
    `also` are headings of another field that give this one where no other column does.
    """

    name: str
    reading: Reading
    headings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


_WHO = (
    Field(
        "ref",
        "text",
        (
            "Learner reference number",
            "LearnRefNumber",
            "Learner reference",
            "Learner ref",
            "Reference number",
            "Reference",
            "LSC_ULIN",
            "Person Code",
            "Learner ID",
        ),
    ),
    Field("ukprn", "text", ("UKPRN", "Provider UKPRN", "UK provider reference number")),
    Field(
        "uln", "uln", ("ULN", "Unique learner number", "MIAP_ULN", "Unique learner number (ULN)")
    ),
    Field(
        "email",
        "text",
        ("Email", "Email address", "Learner email", "Learner email address", "E-mail"),
    ),
    Field(
        "given_name", "text", ("First name", "Given name", "Given names", "Forename", "Forenames")
    ),
    Field("family_name", "text", ("Last name", "Family name", "Surname")),
    Field(
        "name",
        "text",
        ("Learner", "Learner name", "Full name", "Apprentice", "Apprentice name", "Name"),
    ),
    Field(
        "tutor",
        "text",
        (
            "Tutor",
            "Default Assessor",
            "Assessor",
            "Training Adviser",
            "Training Advisor",
            "Trainer",
            "Coach",
            "Skills coach",
            "Case owner",
        ),
    ),
    Field("mode", "word", ("Mode", "Delivery mode", "Visit mode")),
)

LEARNER_FIELDS = (
    *_WHO,
    Field("born", "date", ("Date of birth", "Birth date", "DOB")),
    Field(
        "start",
        "date",
        (
            "Original start date",
            "Original start",
            "Start date",
            "Programme start date",
            "Learning start date",
        ),
    ),
    Field(
        "planned_end",
        "date",
        ("Planned end date", "Planned end", "End date"),
        also=("Expected end date", "Expected end"),
    ),
    Field(
        "expected_end",
        "date",
        (
            "Forecast end date",
            "Forecast end",
            "Revised end date",
            "Expected end date",
            "Expected end",
        ),
    ),
    Field(
        "standard",
        "text",
        (
            "Apprentice standard",
            "Apprenticeship standard",
            "Standard",
            "Programme",
            "Programme name",
            "Apprenticeship",
            "Standard code",
            "LARS code",
        ),
    ),
    Field("version", "text", ("Standard version",)),
    Field("second_tutor", "text", ("Second tutor", "Co-tutor")),
    Field("employer", "text", ("Employer", "Employer name", "Placement", "Company", "Workplace")),
    Field(
        "postcode",
        "text",
        ("Postcode", "Delivery postcode", "Workplace postcode", "Employer postcode", "Post code"),
    ),
    Field("link", "text", ("Online link", "Meeting link")),
    Field(
        "organisation",
        "text",
        ("Assessment organisation", "End-point assessment organisation", "EPAO"),
    ),
    Field("support", "word", ("Support", "EHCP or assessment")),
    Field("bsl", "flag", ("British Sign Language", "BSL")),
    Field("status", "word", ("Status", "Learner status", "Programme status", "Learning status")),
    Field(
        "status_date",
        "date",
        (
            "Status date",
            "Status from",
            "Actual end date",
            "Completion date",
            "Withdrawal date",
            "Leaving date",
        ),
    ),
    Field(
        "break_start",
        "date",
        ("Break start", "Break start date", "Break from", "Break in learning start", "BIL start"),
    ),
    Field(
        "break_end",
        "date",
        (
            "Break end",
            "Break end date",
            "Break return",
            "Return from break",
            "Return date",
            "Break in learning end",
            "BIL end",
        ),
    ),
    Field(
        "otj_planned",
        "hours",
        (
            "Planned hours",
            "Planned off-the-job hours",
            "Off-the-job hours planned",
            "OTJ planned",
            "OTJ hours planned",
            "Planned OTJ hours",
            "OTJ target",
            "Required OTJ hours",
            "PHours",
        ),
    ),
    Field(
        "otj_actual",
        "hours",
        (
            "Actual hours",
            "Actual off-the-job hours",
            "Off-the-job hours",
            "Off-the-job hours actual",
            "OTJ actual",
            "OTJ hours actual",
            "Actual OTJ hours",
            "OTJ hours completed",
            "OTJ hours logged",
            "OTJ hours",
            "OTJActHours",
        ),
    ),
    Field(
        "prior_hours",
        "hours",
        ("Prior learning hours", "Hours removed for prior learning", "RPL hours"),
    ),
    Field(
        "weekly_hours",
        "hours",
        ("Weekly hours", "Hours per week", "Hours worked per week", "Contracted hours"),
    ),
    Field(
        "progress",
        "percent",
        (
            "Learning Plan Progress",
            "Progress",
            "Progress %",
            "% complete",
            "Percentage complete",
            "Overall progress",
            "Actual progress",
        ),
    ),
    Field(
        "last_visit", "date", ("Last visit", "Last visit date", "Date of last visit", "Last seen")
    ),
    Field("next_visit", "date", ("Next visit", "Next visit date", "Date of next visit")),
    Field(
        "last_review",
        "date",
        ("Last review", "Last review date", "Last progress review", "Date of last review"),
    ),
    Field(
        "next_review",
        "date",
        ("Next review", "Next review date", "Next progress review", "Date of next review"),
    ),
    Field(
        "english", "skill", ("English", "FS English", "Functional Skills English", "English status")
    ),
    Field(
        "maths", "skill", ("Maths", "FS Maths", "Functional Skills Maths", "Maths status", "Math")
    ),
    Field("ict", "skill", ("ICT", "FS ICT", "Functional Skills ICT", "ICT status")),
    Field("safeguarding", "skill", ("Safeguarding", "Safeguarding status")),
    Field("english_date", "date", ("English date", "English achieved", "English exam date")),
    Field("maths_date", "date", ("Maths date", "Maths achieved", "Maths exam date")),
    Field("ict_date", "date", ("ICT date", "ICT achieved")),
    Field("safeguarding_date", "date", ("Safeguarding date", "Safeguarding achieved")),
)

VISIT_FIELDS = (
    *_WHO,
    Field(
        "visit_date",
        "date",
        (
            "Visit date",
            "Date of visit",
            "Session date",
            "Date of session",
            "Meeting date",
            "Appointment date",
            "Visited on",
            "Date",
        ),
    ),
    Field("visit_time", "time", ("Visit time", "Time", "Start time", "Start", "Time from")),
    Field("visit_end", "time", ("End time", "End", "Finish time", "Finish", "Time to")),
    Field("minutes", "length", ("Minutes", "Duration", "Length", "Duration (minutes)", "Mins")),
    Field(
        "otj_minutes",
        "length",
        ("Off-the-job minutes", "OTJ minutes", "Off-the-job", "OTJ", "Minutes off the job"),
    ),
    Field(
        "visit_kind",
        "word",
        ("Visit kind", "Kind", "Visit type", "Type", "Session type", "Type of visit"),
    ),
    Field(
        "outcome",
        "word",
        ("Outcome", "Visit outcome", "Attendance", "Visit status", "Status", "Attended"),
    ),
    Field("note", "text", ("Note", "Notes", "Comments", "Comment")),
)

FIELDS: Mapping[TableKind, Mapping[str, Field]] = {
    "learners": {field.name: field for field in LEARNER_FIELDS},
    "visits": {field.name: field for field in VISIT_FIELDS},
}

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": {
        "on_programme": (
            *("on programme", "on program", "active", "in learning", "continuing", "current"),
            *("live", "started", "enrolled", "in progress"),
        ),
        "on_break": ("on break", "break", "break in learning", "bil", "suspended", "paused"),
        "gateway": (
            *("gateway", "past gateway", "in gateway", "through gateway", "at gateway"),
            *("epa", "in epa", "awaiting epa"),
        ),
        "completed": ("completed", "complete", "achieved", "passed"),
        "withdrawn": ("withdrawn", "withdrew", "left", "leaver", "early leaver"),
    },
    "mode": {
        "online": ("online", "remote", "virtual", "teams", "zoom", "video", "on line"),
        "workplace": (
            *("workplace", "face to face", "f2f", "in person", "on site", "onsite", "employer"),
            *("in the workplace", "at the workplace"),
        ),
    },
    "support": {
        "plan": ("plan", "ehcp", "ehc plan", "education health and care plan", "legacy statement"),
        "assessment": ("assessment", "evidence-based assessment"),
        "none": ("none", "no"),
    },
    "visit_kind": {
        "teaching": (
            *("teaching", "visit", "session", "tutorial", "lesson", "workshop", "delivery"),
            *("teaching and learning", "coaching"),
        ),
        "review": (
            "review",
            "progress review",
            "tripartite review",
            "12 week review",
            "tripartite",
        ),
        "induction": ("induction", "enrolment", "onboarding"),
        "observation": ("observation", "observed"),
        "support": ("support", "pastoral", "welfare"),
    },
    "outcome": {
        "booked": ("booked", "planned", "scheduled", "confirmed", "outcome missing"),
        "attended": (
            *("attended", "held", "completed", "complete", "done", "present", "took place", "yes"),
            "y",
        ),
        "not_attended": (
            *("not attended", "did not attend", "dna", "no show", "absent", "missed", "no", "n"),
        ),
        "cancelled": (
            *("cancelled", "canceled", "postponed", "cancelled by tutor", "cancelled by learner"),
        ),
    },
}
"""The words a cell may hold, by field and what they mean; compared as headings are."""

FLAGS: Mapping[bool, tuple[str, ...]] = {
    True: ("yes", "y", "true", "1"),
    False: ("no", "n", "false", "0"),
}

SKILL_WORDS: Mapping[SkillState, tuple[str, ...]] = {
    "decision_needed": ("decision needed", "to be decided"),
    "not_started": ("not started",),
    "working_towards": (
        *("working towards", "in progress", "enrolled", "started", "continuing", "studying"),
    ),
    "booked": ("booked", "exam booked", "test booked"),
    "failed": ("failed", "fail", "resit", "to resit"),
    "achieved": ("achieved", "passed", "pass", "complete", "completed", "gained"),
    "exempt": ("exempt", "exemption", "exempted"),
    "opted_out": ("opted out", "opt out", "declined"),
}

KSB_WORDS: Mapping[KsbState, tuple[str, ...]] = {
    "none": (
        *("none", "not met", "no", "n", "0", "0%", "not started", "gap", "false", "in progress"),
        *("started", "working towards"),
    ),
    "submitted": (
        *("submitted", "pending", "awaiting", "awaiting marking", "partially met", "partly met"),
        *("partial", "mapped", "claimed"),
    ),
    "met": (
        *("met", "achieved", "complete", "completed", "yes", "y", "x", "1", "100%", "true"),
        *("signed off", "accepted", "passed", "pass", "competent"),
    ),
}
"""What is said of a KSB; who is at work on it has submitted nothing yet."""

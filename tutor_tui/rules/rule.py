"""What stands behind a verdict: each rule's sentence, source and dates."""

from datetime import date

from msgspec import Struct

from tutor_tui.model.settings import Settings
from tutor_tui.rules.words import count

PROGRAMME = "Programme guidance for tutors: a visit at least every 4-5 weeks"
STANDARD = "Occupational standard ST1379 and its gateway"
PLAN = "The standard's own assessment plan"
FUNDING = "Apprenticeship funding rules"
MENTOR = "Learning mentor (ST0148), standard and assessment plan"
T_LEVEL = "T Level occupational specialism and the published industry placement"
RECKONING = "This program's own reckoning"
PRACTICE = "Good practice of this program; a setting"


class Rule(Struct, frozen=True, kw_only=True):
    """One rule. `applies_from` and `applies_to` are days, None where open.

    `confirmed` is False where no source we hold confirms the rule; such a rule is shown so.
    """

    id: str
    sentence: str
    source: str
    applies_from: date | None = None
    applies_to: date | None = None
    confirmed: bool = True


def _span(days: int) -> str:
    """Whole weeks as weeks, else days."""
    return count(days, "day") if days % 7 or not days else count(days // 7, "week")


def rules(settings: Settings) -> dict[str, Rule]:
    """Every rule by its id, told with the figures that are set."""
    cadence = settings.cadence
    weeks = count(settings.review_weeks, "week")
    every = (
        Rule(
            id="cadence.window",
            sentence="A learner on programme is seen at least every "
            f"{cadence.min_weeks}-{cadence.max_weeks} weeks, unless the programme or the learner "
            f"has a cadence of their own: the window opens {7 * cadence.min_weeks} and closes "
            f"{7 * cadence.max_weeks} days after the last attended visit that counts, the return "
            "from a break, or the start, whichever is latest.",
            source=PROGRAMME,
        ),
        Rule(
            id="cadence.outcome",
            sentence="A booked visit whose day has passed needs an outcome; until then it counts "
            "neither as attended nor as booked.",
            source=PRACTICE,
        ),
        Rule(
            id="cadence.misses",
            sentence="Two missed visits in a row (not attended, or cancelled by either side) are "
            "a risk. A miss never moves the window.",
            source=PRACTICE,
        ),
        Rule(
            id="cadence.no_contact",
            sentence=f"No attended visit for {_span(settings.no_contact_days)} is a risk.",
            source=PRACTICE,
        ),
        Rule(
            id="cadence.booked_late",
            sentence="A visit booked after the window closes does not keep the cadence.",
            source=PROGRAMME,
        ),
        Rule(
            id="break.return",
            sentence="All clocks stop in a break; the return is chased "
            f"{count(settings.break_return_days, 'day')} before its day.",
            source=FUNDING,
        ),
        Rule(
            id="duration.planned_end",
            sentence="The planned end is fixed; a learner still on programme after it is "
            "past planned end.",
            source=FUNDING,
        ),
        Rule(
            id="skills.level",
            sentence="English and maths at Level 2 before the end-point assessment; Entry Level 3 "
            "is enough with an education, health and care plan or legacy statement, or, since "
            "1 August 2024, a professional's evidence-based assessment. British Sign Language "
            "replaces English for those whose first language it is.",
            source=f"{STANDARD}; {FUNDING}",
        ),
        Rule(
            id="skills.evidence",
            sentence="An exemption holds once evidence of the earlier attainment has been seen.",
            source=FUNDING,
        ),
        Rule(
            id="skills.adult_decision",
            sentence="Aged 19 or over when the apprenticeship first started: English and maths "
            "are needed only where the employer agreed to them, and that decision is recorded.",
            source=FUNDING,
            applies_from=date(2025, 2, 11),
        ),
        Rule(
            id="skills.birth_date",
            sentence="While the date of birth is not known, English and maths are treated as "
            "needed.",
            source=FUNDING,
            applies_from=date(2025, 2, 11),
        ),
        Rule(
            id="skills.programme",
            sentence="The programme itself names this skill among its requirements.",
            source="Learning mentor (ST0148), mandatory requirements",
        ),
        Rule(
            id="skills.components",
            sentence="Functional Skills English has three parts, each passed on its own: reading; "
            "writing; speaking, listening and communicating. English is achieved when all "
            "three are passed. Maths is one result.",
            source=FUNDING,
        ),
        Rule(
            id="ksbs.expected",
            sentence="KSBs expected by now are the share of active days gone (breaks left out) "
            f"of all KSBs; {settings.ksb_amber_points} points behind is amber, "
            f"{settings.ksb_red_points} is red.",
            source=PRACTICE,
        ),
        Rule(
            id="ksbs.gap",
            sentence="A KSB is a gap until its evidence has been accepted; a gap that hangs on "
            "one duty alone is fragile.",
            source=STANDARD,
        ),
        Rule(
            id="ksbs.methods",
            sentence="A KSB is shown under the assessment method that covers it, where a person "
            "has filled in that map; gaps that hang on one duty come first.",
            source=STANDARD,
        ),
        Rule(
            id="reviews.twelve_weeks",
            sentence="For starts to 31 July 2023: a progress review of employer, learner and tutor "
            f"at least every {weeks}. The due day moves on by the days of breaks after the "
            "last review.",
            source=FUNDING,
            applies_to=date(2023, 7, 31),
        ),
        Rule(
            id="reviews.twelve_weeks_unconfirmed",
            sentence="For starts from 1 August 2023 to 31 July 2025: a progress review of "
            f"employer, learner and tutor at least every {weeks}. The wording of those years' "
            "rules is not confirmed; as shipped this is the stricter reading. The due day moves on "
            "by the days of breaks after the last review.",
            source=FUNDING,
            applies_from=date(2023, 8, 1),
            applies_to=date(2025, 7, 31),
            confirmed=False,
        ),
        Rule(
            id="reviews.three_months",
            sentence="For starts from 1 August 2025: a progress review of employer, learner and "
            "tutor at least every three calendar months, by the last day of the third month "
            "after the last review. The due day moves on by the days of breaks after the "
            "last review.",
            source=FUNDING,
            applies_from=date(2025, 8, 1),
        ),
        Rule(
            id="reviews.signatures",
            sentence="A review is complete when learner, employer and tutor have all signed it; "
            "until then the missing signatures are told, and chased from "
            f"{count(settings.unsigned_days, 'day')} after it on.",
            source=FUNDING,
        ),
        Rule(
            id="hours.twenty_percent",
            sentence="For starts to 31 July 2022: off-the-job training for at least "
            f"{settings.otj_percent}% of the hours worked, in every week from the start to the "
            "planned end.",
            source=FUNDING,
            applies_to=date(2022, 7, 31),
        ),
        Rule(
            id="hours.six_a_week",
            sentence="For starts from 1 August 2022 to 31 July 2025: at least "
            f"{count(settings.otj_week_hours, 'hour')} of off-the-job training a week full time, "
            "from the start to the planned end, and never under "
            f"{count(settings.otj_floor_hours, 'hour')}. Under "
            f"{count(settings.full_time_hours, 'hour')} of work a week, taken to be part time, the "
            "minimum is unconfirmed.",
            source=FUNDING,
            applies_from=date(2022, 8, 1),
            applies_to=date(2025, 7, 31),
        ),
        Rule(
            id="hours.published",
            sentence="For starts from 1 August 2025: at least the hours published for the "
            "standard's version, less those for prior learning, and never under "
            f"{count(settings.otj_published_floor_hours, 'hour')}.",
            source=FUNDING,
            applies_from=date(2025, 8, 1),
        ),
        Rule(
            id="hours.expected",
            sentence="Hours expected by now are the share of active days gone (breaks left out) of "
            "the hours planned, or what the learner's own plan by month comes to. Hours "
            "done are the larger of what the return says and what visits and the log add up "
            "to; reviews, English and maths, initial assessment and exams do not count.",
            source=f"{RECKONING}; {FUNDING}",
        ),
        Rule(
            id="gateway.duration",
            sentence="The minimum duration is served: 365 days for starts to 31 July 2025, 8 "
            "months (242 days) after, and the standard's own months to gateway; the later holds.",
            source=f"{FUNDING}; {STANDARD}",
        ),
        Rule(
            id="gateway.employer",
            sentence="The employer confirms work at or above the level of the standard.",
            source=STANDARD,
        ),
        Rule(
            id="gateway.ready",
            sentence="The apprentice confirms being ready for the end-point assessment.",
            source=STANDARD,
        ),
        Rule(
            id="gateway.portfolio",
            sentence="The portfolio of evidence is submitted.",
            source=STANDARD,
        ),
        Rule(
            id="gateway.ksbs",
            sentence="All KSBs are met.",
            source="This program's own check",
        ),
        Rule(
            id="gateway.hours",
            sentence="The hours planned of off-the-job training are reached, or the minimum where "
            "that is more.",
            source=FUNDING,
        ),
        Rule(
            id="gateway.organisation",
            sentence="The assessment organisation is named in the record, or declared.",
            source=FUNDING,
        ),
        Rule(
            id="actions.due",
            sentence="What was agreed to be done by a day is chased once the day has passed.",
            source=PRACTICE,
        ),
        Rule(
            id="gateway.near",
            sentence="Gateway items still open are chased when the gateway is "
            f"{count(settings.gateway_near_days, 'day')} away, or nearer.",
            source=PRACTICE,
        ),
        Rule(
            id="gateway.forecast",
            sentence="The gateway is forecast for the latest of: the day the minimum duration is "
            "served, booked exams, and the days on which KSBs and hours are done at the "
            "pace so far. Without a pace there is no forecast; breaks push it on.",
            source=RECKONING,
        ),
        Rule(
            id="assessment.attempts",
            sentence="Each method's result is that of the last attempt made; every attempt is "
            "kept. A grade is taken from points only where the marks for it are known.",
            source=PLAN,
        ),
        Rule(
            id="assessment.retake",
            sentence="A method that was failed can be taken again; the failed attempt is kept.",
            source=PLAN,
        ),
        Rule(
            id="assessment.grading",
            sentence="The overall grade follows from the methods' grades by the standard's table: "
            "any fail is a fail, two passes a pass, one distinction a merit, two a "
            "distinction. The table is inferred.",
            source=STANDARD,
            confirmed=False,
        ),
        Rule(
            id="assessment.points",
            sentence="Learning mentor: observations 64 points (pass at 54, distinction at 60) and "
            "discussion 36 points; with both passed, 90 or more of 100 is a distinction.",
            source=MENTOR,
        ),
        Rule(
            id="assessment.marks",
            sentence="Points become a grade only by marks that are known. Those of the learning "
            "mentor's discussion are not, so a person gives its grade.",
            source=MENTOR,
            confirmed=False,
        ),
        Rule(
            id="assessment.window",
            sentence="The end-point assessment usually takes the months the standard tells, "
            "counted from the gateway; breaks stop this clock too.",
            source=STANDARD,
        ),
        Rule(
            id="placement.minimum",
            sentence="A T Level's industry placement takes at least 45 days and 315 hours; both "
            "are to be reached.",
            source=T_LEVEL,
        ),
    )
    return {rule.id: rule for rule in every}


RULES = rules(Settings())
"""Every rule by its id, told with the figures as they are shipped."""

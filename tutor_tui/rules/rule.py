"""What stands behind a verdict: each rule's sentence, source and dates."""

from datetime import date

from msgspec import Struct

PROGRAMME = "Programme guidance for tutors: a visit at least every 4-5 weeks"
STANDARD = "Occupational standard ST1379 and its gateway"
FUNDING = "Apprenticeship funding rules"
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


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            id="cadence.window",
            sentence="A learner on programme is seen at least every 4-5 weeks: the window opens "
            "28 and closes 35 days after the last attended visit that counts, the return from "
            "a break, or the start, whichever is latest.",
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
            sentence="No attended visit for nine weeks is a risk.",
            source=PRACTICE,
        ),
        Rule(
            id="cadence.booked_late",
            sentence="A visit booked after the window closes does not keep the cadence.",
            source=PROGRAMME,
        ),
        Rule(
            id="break.return",
            sentence="All clocks stop in a break; the return is chased 14 days before its day.",
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
            id="ksbs.expected",
            sentence="KSBs expected by now are the share of active days gone (breaks left out) "
            "of all KSBs; 10 points behind is amber, 25 is red.",
            source=PRACTICE,
        ),
        Rule(
            id="ksbs.gap",
            sentence="A KSB is a gap until its evidence has been accepted; a gap that hangs on "
            "one duty alone is fragile.",
            source=STANDARD,
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
            sentence="The minimum of off-the-job training is reached.",
            source=FUNDING,
        ),
        Rule(
            id="gateway.organisation",
            sentence="The assessment organisation is named.",
            source=FUNDING,
        ),
        Rule(
            id="gateway.near",
            sentence="Gateway items still open when the gateway is near are chased.",
            source=PRACTICE,
        ),
    )
}
"""Every rule by its id."""

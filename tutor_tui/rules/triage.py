"""Whom to see next and why: every verdict of a learner, summed up in one urgency."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter

from msgspec import Struct

from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.assessment import AssessmentVerdict, assessment
from tutor_tui.rules.cadence import CadenceVerdict, cadence
from tutor_tui.rules.forecast import ForecastVerdict, forecast
from tutor_tui.rules.gateway import GatewayVerdict, gateway, gateway_date
from tutor_tui.rules.hours import HoursVerdict, hours
from tutor_tui.rules.ksbs import KsbVerdict, ksbs
from tutor_tui.rules.reviews import ReviewVerdict, reviews
from tutor_tui.rules.skills import BSL, SkillVerdict, skills
from tutor_tui.rules.status import StatusOn, current_break, status
from tutor_tui.rules.words import count, day, listing

SUBJECT_NAMES = {"english": "English", "maths": "maths", "ict": "ICT"}


class Reason(Struct, frozen=True, kw_only=True):
    """Why a learner stands where they do: a sentence, what it adds, and the rule behind it."""

    code: str
    text: str
    weight: float
    rule: str


class Verdict(Struct, frozen=True, kw_only=True):
    """Everything the rules say of one learner on one day."""

    learner: Learner
    standard: Standard
    status: StatusOn
    cadence: CadenceVerdict
    skills: tuple[SkillVerdict, ...]
    ksbs: KsbVerdict
    gateway: GatewayVerdict
    reviews: ReviewVerdict
    hours: HoursVerdict
    reasons: tuple[Reason, ...]
    urgency: float
    visits: tuple[Visit, ...]
    settings: Settings
    today: date

    @property
    def assessment(self) -> AssessmentVerdict:
        """The end-point assessment; worked out when it is asked for, as few are at it."""
        return assessment(self.learner, self.standard, self.today)

    @property
    def forecast(self) -> ForecastVerdict:
        """When the gateway falls; worked out when it is asked for, since no list shows it."""
        return forecast(self.learner, self.visits, self.standard, self.settings, self.today)


def assess(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> Verdict:
    """Apply every rule to one learner; the visits may be in any order."""
    skill_verdicts = skills(learner, standard, today)
    ksb_verdict = ksbs(learner, standard, settings, today)
    hours_verdict = hours(learner, visits, standard, settings, today)
    parts = _Parts(
        learner=learner,
        status=status(learner, today),
        cadence=cadence(learner, visits, standard, settings, today),
        skills=skill_verdicts,
        ksbs=ksb_verdict,
        gateway=gateway(learner, standard, skill_verdicts, ksb_verdict, hours_verdict, today),
        reviews=reviews(learner, visits, standard, settings, today),
        hours=hours_verdict,
        standard=standard,
        settings=settings,
        today=today,
    )
    # sorted() is stable: reasons of equal weight keep the order they are told in
    reasons = tuple(sorted(_reasons(parts), key=lambda reason: -reason.weight))
    return Verdict(
        learner=learner,
        standard=standard,
        status=parts.status,
        cadence=parts.cadence,
        skills=parts.skills,
        ksbs=parts.ksbs,
        gateway=parts.gateway,
        reviews=parts.reviews,
        hours=parts.hours,
        reasons=reasons,
        urgency=round(sum((reason.weight for reason in reasons), 0.0), 1),
        # in one order, so that the same visits give the same verdict
        visits=tuple(sorted(visits, key=attrgetter("id"))),
        settings=settings,
        today=today,
    )


def rank(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Most urgent first, then by the window's close, family name and id.

    Completed and withdrawn learners are left out.
    """
    shown = [v for v in verdicts if v.status not in ("completed", "withdrawn")]
    return sorted(
        shown,
        key=lambda v: (
            -v.urgency,
            v.cadence.closes or date.max,
            v.learner.family_name.casefold(),
            v.learner.id,
        ),
    )


class _Parts(Struct, frozen=True, kw_only=True):
    """What the reasons are told from."""

    learner: Learner
    status: StatusOn
    cadence: CadenceVerdict
    skills: tuple[SkillVerdict, ...]
    ksbs: KsbVerdict
    gateway: GatewayVerdict
    reviews: ReviewVerdict
    hours: HoursVerdict
    standard: Standard
    settings: Settings
    today: date


def _reasons(parts: _Parts) -> list[Reason]:
    if parts.status in ("completed", "withdrawn"):
        return []
    reasons = [*_outcome_reasons(parts)]
    if parts.status == "on_break":
        return reasons + _break_reasons(parts)
    if parts.cadence.state == "not_started":
        return reasons
    reasons += _cadence_reasons(parts)
    if parts.status == "on_programme":
        reasons += _progress_reasons(parts)
        reasons += _review_reasons(parts)
    if parts.status == "gateway":
        reasons += _assessment_reasons(parts)
    reasons += _action_reasons(parts)
    return reasons


def _outcome_reasons(parts: _Parts) -> list[Reason]:
    missing = parts.cadence.missing
    if not missing:
        return []
    days = [day(visit.date, parts.today) for visit in missing[:3]]
    if len(missing) > 3:
        days.append(f"{len(missing) - 3} more")
    visits = "the visit" if len(missing) == 1 else "visits"
    text = f"No outcome recorded for {visits} of {listing(days)}"
    weight = parts.settings.weights.outcome_missing
    return [Reason(code="outcome_missing", text=text, weight=weight, rule="cadence.outcome")]


def _break_reasons(parts: _Parts) -> list[Reason]:
    pause = current_break(parts.learner, parts.today)
    if pause is None or pause.end is None:
        return []
    left = (pause.end - parts.today).days
    if left > parts.settings.break_return_days:
        return []
    text = f"Returns from a break on {day(pause.end, parts.today)}: arrange the first visit"
    weight = parts.settings.weights.break_return
    return [Reason(code="break_return", text=text, weight=weight, rule="break.return")]


def _cadence_reasons(parts: _Parts) -> list[Reason]:
    verdict, weights, today = parts.cadence, parts.settings.weights, parts.today
    if verdict.anchor is None or verdict.opens is None or verdict.closes is None:
        return []
    booking = verdict.next_visit
    reasons = []
    if verdict.state == "overdue":
        seen = f"Last seen {day(verdict.last_visit, today)}" if verdict.last_visit else "Never seen"
        booked = f"booked {day(booking.date, today)}" if booking else "nothing booked"
        reasons.append(
            Reason(
                code="overdue",
                text=f"{seen}, {booked}: {count(verdict.days_overdue, 'day')} overdue",
                weight=weights.overdue + weights.overdue_day * verdict.days_overdue,
                rule="cadence.window",
            )
        )
    elif verdict.state == "due":
        reasons.append(
            Reason(
                code="due",
                text=f"Nothing booked in time, due by {day(verdict.closes, today)}",
                weight=weights.due + weights.due_day * _last_week(verdict, today),
                rule="cadence.window",
            )
        )
    if verdict.state in ("overdue", "due") and booking is None:
        reasons.append(
            Reason(
                code="no_booking",
                text="No visit is booked",
                weight=weights.no_booking,
                rule="cadence.window",
            )
        )
    if verdict.booked_late and booking and verdict.state != "overdue":
        reasons.append(
            Reason(
                code="booked_late",
                text=f"Booked for {day(booking.date, today)}, after the window closes on "
                f"{day(verdict.closes, today)}",
                weight=weights.booked_late,
                rule="cadence.booked_late",
            )
        )
    if verdict.misses >= 2:
        reasons.append(
            Reason(
                code="two_misses",
                text=f"Missed the last {verdict.misses} visits",
                weight=weights.two_misses,
                rule="cadence.misses",
            )
        )
    silent = (today - verdict.anchor).days
    if silent >= parts.settings.no_contact_days:
        reasons.append(
            Reason(
                code="no_contact",
                text=f"No contact for {silent // 7} weeks, since {day(verdict.anchor, today)}",
                weight=weights.no_contact,
                rule="cadence.no_contact",
            )
        )
    return reasons


def _last_week(verdict: CadenceVerdict, today: date) -> int:
    """Days of the open window gone, of its last week at most.

    A window of many weeks must not come to weigh more than one that has closed.
    """
    if verdict.opens is None or verdict.closes is None:
        return 0
    return max((today - max(verdict.opens, verdict.closes - timedelta(days=7))).days, 0)


def _progress_reasons(parts: _Parts) -> list[Reason]:
    weights, today = parts.settings.weights, parts.today
    reasons = []
    if today > parts.learner.planned_end:
        late = (today - parts.learner.planned_end).days
        reasons.append(
            Reason(
                code="past_planned_end",
                text=f"Past planned end by {count(late, 'day')} "
                f"({day(parts.learner.planned_end, today)})",
                weight=weights.past_planned_end,
                rule="duration.planned_end",
            )
        )
    left = (gateway_date(parts.learner) - today).days
    reasons += _skill_reasons(parts, left)
    if parts.ksbs.pace != "on_track":
        far = parts.ksbs.pace == "far_behind"
        reasons.append(
            Reason(
                code="ksbs_far_behind" if far else "ksbs_behind",
                text=f"KSBs {'far ' if far else ''}behind: {parts.ksbs.met} met, "
                f"{parts.ksbs.expected} expected by now",
                weight=weights.ksbs_far_behind if far else weights.ksbs_behind,
                rule="ksbs.expected",
            )
        )
    hours_verdict = parts.hours
    if hours_verdict.behind and hours_verdict.planned:
        points = 100 * hours_verdict.behind // hours_verdict.planned
        if points >= parts.settings.hours_behind_points:
            reasons.append(
                Reason(
                    code="hours_behind",
                    text=f"Off-the-job: {hours_verdict.text}",
                    weight=weights.hours_behind,
                    rule=hours_verdict.rule,
                )
            )
    blockers = [item.label for item in parts.gateway.items if item.state == "open"]
    if blockers and left <= parts.settings.gateway_near_days:
        when = day(gateway_date(parts.learner), today)
        reasons.append(
            Reason(
                code="gateway_blocker",
                text=f"Gateway {'was planned' if left < 0 else 'planned'} for {when}: "
                f"{count(len(blockers), 'item')} open ({', '.join(blockers)})",
                weight=weights.gateway_blocker,
                rule="gateway.near",
            )
        )
    return reasons


def _review_reasons(parts: _Parts) -> list[Reason]:
    verdict, weights, today = parts.reviews, parts.settings.weights, parts.today
    reasons = []
    if verdict.days_overdue:
        reasons.append(
            Reason(
                code="review_overdue",
                text=verdict.text,
                weight=weights.review_overdue,
                rule=verdict.rule,
            )
        )
    elif verdict.due and (verdict.due - today).days <= parts.settings.review_near_days:
        in_time = verdict.booked is not None and verdict.booked <= verdict.due
        if not in_time:
            reasons.append(
                Reason(
                    code="review_due",
                    text=f"{verdict.text}: none is booked",
                    weight=weights.review_due,
                    rule=verdict.rule,
                )
            )
    late = [one for one in verdict.unsigned if one.age_days >= parts.settings.unsigned_days]
    if late:
        more = f", and {count(len(late) - 1, 'review')} more" if len(late) > 1 else ""
        reasons.append(
            Reason(
                code="review_unsigned",
                text=f"{late[0].text}{more}",
                weight=weights.review_unsigned,
                rule=late[0].rule,
            )
        )
    return reasons


def _assessment_reasons(parts: _Parts) -> list[Reason]:
    """What is ahead in the end-point assessment, or must be taken again."""
    verdict = assessment(parts.learner, parts.standard, parts.today)
    weights, today = parts.settings.weights, parts.today
    near = [
        f"{method.name} on {day(method.booked, today)}"
        for method in verdict.methods
        if method.booked and (method.booked - today).days <= parts.settings.assessment_near_days
    ]
    again = [one for one in verdict.methods if one.retake and one.booked is None]
    reasons = []
    if near:
        reasons.append(
            Reason(
                code="assessment_near",
                text="; ".join(near),
                weight=weights.assessment_near,
                rule="assessment.attempts",
            )
        )
    if again:
        reasons.append(
            Reason(
                code="assessment_retake",
                text="; ".join(f"{method.name} {method.text}" for method in again),
                weight=weights.assessment_retake,
                rule=again[0].rule,
            )
        )
    return reasons


def _action_reasons(parts: _Parts) -> list[Reason]:
    today = parts.today
    late = sorted(
        ((one.due, one) for one in parts.learner.actions.values() if one.due and one.due < today),
        key=lambda found: found[0],
    )
    if not late:
        return []
    due, action = late[0]
    more = f", and {count(len(late) - 1, 'action')} more" if len(late) > 1 else ""
    return [
        Reason(
            code="action_overdue",
            text=f"To be done by {day(due, today)} ({action.owner}): {action.text}{more}",
            weight=parts.settings.weights.action_overdue,
            rule="actions.due",
        )
    ]


def _skill_reasons(parts: _Parts, days_to_gateway: int) -> list[Reason]:
    """Outstanding skills weigh in full near the gateway, half and a quarter further away."""
    weights, near = parts.settings.weights, parts.settings.gateway_near_days
    reasons = []
    outstanding = [verdict for verdict in parts.skills if verdict.outstanding]
    if outstanding:
        share = 1.0 if days_to_gateway <= near else 0.5 if days_to_gateway <= 2 * near else 0.25
        named = listing([f"{_named(v, parts.learner)} {level_name(v.level)}" for v in outstanding])
        when = day(gateway_date(parts.learner), parts.today)
        reasons.append(
            Reason(
                code="skills_outstanding",
                text=f"{named[:1].upper()}{named[1:]} outstanding, "
                f"gateway {'was ' if days_to_gateway < 0 else ''}planned for {when}",
                weight=weights.skills_outstanding * share,
                rule=outstanding[0].rule,
            )
        )
    undecided = [verdict for verdict in parts.skills if verdict.state == "decision_needed"]
    if undecided:
        named = listing([_named(verdict, parts.learner) for verdict in undecided])
        reasons.append(
            Reason(
                code="decision_needed",
                text=f"Employer's decision needed on {named}",
                weight=weights.decision_needed,
                rule="skills.adult_decision",
            )
        )
    unproven = [verdict for verdict in outstanding if verdict.state == "exempt"]
    if unproven:
        named = listing([_named(verdict, parts.learner) for verdict in unproven])
        reasons.append(
            Reason(
                code="evidence_needed",
                text=f"Evidence of exemption to collect for {named}",
                weight=weights.evidence_needed,
                rule="skills.evidence",
            )
        )
    if any(verdict.note == "birth_date_needed" for verdict in outstanding):
        reasons.append(
            Reason(
                code="birth_date_needed",
                text="Date of birth not known: English and maths treated as needed",
                weight=weights.birth_date_needed,
                rule="skills.birth_date",
            )
        )
    return reasons


def _named(verdict: SkillVerdict, learner: Learner) -> str:
    """The subject as this learner takes it."""
    if verdict.subject == "english" and learner.bsl:
        return BSL
    return subject_name(verdict.subject)


def subject_name(subject: str) -> str:
    """The subject as written within a sentence: `English`, `maths`."""
    return SUBJECT_NAMES.get(subject, subject)


def level_name(level: str) -> str:
    """`L2` or `E3`."""
    return level if level.startswith("E") else f"L{level}"

"""What a progress update tells learner and employer: nothing else of the record reaches it.

Left out are the ULN, the date of birth, support needs and what would give them away (the level
a skill is needed at, British Sign Language), contacts, private notes, and every text that nobody
marked as shareable: the notes of visits, reviews and assessments, and why a visit was cancelled.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from tutor_tui.errors import WrongUsage
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Action
from tutor_tui.model.standard import Grade
from tutor_tui.model.visit import Visit
from tutor_tui.rules import gateway as rules
from tutor_tui.rules.gateway import LABELS, skill_state
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.rules.reviews import SIGNERS, reviews
from tutor_tui.rules.skills import SkillVerdict
from tutor_tui.rules.status import StatusOn, current_break
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.overview import ksb_words
from tutor_tui.workspace.progress_parts import (
    AgreedAction,
    FiledEvidence,
    Gateway,
    GatewayItem,
    HeldReview,
    Hours,
    Ksb,
    Ksbs,
    Method,
    NextVisit,
    PastVisit,
    Period,
    SharedNote,
    Skill,
)
from tutor_tui.workspace.record_views import when
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.visit_lists import in_order
from tutor_tui.workspace.visit_times import booked_minutes

USUAL_PERIOD = timedelta(weeks=12)


class ProgressUpdate(Struct, frozen=True, kw_only=True):
    """Everything the update tells; as JSON it is what `report LEARNER --json` prints.

    `review_due` is the last day for the next progress review, `visit_due` that for the next
    visit; None where none is due. `methods` are empty before the gateway.
    """

    learner: str
    ref: str
    name: str
    employer: str
    tutor: str
    standard: str
    standard_version: str | None
    programme: str
    status: StatusOn
    original_start: date
    planned_end: date
    expected_end: date | None
    back_on: date | None
    period: Period
    visits: tuple[PastVisit, ...]
    next_visit: NextVisit | None
    visit_due: date | None
    ksb: Ksbs
    evidence: tuple[FiledEvidence, ...]
    skills: tuple[Skill, ...]
    hours: Hours
    placement: str
    reviews: tuple[HeldReview, ...]
    review_due: date | None
    actions: tuple[AgreedAction, ...]
    actions_done: tuple[AgreedAction, ...]
    gateway: Gateway
    methods: tuple[Method, ...]
    overall: Grade | None
    notes: tuple[SharedNote, ...]


def progress_update(
    standing: Standing, folder: Folder, tutor: str, since: date | None = None
) -> ProgressUpdate:
    """Take from the record what the update tells.

    Args:
        standing: What the rules say of the learner, on the update's day.
        folder: The learner's folder.
        tutor: The tutor's name.
        since: The first day it tells of; where not given, that of the last progress review
            before today, else twelve weeks ago.

    Raises:
        WrongUsage: `since` lies after today.
    """
    verdict = standing.verdict
    learner, standard, today = verdict.learner, verdict.standard, verdict.today
    period = _period(verdict, since)
    pause = current_break(learner, today)
    coming = verdict.cadence.next_visit
    past_gateway = verdict.status in ("gateway", "completed")
    return ProgressUpdate(
        learner=learner.id,
        ref=learner.ref,
        name=learner.name,
        employer=learner.employer,
        tutor=tutor,
        standard=standard.id,
        standard_version=standard.version,
        programme=f"{standard.name} ({standard.label})",
        status=verdict.status,
        original_start=learner.original_start,
        planned_end=learner.planned_end,
        expected_end=learner.expected_end,
        back_on=pause.end if pause else None,
        period=period,
        visits=tuple(_visits(verdict.visits, period)),
        next_visit=None
        if coming is None
        else NextVisit(
            on=coming.date, when=when(coming, today), kind=coming.kind, mode=coming.mode
        ),
        visit_due=verdict.cadence.closes,
        ksb=_ksbs(verdict),
        evidence=tuple(_evidence(folder, period)),
        skills=tuple(_skill(skill, verdict) for skill in verdict.skills),
        hours=_hours(standing, folder, period),
        placement=standing.placement.text if standing.placement else "",
        reviews=tuple(_reviews(standing, period)),
        review_due=standing.reviews.due,
        actions=tuple(
            _action(one, None)
            for one in sorted(learner.actions.values(), key=lambda one: one.due or date.max)
        ),
        actions_done=tuple(
            _action(one.action, one.done)
            for one in sorted(folder.done.values(), key=lambda one: one.done)
            if period.start <= one.done <= period.end
        ),
        gateway=_gateway(standing),
        methods=tuple(_methods(standing)) if past_gateway else (),
        overall=standing.assessment.overall if past_gateway else None,
        notes=tuple(
            SharedNote(on=note.on, text=note.text)
            for note in sorted(folder.notes.values(), key=lambda note: note.on)
            if not note.private and period.start <= note.on <= period.end
        ),
    )


def _period(verdict: Verdict, since: date | None) -> Period:
    learner, today = verdict.learner, verdict.today
    if since is not None:
        if since > today:
            raise WrongUsage(f"{since} is after today ({today}); give an earlier day")
        return Period(since, today, "as asked for")
    # an update made for today's review tells of the time before it
    eve = today - timedelta(days=1)
    last = reviews(learner, verdict.visits, verdict.standard, verdict.settings, eve).last
    if last is not None:
        return Period(last, today, "since the last progress review")
    begin = today - USUAL_PERIOD
    if begin < learner.original_start <= today:
        return Period(learner.original_start, today, "since the start")
    return Period(begin, today, "the last 12 weeks")


def _visits(visits: Sequence[Visit], period: Period) -> Iterator[PastVisit]:
    for visit in in_order(visits):
        if visit.status != "booked" and period.start <= visit.date <= period.end:
            yield PastVisit(
                on=visit.date,
                kind=visit.kind,
                mode=visit.mode,
                status=visit.status,
                minutes=booked_minutes(visit) if visit.minutes is None else visit.minutes,
                otj_minutes=visit.otj_minutes or 0,
            )


def _ksbs(verdict: Verdict) -> Ksbs:
    learner, ksbs = verdict.learner, verdict.ksbs
    records = learner.ksbs
    return Ksbs(
        met=ksbs.met,
        submitted=ksbs.submitted,
        total=ksbs.total,
        expected=ksbs.expected,
        pace=ksbs.pace,
        text=ksb_words(ksbs),
        each=tuple(
            Ksb(
                code=ksb.code,
                text=ksb.text,
                state=ksb_state(learner, ksb.code),
                on=records[ksb.code].on if ksb.code in records else None,
            )
            for ksb in sorted(verdict.standard.ksbs, key=lambda ksb: code_order(ksb.code))
        ),
    )


def _evidence(folder: Folder, period: Period) -> Iterator[FiledEvidence]:
    for one in sorted(folder.evidence.values(), key=lambda one: one.on):
        days = (one.on, one.decided or one.on)
        if any(period.start <= day <= period.end for day in days):
            yield FiledEvidence(
                on=one.on,
                title=one.title,
                ksbs=one.ksbs,
                decision=one.decision,
                decided=one.decided,
            )


def _skill(skill: SkillVerdict, verdict: Verdict) -> Skill:
    record = verdict.learner.skills.get(skill.subject)
    return Skill(
        subject=skill.subject,
        state=skill.state,
        outstanding=skill.outstanding,
        on=record.on if record else None,
        text=_skill_words(skill),
    )


def _skill_words(skill: SkillVerdict) -> str:
    """The state in words: neither the level that is needed nor a note that tells of age."""
    text = skill_state(skill)
    if skill.outstanding and skill.state == "exempt":
        return f"{text}, evidence to collect"
    if skill.outstanding and skill.state == "achieved":
        return f"{text}, below the level needed"
    return text


def _hours(standing: Standing, folder: Folder, period: Period) -> Hours:
    hours = standing.hours
    logged = sum(
        entry.minutes
        for entry in folder.hours.values()
        if entry.kind == "off_the_job" and period.start <= entry.on <= period.end
    )
    held = [one for one in _visits(standing.verdict.visits, period) if one.status == "attended"]
    return Hours(
        planned=hours.planned,
        actual=hours.actual,
        expected=hours.expected,
        by_plan=hours.by_plan,
        behind=hours.behind,
        minimum=hours.minimum.hours,
        period_minutes=logged + sum(one.otj_minutes for one in held),
        text=hours.text,
    )


def _reviews(standing: Standing, period: Period) -> Iterator[HeldReview]:
    """The reviews of the period, and older ones that somebody has yet to sign."""
    verdict = standing.verdict
    unsigned = {one.on for one in standing.reviews.unsigned}
    held = {
        one.on: one.signed for one in verdict.learner.reviews.values() if one.on <= verdict.today
    }
    for on in sorted(held.keys() | unsigned):
        if on >= period.start or on in unsigned:
            signed = held.get(on, {})
            yield HeldReview(
                on=on,
                signed={
                    who: signed[who]
                    for who in SIGNERS
                    if who in signed and signed[who] <= verdict.today
                },
            )


def _action(action: Action, done: date | None) -> AgreedAction:
    return AgreedAction(text=action.text, owner=action.owner, due=action.due, done=done)


def _gateway(standing: Standing) -> Gateway:
    verdict, forecast = standing.verdict, standing.forecast
    skills = {skill.subject: skill for skill in verdict.skills}
    decides = next((step.code for step in forecast.path if step.decides), None)
    return Gateway(
        items=tuple(
            GatewayItem(
                code=item.code,
                label=LABELS[item.code],
                state=item.state,
                owes=item.owes,
                text=_item_words(item, skills.get(item.code)),
            )
            for item in verdict.gateway.items
        ),
        reached=verdict.status in ("gateway", "completed"),
        forecast=forecast.on,
        waits_for=LABELS[decides] if decides else "",
    )


def _item_words(item: rules.GatewayItem, skill: SkillVerdict | None) -> str:
    if skill is None:
        return item.text
    return "declared" if item.declared else _skill_words(skill)


def _methods(standing: Standing) -> Iterator[Method]:
    for one in standing.assessment.methods:
        yield Method(name=one.name, result=one.result, booked=one.booked, text=one.text)

"""The evidence an auditor asks for of a learner: what is there, what is missing, by which rule."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, structs

from tutor_tui.model.folder import Folder
from tutor_tui.rules.gateway import GatewayItem
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.rules.rule import rules
from tutor_tui.rules.status import StatusOn
from tutor_tui.rules.triage import Verdict
from tutor_tui.workspace.audit_days import (
    breaks,
    outcomes,
    planned_end,
    reviews_in_time,
    signatures,
    visits,
)
from tutor_tui.workspace.audit_line import Line, State, owed
from tutor_tui.workspace.audit_skills import adult_decision, birth_date, skill_line
from tutor_tui.workspace.standing import Standing
from tutor_tui.workspace.why import explanations


class LearnerAudit(Struct, frozen=True, kw_only=True):
    """Every line of one learner. `tutor` is the tutor's id, `tutor_name` their name."""

    id: str
    ref: str
    name: str
    tutor: str
    tutor_name: str
    standard: str
    standard_version: str | None
    status: StatusOn
    original_start: date
    planned_end: date
    lines: tuple[Line, ...]

    def how_many(self, state: State) -> int:
        """How many lines are in this state."""
        return sum(one.state == state for one in self.lines)


def audit(standing: Standing, folder: Folder, tutor_name: str) -> LearnerAudit:
    """Go through what an auditor asks for of one learner."""
    verdict = standing.verdict
    learner = verdict.learner
    return LearnerAudit(
        id=learner.id,
        ref=learner.ref,
        name=learner.name,
        tutor=learner.tutor,
        tutor_name=tutor_name,
        standard=learner.standard,
        standard_version=learner.standard_version,
        status=verdict.status,
        original_start=learner.original_start,
        planned_end=learner.planned_end,
        lines=tuple(_with_doubts(_lines(standing, folder), standing)),
    )


def _with_doubts(lines: Iterator[Line], standing: Standing) -> Iterator[Line]:
    verdict = standing.verdict
    known = rules(verdict.settings)
    doubts = {one.rule.id: one.unconfirmed for one in explanations(standing, verdict.today)}
    for line in lines:
        unexplained = () if known[line.rule].confirmed else ("the rule",)
        yield structs.replace(line, unconfirmed=doubts.get(line.rule, unexplained))


def _lines(standing: Standing, folder: Folder) -> Iterator[Line]:
    verdict = standing.verdict
    yield planned_end(verdict)
    yield birth_date(verdict)
    yield adult_decision(verdict)
    for skill in verdict.skills:
        yield skill_line(skill, verdict)
    yield reviews_in_time(verdict)
    yield signatures(standing)
    yield visits(verdict)
    yield outcomes(verdict)
    yield breaks(verdict)
    yield _hours_planned(standing)
    yield _ksb_evidence(verdict, folder)
    if standing.placement:
        done = standing.placement.done
        yield Line(
            code="placement",
            label="Industry placement",
            state="present" if done else owed(verdict),
            text=standing.placement.text,
            rule=standing.placement.rule,
        )
    for item in verdict.gateway.items:
        if item.code not in {skill.subject for skill in verdict.skills}:
            yield _gateway_item(item, standing)
    yield _assessment(standing)


def _hours_planned(standing: Standing) -> Line:
    """Hours planned, and no fewer than the minimum."""
    hours = standing.hours
    minimum = hours.minimum
    state: State = "present"
    if standing.verdict.standard.kind == "t_level":
        state, text = "not_needed", minimum.why
    elif hours.planned is None:
        state, text = "missing", "no hours planned"
    elif minimum.hours is None:
        text = f"{hours.planned}, minimum not known: {minimum.why}"
    else:
        text = f"{hours.planned}, minimum {minimum.hours}: {minimum.why}"
        state = "present" if hours.planned >= minimum.hours else "missing"
    return Line(
        code="hours_planned",
        label="Hours planned, the minimum at least",
        state=state,
        text=text,
        rule=minimum.rule,
    )


def _ksb_evidence(verdict: Verdict, folder: Folder) -> Line:
    met = {k.code for k in verdict.standard.ksbs if ksb_state(verdict.learner, k.code) == "met"}
    accepted = [one for one in folder.evidence.values() if one.decision == "accepted"]
    lacking = met - {code for one in accepted for code in one.ksbs}
    state: State = "not_due"
    text = "no KSB is met yet"
    if lacking:
        state = "missing"
        text = f"none filed for {' '.join(sorted(lacking, key=code_order))}"
    elif met:
        state, text = "present", f"for all {len(met)} met"
    return Line(
        code="ksb_evidence",
        label="Accepted evidence of every KSB met",
        state=state,
        on=max((one.decided for one in accepted if one.decided), default=None),
        text=text,
        rule="ksbs.gap",
    )


def _gateway_item(item: GatewayItem, standing: Standing) -> Line:
    verdict = standing.verdict
    declared = verdict.learner.gateway.get(item.code)
    on = declared.on if declared else None
    if item.code == "duration" and item.state == "done" and not declared and standing.duration:
        on = standing.duration.served_on
    states: dict[str, State] = {"done": "present", "not_needed": "not_needed"}
    return Line(
        code=item.code,
        label=f"Gateway: {item.label}",
        state=states.get(item.state) or owed(verdict),
        on=on,
        text=item.text,
        rule=item.rule,
    )


def _assessment(standing: Standing) -> Line:
    verdict, assessment = standing.verdict, standing.assessment
    attempts = [one.on for method in assessment.methods for one in method.attempts if one.on]
    state, text = _assessed(standing)
    return Line(
        code="assessment",
        label="End-point assessment",
        state=state,
        on=max((on for on in attempts if on <= verdict.today), default=None),
        text=text,
        rule=assessment.rule,
    )


def _assessed(standing: Standing) -> tuple[State, str]:
    verdict, assessment = standing.verdict, standing.assessment
    if not assessment.methods:
        return "not_needed", assessment.text
    if verdict.status == "withdrawn":
        return "not_needed", "withdrawn"
    if verdict.status not in ("gateway", "completed"):
        return "not_due", "after the gateway"
    if assessment.overall:
        return "present", assessment.text
    closes = assessment.window.closes if assessment.window else None
    over = verdict.status == "completed" or (closes is not None and closes < verdict.today)
    return "missing" if over else "not_due", assessment.text

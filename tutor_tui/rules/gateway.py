"""What stands between a learner and the gateway to end-point assessment."""

from datetime import date
from typing import Literal

from msgspec import Struct

from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import GatewayCode, Standard
from tutor_tui.rules.hours import HoursVerdict
from tutor_tui.rules.ksbs import KsbVerdict
from tutor_tui.rules.months import months_later
from tutor_tui.rules.skills import BSL, SkillVerdict, parts_words
from tutor_tui.rules.status import day_reached
from tutor_tui.rules.words import count, day

ItemState = Literal["done", "open", "not_needed"]

OWES: dict[GatewayCode, str] = {
    "duration": "time",
    "employer": "employer",
    "ready": "apprentice",
    "english": "apprentice",
    "maths": "apprentice",
    "ict": "apprentice",
    "safeguarding": "apprentice",
    "portfolio": "apprentice",
    "ksbs": "apprentice and tutor",
    "hours": "apprentice and employer",
    "organisation": "employer and provider",
}
LABELS: dict[GatewayCode, str] = {
    "duration": "Minimum duration",
    "employer": "Employer confirms",
    "ready": "Apprentice is ready",
    "english": "English",
    "maths": "Maths",
    "ict": "ICT",
    "safeguarding": "Safeguarding",
    "portfolio": "Portfolio submitted",
    "ksbs": "All KSBs met",
    "hours": "Off-the-job minimum",
    "organisation": "Assessment body",
}
EIGHT_MONTHS_FROM = date(2025, 8, 1)


class GatewayItem(Struct, frozen=True, kw_only=True):
    """One item: its state, who owes it, and in a few words what the state rests on.

    `declared` says that a person declared the state; the words then also tell where the
    record disagrees.
    """

    code: GatewayCode
    label: str
    state: ItemState
    owes: str
    text: str
    declared: bool
    rule: str


class GatewayVerdict(Struct, frozen=True, kw_only=True):
    """Every item of the standard's gateway, in its order."""

    items: tuple[GatewayItem, ...]

    @property
    def open(self) -> tuple[GatewayCode, ...]:
        """The codes of the items still open."""
        return tuple(item.code for item in self.items if item.state == "open")


class Duration(Struct, frozen=True, kw_only=True):
    """The least time to be served: `days` active days, up to the day `served_on`, and why.

    `rule` is the id of the rule behind it; `doubt` names what of it no source confirms.
    """

    days: int
    served_on: date
    why: str
    doubt: str = ""
    rule: str = "gateway.duration"

    def words(self, today: date) -> str:
        """`served 19 Jan`, or `until 19 Jan` of a day to come, and why."""
        verb = "served" if self.served_on <= today else "until"
        return f"{verb} {day(self.served_on, today)}: {self.why}"


def gateway(
    learner: Learner,
    standard: Standard,
    skill_verdicts: tuple[SkillVerdict, ...],
    ksb_verdict: KsbVerdict,
    hours_verdict: HoursVerdict,
    today: date,
) -> GatewayVerdict:
    """Judge each gateway item; a declaration by a person holds over what the record says."""
    by_subject = {verdict.subject: verdict for verdict in skill_verdicts}
    items = []
    for code in standard.gateway:
        state, text, rule = _recorded(
            code, learner, standard, by_subject.get(code), ksb_verdict, hours_verdict, today
        )
        declaration = learner.gateway.get(code)
        if declaration:
            said = "done" if declaration.state == "done" else "not needed"
            when = f" on {day(declaration.on, today)}" if declaration.on else ""
            disagrees = state == "open" and code not in DECLARED
            text = f"declared {said}{when}" + (f" (record: {text})" if disagrees else "")
            state = declaration.state
        items.append(
            GatewayItem(
                code=code,
                label=BSL if code == "english" and learner.bsl else LABELS[code],
                state=state,
                owes=OWES[code],
                text=text,
                declared=declaration is not None,
                rule=rule,
            )
        )
    return GatewayVerdict(items=tuple(items))


def minimum_duration(learner: Learner, standard: Standard, today: date) -> Duration:
    """The later of the funding rules' minimum and the standard's months; breaks stop it."""
    start = learner.original_start
    if start >= EIGHT_MONTHS_FROM:
        days, why, doubt = 242, "8 months by the funding rules", ""
    else:
        days, why, doubt = 365, "365 days by the funding rules", ""
    if standard.months_to_gateway is not None:
        own = (months_later(start, standard.months_to_gateway) - start).days
        if own > days:
            days, why = own, f"{standard.months_to_gateway} months by the standard"
            if "months_to_gateway" in standard.unconfirmed:
                why, doubt = f"{why} (unconfirmed)", "the standard's months to gateway"
    served_on = day_reached(start, days, learner.breaks, open_until=today)
    return Duration(days=days, served_on=served_on, why=why, doubt=doubt)


def gateway_date(learner: Learner) -> date:
    """The day the learner is to reach the gateway: the forecast end, else the planned one."""
    return learner.expected_end or learner.planned_end


DECLARED: frozenset[GatewayCode] = frozenset({"employer", "ready", "portfolio", "organisation"})
"""Items that a person declares; the record tells no day for them."""


def _recorded(
    code: GatewayCode,
    learner: Learner,
    standard: Standard,
    skill: SkillVerdict | None,
    ksb_verdict: KsbVerdict,
    hours_verdict: HoursVerdict,
    today: date,
) -> tuple[ItemState, str, str]:
    """State, words and rule id as the record has them, without any declaration."""
    if code == "organisation" and learner.organisation:
        return "done", f"named: {learner.organisation}", "gateway.organisation"
    if code in DECLARED:
        return "open", "not declared yet", f"gateway.{code}"
    if code == "duration":
        duration = minimum_duration(learner, standard, today)
        reached = duration.served_on <= today
        return "done" if reached else "open", duration.words(today), duration.rule
    if code == "ksbs":
        if not ksb_verdict.total:
            return "open", "KSBs not known", "gateway.ksbs"
        done = ksb_verdict.met == ksb_verdict.total
        doubt = ", KSBs unconfirmed" if "ksbs" in standard.unconfirmed else ""
        text = f"{ksb_verdict.met} of {ksb_verdict.total} met{doubt}"
        return "done" if done else "open", text, "gateway.ksbs"
    if code == "hours":
        return (*_hours(hours_verdict), "gateway.hours")
    return _skill_item(skill)


def _hours(verdict: HoursVerdict) -> tuple[ItemState, str]:
    if verdict.least is None:
        return "open", "figure not set"
    of = f"of {count(verdict.least, 'hour')}"
    if verdict.least > (verdict.planned or 0):
        of += f" ({verdict.minimum.why})"
    if verdict.actual is None:
        return "open", f"not known how many {of}"
    return "done" if verdict.actual >= verdict.least else "open", f"{verdict.actual} {of}"


def _skill_item(skill: SkillVerdict | None) -> tuple[ItemState, str, str]:
    if skill is None:
        return "not_needed", "not asked for by this programme", "skills.level"
    text = skill_state(skill)
    if skill.state == "opted_out":
        return "not_needed", text, skill.rule
    if skill.state == "decision_needed" or skill.outstanding:
        note = f", {NOTES.get(skill.note, skill.note)}" if skill.note else ""
        return "open", text + note, skill.rule
    return "done", text, skill.rule


def skill_state(skill: SkillVerdict) -> str:
    """The state of a skill in words, with the parts of English while only some are passed."""
    parts = f", {parts_words(skill.passed)}" if skill.passed and skill.state != "achieved" else ""
    return SKILL_WORDS[skill.state] + parts


SKILL_WORDS = {
    "decision_needed": "employer's decision needed",
    "not_started": "not started",
    "working_towards": "working towards",
    "booked": "exam booked",
    "failed": "failed, resit needed",
    "achieved": "achieved",
    "exempt": "exempt",
    "opted_out": "not needed, by agreement",
}
"""Each skill state in words."""

NOTES = {"birth_date_needed": "birth date needed"}

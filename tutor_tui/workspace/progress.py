"""A learner's progress: functional skills, KSB states, gateway declarations, planned hours."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import get_args

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.common import Level
from tutor_tui.model.learner import (
    Component,
    Declaration,
    KsbRecord,
    KsbState,
    Learner,
    SkillRecord,
    SkillState,
)
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.rules.skills import adult_at_start, skills
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

GATEWAY_STATES = ("done", "open", "not_needed")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_HOURS = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))=([0-9]{1,4})")


def set_skill(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    subject: str,
    state: SkillState,
    *,
    on: date | None = None,
    level: Level | None = None,
    evidence: str | None = None,
) -> Learner:
    """Record the state of one functional skill.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose skill.
        subject: A subject the learner's programme asks for.
        state: The new state.
        on: The day of the state: the exam's, the certificate's. Where not given, the day
            recorded of an unchanged state, else today.
        level: The level achieved, or exempted at; where not given, the one recorded of an
            unchanged state, else the level needed. Other states have none.
        evidence: What was seen or recorded; where not given, kept of an unchanged state:
            what spoke for one state does not speak for another.

    The parts of English that are passed are kept whatever the state.

    Raises:
        WrongUsage: The programme does not ask for the subject, or the day does not fit.
        Refused: The state is not open to this learner.
    """
    standard = caseload.standard_of(learner)
    verdicts = {v.subject: v for v in skills(learner, standard, workspace.today)}
    if subject not in verdicts:
        asked = ", ".join(verdicts) or "no functional skill"
        raise WrongUsage(f"{standard.label} asks for {asked}, not {line(subject)!r}")
    choice = state in ("opted_out", "decision_needed") and subject in ("english", "maths")
    if state in ("opted_out", "decision_needed") and not choice:
        raise Refused(f"{subject} is needed by the programme: it cannot be {state}")
    if choice and adult_at_start(learner) is False:
        raise Refused(
            f"{learner.name} was under 19 at the start: {subject} is needed, and cannot be {state}"
        )
    known = learner.skills.get(subject)
    before = known if known and known.state == state else None
    before = before or SkillRecord(state=state, on=workspace.today)
    on = on or before.on
    if on and on > workspace.today and state != "booked":
        raise WrongUsage(f"{on} is after today; only a booked exam can lie ahead")
    reached = level or before.level or verdicts[subject].level
    record = SkillRecord(
        state=state,
        on=on,
        level=reached if state in ("achieved", "exempt") else None,
        evidence=before.evidence if evidence is None else line(evidence),
        components=known.components if known else {},
    )
    changed = replace(learner, skills={**learner.skills, subject: record})
    return _save(workspace, caseload, learner, changed, f"set {subject} {state}")


def set_components(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    subject: str,
    parts: Mapping[Component, date | None],
) -> Learner:
    """Record which parts of English are passed, and when; None takes a part back.

    With every part passed English is achieved; a first part makes it worked towards. English
    that was achieved by its parts is worked towards again when one is taken back.

    Raises:
        WrongUsage: The subject has no parts, the programme does not ask for it, or a day lies
            after today.
        Refused: It cannot be saved.
    """
    standard = caseload.standard_of(learner)
    found = [v for v in skills(learner, standard, workspace.today) if v.subject == subject]
    if subject != "english" or not found or learner.bsl:
        raise WrongUsage(f"{line(subject)!r} has no parts that are passed on their own")
    for day in parts.values():
        if day and day > workspace.today:
            raise WrongUsage(f"{day} is after today ({workspace.today})")
    [verdict] = found
    before = learner.skills.get(subject) or SkillRecord(state=verdict.state)
    passed = {part: day for part, day in {**before.components, **parts}.items() if day is not None}
    record = replace(before, components=passed)
    every = set(passed) == set(get_args(Component))
    by_parts = set(before.components) == set(get_args(Component))
    if every and before.state != "achieved":
        record = replace(
            record, state="achieved", on=max(passed.values()), level=verdict.level, evidence=""
        )
    elif not every and by_parts and before.state == "achieved":
        record = replace(record, state="working_towards", on=workspace.today, level=None)
    elif passed and before.state == "not_started":
        record = replace(record, state="working_towards", on=min(passed.values()))
    changed = replace(learner, skills={**learner.skills, subject: record})
    return _save(workspace, caseload, learner, changed, f"set parts of {subject}")


def parse_components(given: Sequence[str]) -> dict[Component, date | None]:
    """Read `reading=2026-05-01` `writing=none` ..., blind to case.

    Raises:
        WrongUsage: A part is unknown or given twice, or a day is not one.
    """
    parts: dict[Component, date | None] = {}
    for one in given:
        word, _, text = line(one).casefold().partition("=")
        part = {name: name for name in get_args(Component)}.get(word)
        try:
            # the standard library reads further forms of a date, such as 2026-W18-5
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None and text != "none":
            part = None
        if part is None:
            names = ", ".join(get_args(Component))
            raise WrongUsage(f"{line(one)!r}: give PART=YYYY-MM-DD or PART=none; parts: {names}")
        if part in parts:
            raise WrongUsage(f"{part} is given twice")
        parts[part] = day
    return parts


def set_ksbs(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    states: Mapping[str, KsbState],
    *,
    on: date | None = None,
) -> Learner:
    """Set the states of several KSBs at a time.

    Raises:
        WrongUsage: None is named, or a code is not of the learner's standard.
    """
    if not states:
        raise WrongUsage("no KSB is named; give codes such as k6 s8")
    day = on or workspace.today
    if day > workspace.today:
        raise WrongUsage(f"{day} is after today ({workspace.today})")
    changed = with_ksbs(caseload.standard_of(learner), learner, states, day)
    named = " ".join(f"{code}={state}" for code, state in states.items())
    return _save(workspace, caseload, learner, changed, f"set {named}")


def with_ksbs(
    standard: Standard, learner: Learner, states: Mapping[str, KsbState], on: date
) -> Learner:
    """The learner with these KSB states; what is so already keeps its day.

    Raises:
        WrongUsage: A code is not of the standard.
    """
    known = {ksb.code for ksb in standard.ksbs}
    unknown = [code for code in states if code not in known]
    if unknown:
        have = (
            f"{standard.label} has {len(known)} KSBs"
            if known
            else (f"the KSBs of {standard.label} are not known")
        )
        raise WrongUsage(f"no KSB {', '.join(map(line, unknown))}: {have}")
    kept = dict(learner.ksbs)
    for code, state in states.items():
        if ksb_state(learner, code) == state:
            continue
        if state == "none":
            kept.pop(code, None)
        else:
            kept[code] = KsbRecord(state=state, on=on)
    return replace(learner, ksbs=kept)


def parse_ksbs(given: Sequence[str], standard: Standard) -> dict[str, KsbState]:
    """Read `K1=met` `k2=submitted` ..., codes blind to case; a code alone is met.

    Raises:
        WrongUsage: A state is unknown, or a code is given twice.
    """
    by_folded = {ksb.code.casefold(): ksb.code for ksb in standard.ksbs}
    states: dict[str, KsbState] = {}
    for part in given:
        code, _, word = line(part).partition("=")
        code = by_folded.get(code.casefold(), code)
        found = {state: state for state in get_args(KsbState)}.get(word.casefold() or "met")
        if not code or found is None:
            raise WrongUsage(f"{line(part)!r}: give CODE=none, CODE=submitted or CODE=met")
        if code in states:
            raise WrongUsage(f"{code} is given twice")
        states[code] = found
    return states


def typed_ksbs(
    standard: Standard, *, met: str = "", submitted: str = "", none: str = ""
) -> dict[str, KsbState]:
    """Read codes as they are typed into a field a state: `k6 s8`, or with commas.

    Raises:
        WrongUsage: A code is given twice, or is not of this form.
    """
    fields = (("met", met), ("submitted", submitted), ("none", none))
    return parse_ksbs(
        [
            f"{code}={state}"
            for state, typed in fields
            for code in typed.replace(",", " ").replace(";", " ").split()
        ],
        standard,
    )


def set_gateway(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    code: str,
    state: str,
    *,
    on: date | None = None,
) -> Learner:
    """Declare a gateway item done or not needed, or `open`: take the declaration back.

    Raises:
        WrongUsage: The programme's gateway has no such item, or the state is unknown.
    """
    standard = caseload.standard_of(learner)
    if code not in standard.gateway:
        items = ", ".join(standard.gateway) or "no gateway items"
        raise WrongUsage(f"{standard.label} has {items}, not {line(code)!r}")
    day = on or workspace.today
    if day > workspace.today:
        raise WrongUsage(f"{day} is after today ({workspace.today})")
    declared = {key: value for key, value in learner.gateway.items() if key != code}
    if state == "done":
        declared[code] = Declaration(state="done", on=day)
    elif state == "not_needed":
        declared[code] = Declaration(state="not_needed", on=day)
    elif state != "open":
        raise WrongUsage(f"{line(state)!r}: give done, open or not_needed")
    changed = replace(learner, gateway=declared)
    return _save(workspace, caseload, learner, changed, f"gateway {code} {state}")


def plan_hours(
    workspace: Workspace, caseload: Caseload, learner: Learner, months: Mapping[str, int]
) -> Learner:
    """Set the hours planned for months such as `2026-09`; a month of no hours is left out.

    Months that are not given stay as they are.

    Raises:
        WrongUsage: A month is not one, or lies outside the programme.
        Refused: Nothing would change, or it cannot be saved.
    """
    first, last = f"{learner.original_start:%Y-%m}", f"{learner.planned_end:%Y-%m}"
    for month, hours in months.items():
        if hours and not first <= month <= last:
            raise WrongUsage(f"{line(month)} is not from {first} to {last}, when the programme is")
    together = {**learner.otj_plan, **months}
    plan = {month: hours for month, hours in sorted(together.items()) if hours}
    if plan == learner.otj_plan:
        raise Refused("nothing to change: the hours are planned so already")
    changed = replace(learner, otj_plan=plan)
    return _save(workspace, caseload, learner, changed, "plan hours")


def parse_months(given: Sequence[str]) -> dict[str, int]:
    """Read `2026-09=12` `2026-10=10` ...: whole hours by month.

    Raises:
        WrongUsage: One is not of this form, or a month is given twice.
    """
    months: dict[str, int] = {}
    for one in given:
        found = _MONTH_HOURS.fullmatch(line(one))
        if found is None:
            raise WrongUsage(f"{line(one)!r}: give MONTH=HOURS, such as 2026-09=12")
        month, hours = found.groups()
        if month in months:
            raise WrongUsage(f"{month} is given twice")
        months[month] = int(hours)
    return months


def _save(
    workspace: Workspace, caseload: Caseload, before: Learner, after: Learner, reason: str
) -> Learner:
    """Save what changed; a change that changes nothing is done already."""
    if after == before:
        return before
    return caseload.save(after, actor=workspace.actor, reason=f"{reason} of {after.id}")

"""Why a learner stands where they do: the rule behind each flag, and the numbers that made it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from tutor_tui.errors import NotFound
from tutor_tui.model.learner import Learner
from tutor_tui.rules.gateway import gateway_date
from tutor_tui.rules.ksbs import elapsed, planned_days
from tutor_tui.rules.reviews import how_often, interval_of
from tutor_tui.rules.rule import Rule, rules
from tutor_tui.rules.status import current_break
from tutor_tui.rules.triage import subject_name
from tutor_tui.rules.words import count, day, listing
from tutor_tui.text import line
from tutor_tui.workspace.overview import skill_words, support_words
from tutor_tui.workspace.standing import Standing

Kind = Literal["reason", "gateway", "verdict"]
Facts = tuple[tuple[str, str], ...]


class Explanation(Struct, frozen=True, kw_only=True):
    """One flag: what it says, its rule, and the numbers it rests on.

    `unconfirmed` names what of it no source confirms; it is empty where all is confirmed.
    """

    code: str
    kind: Kind
    text: str
    rule: Rule
    facts: Facts
    unconfirmed: tuple[str, ...]


def explanations(standing: Standing, today: date) -> list[Explanation]:
    """Every reason, every gateway item, and what else the rules say of the learner, explained.

    A verdict that a reason tells of already is left out.
    """
    told = {reason.rule for reason in standing.verdict.reasons}
    every = _explanations(standing, today)
    return [one for one in every if one.kind != "verdict" or one.rule.id not in told]


def _explanations(standing: Standing, today: date) -> list[Explanation]:
    known = rules(standing.verdict.settings)
    return [
        Explanation(
            code=code,
            kind=kind,
            text=text,
            rule=known[rule],
            facts=(("Today", day(today, date.min)), *_facts(kind, code, rule, standing, today)),
            unconfirmed=tuple(_doubts(known[rule], standing)),
        )
        for kind, code, text, rule in _flags(standing, today)
    ]


def explanation(standing: Standing, code: str, today: date) -> list[Explanation]:
    """What is flagged by this code, blind to case, explained.

    Raises:
        NotFound: Nothing of the learner's is.
    """
    every = _explanations(standing, today)
    wanted = line(code).casefold().replace("-", "_")
    found = [one for one in every if one.code == wanted]
    if not found:
        codes = ", ".join(dict.fromkeys(one.code for one in every))
        name = standing.verdict.learner.name
        raise NotFound(f"nothing of {name}'s is flagged {line(code)!r}; there are: {codes}")
    return found


def applies(rule: Rule) -> str:
    """To which days the rule applies: `always`, `from 2025-08-01`, ..."""
    parts = []
    if rule.applies_from:
        parts.append(f"from {rule.applies_from}")
    if rule.applies_to:
        parts.append(f"to {rule.applies_to}")
    return " ".join(parts) or "always"


def _flags(standing: Standing, today: date) -> Iterator[tuple[Kind, str, str, str]]:
    """Kind, code, text and rule of all there is to explain."""
    verdict, assessment = standing.verdict, standing.assessment
    for reason in verdict.reasons:
        yield "reason", reason.code, reason.text, reason.rule
    for item in verdict.gateway.items:
        yield "gateway", item.code, f"{item.label}: {item.text}", item.rule
    cadence = verdict.cadence
    if cadence.closes:
        yield "verdict", "window", f"Next visit by {day(cadence.closes, today)}", cadence.rule
    if standing.reviews.due:
        yield "verdict", "review", standing.reviews.text, standing.reviews.rule
    for unsigned in standing.reviews.unsigned:
        yield "verdict", "signatures", unsigned.text, unsigned.rule
    if standing.hours.planned is not None:
        yield "verdict", "hours_expected", standing.hours.text, standing.hours.rule
    if standing.hours.minimum.hours is not None:
        minimum = standing.hours.minimum
        text = f"At least {count(minimum.hours or 0, 'hour')}: {minimum.why}"
        yield "verdict", "hours_minimum", text, minimum.rule
    if standing.forecast.path:
        yield "verdict", "forecast", standing.forecast.text, standing.forecast.rule
    if assessment.methods:
        yield "verdict", "assessment", assessment.text, assessment.rule
    if assessment.window:
        yield "verdict", "assessment_window", assessment.window.text, assessment.window.rule
    if standing.placement:
        yield "verdict", "placement", standing.placement.text, standing.placement.rule


_UNCONFIRMED = (
    ("gateway.", "gateway", "which items this gateway has"),
    ("gateway.ksbs", "ksbs", "the KSBs of this version"),
    ("ksbs.", "ksbs", "the KSBs of this version"),
    ("assessment.window", "epa_months", "how long the assessment takes"),
)
"""Rules by how their ids begin, a field of the standard that they rest on, and it in words."""


def _doubts(rule: Rule, standing: Standing) -> Iterator[str]:
    """What of the rule, and of the figures it takes from the standard, no source confirms."""
    if not rule.confirmed:
        yield "the rule"
    for prefix, field, words in _UNCONFIRMED:
        if rule.id.startswith(prefix) and field in standing.verdict.standard.unconfirmed:
            yield words
    if rule.id == "gateway.duration" and standing.duration and standing.duration.doubt:
        yield standing.duration.doubt
    if rule.id in (standing.hours.minimum.rule, "gateway.hours") and standing.hours.minimum.doubt:
        yield standing.hours.minimum.doubt
    if rule.id.startswith("assessment.") and rule.id != "assessment.window":
        yield from standing.assessment.unconfirmed


def _facts(
    kind: Kind, code: str, rule: str, standing: Standing, today: date
) -> Iterator[tuple[str, str]]:
    """The numbers a flag of this rule rests on, and who owes an item of the gateway."""
    if kind == "gateway":
        [item] = [one for one in standing.verdict.gateway.items if one.code == code]
        yield "Owed by", item.owes
    if rule.startswith("skills."):
        yield from _skill_facts(code, standing, today)
        return
    for prefix, facts in _FACTS.items():
        if rule.startswith(prefix):
            yield from facts(standing, today)
            return


def _cadence_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    cadence, learner = standing.verdict.cadence, standing.verdict.learner
    if cadence.anchor:
        since = "the return from a break"
        if cadence.anchor == cadence.last_visit:
            since = "the last visit"
        elif cadence.anchor == learner.original_start:
            since = "the start"
        yield "Counted from", f"{day(cadence.anchor, today)}, {since}"
        yield "Days since", str((today - cadence.anchor).days)
    if cadence.opens and cadence.closes:
        yield "Window", f"{day(cadence.opens, today)} to {day(cadence.closes, today)}"
    if cadence.days_overdue:
        yield "Days overdue", str(cadence.days_overdue)
    yield "Last seen", day(cadence.last_visit, today) if cadence.last_visit else "never"
    if cadence.next_visit:
        yield "Next booked", day(cadence.next_visit.date, today)
    if cadence.missing:
        yield "No outcome", listing([day(visit.date, today) for visit in cadence.missing])
    if cadence.misses:
        yield "Missed in a row", str(cadence.misses)


def _break_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    pause = current_break(standing.verdict.learner, today)
    if pause:
        yield "Break from", day(pause.start, today)
    if pause and pause.end:
        yield "Back on", f"{day(pause.end, today)}, in {count((pause.end - today).days, 'day')}"


def _end_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    learner = standing.verdict.learner
    yield "Planned end", day(learner.planned_end, today)
    if learner.expected_end:
        yield "Expected end", day(learner.expected_end, today)
    yield "Days past", str(max((today - learner.planned_end).days, 0))


def _skill_facts(code: str, standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict = standing.verdict
    named = [skill for skill in verdict.skills if skill.subject == code] or verdict.skills
    for skill in named:
        yield subject_name(skill.subject), skill_words(skill)
    if standing.components and any(skill.subject == "english" for skill in named):
        yield "Parts of English", standing.components.text
    yield from _start_facts(verdict.learner, today)
    if verdict.learner.support != "none":
        yield "Support", support_words(verdict.learner.support)


def _start_facts(learner: Learner, today: date) -> Iterator[tuple[str, str]]:
    start, born = learner.original_start, learner.born
    yield "Started", day(start, today)
    if born is None:
        yield "Born", "not known"
        return
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    yield "Born", f"{day(born, today)}, aged {age} at the start"


def _ksb_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict, ksbs = standing.verdict, standing.verdict.ksbs
    planned = planned_days(verdict.learner)
    gone = min(elapsed(verdict.learner, today), planned)
    yield "KSBs", f"{ksbs.met} of {ksbs.total} met, {ksbs.submitted} submitted"
    yield "Expected by now", str(ksbs.expected)
    yield "Active days gone", f"{gone} of {planned}, breaks left out"
    yield "Points behind", str(ksbs.points_behind)


def _review_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict, learner = standing.reviews, standing.verdict.learner
    yield "Started", day(learner.original_start, today)
    interval = how_often(interval_of(learner), standing.verdict.settings)
    yield "Reviews", f"{interval}, by the start"
    yield "Last review", day(verdict.last, today) if verdict.last else "none"
    if verdict.due:
        yield "Due by", day(verdict.due, today)
    if verdict.days_overdue:
        yield "Days overdue", str(verdict.days_overdue)
    for one in verdict.unsigned:
        yield f"Unsigned, {day(one.on, today)}", f"{listing(one.missing)}, {one.age_days} days old"


def _hours_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    hours, learner = standing.hours, standing.verdict.learner
    yield "Started", day(learner.original_start, today)
    for label, number in (
        ("Hours planned", hours.planned),
        ("Hours so far", hours.actual),
        ("Expected by now", hours.expected),
        ("By the monthly plan", hours.by_plan),
        ("Behind", hours.behind),
        ("Worked in a week", learner.weekly_hours),
        ("Prior learning", learner.prior_hours),
    ):
        yield label, "not known" if number is None else str(number)
    least = "not known" if hours.minimum.hours is None else str(hours.minimum.hours)
    yield "Minimum", f"{least}: {hours.minimum.why}"
    if hours.differs:
        yield "Not agreed", hours.differs


def _duration_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    learner = standing.verdict.learner
    yield "Started", day(learner.original_start, today)
    if standing.duration:
        yield "Days to serve", f"{standing.duration.days}: {standing.duration.why}"
        yield "Days served", f"{elapsed(learner, today)}, breaks left out"
        yield "Served on", day(standing.duration.served_on, today)


def _gateway_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    when = gateway_date(standing.verdict.learner)
    yield "Gateway planned", day(when, today)
    yield "Days to it", str((when - today).days)


def _blocker_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    yield from _gateway_facts(standing, today)
    still_open = [one.label for one in standing.verdict.gateway.items if one.state == "open"]
    yield "Items open", ", ".join(still_open)


def _action_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    for action in standing.verdict.learner.actions.values():
        if action.due:
            late = max((today - action.due).days, 0)
            when = f"due {day(action.due, today)}, {count(late, 'day')} past"
            yield f"Agreed {day(action.agreed, today)}", f"{action.text} ({action.owner}), {when}"


def _forecast_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    for step in standing.forecast.path:
        when = day(step.on, today) if step.on else step.state.replace("_", " ")
        mark = ", decides" if step.decides else ""
        yield step.label, f"{when}: {step.text}{mark}"


def _assessment_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    for method in standing.assessment.methods:
        yield method.name, method.text
    if standing.assessment.window:
        yield "Period", standing.assessment.window.text


def _placement_facts(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    placement = standing.placement
    if placement:
        yield "Days left", str(placement.days_left)
        yield "Hours left", str(placement.hours_left)


_FACTS: dict[str, Callable[[Standing, date], Iterator[tuple[str, str]]]] = {
    "cadence.": _cadence_facts,
    "break.": _break_facts,
    "duration.": _end_facts,
    "ksbs.": _ksb_facts,
    "reviews.": _review_facts,
    "hours.": _hours_facts,
    "gateway.duration": _duration_facts,
    "gateway.hours": _hours_facts,
    "gateway.ksbs": _ksb_facts,
    "gateway.forecast": _forecast_facts,
    "gateway.near": _blocker_facts,
    "gateway.": _gateway_facts,
    "assessment.": _assessment_facts,
    "placement.": _placement_facts,
    "actions.": _action_facts,
}
"""Whose numbers stand behind a rule, by how its id begins; the first that fits."""

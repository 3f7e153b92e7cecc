"""The audit pack of caseloads: every learner's lines, and what they come to together."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tutor_tui.exchange.reports import Block, Cell, Paragraph, Report, Section, Strong, Table
from tutor_tui.model.settings import Settings
from tutor_tui.rules.rule import Rule, rules
from tutor_tui.rules.triage import Verdict
from tutor_tui.rules.words import count, listing
from tutor_tui.workspace.audit import LearnerAudit, audit
from tutor_tui.workspace.audit_line import Line, State
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.record_lines import written_day
from tutor_tui.workspace.standing import standing
from tutor_tui.workspace.why import applies

STATES: dict[State, str] = {
    "missing": "missing",
    "late": "late",
    "not_due": "not due yet",
    "present": "present",
    "not_needed": "not needed",
}
"""The states in words, in the order in which they matter."""


def audits(
    caseloads: Iterable[Caseload], settings: Settings, today: date, state: str | None = None
) -> list[LearnerAudit]:
    """Every learner of the caseloads audited, those who have finished included, by family name.

    Args:
        caseloads: Whose learners.
        settings: The workspace's.
        today: The day asked about.
        state: Only learners in this state of the cadence, or with an `outcome_missing`.
    """
    chosen = [
        (verdict, caseload)
        for caseload in caseloads
        for verdict in caseload.verdicts(today)
        if _is_in(state, verdict)
    ]
    chosen.sort(key=lambda one: _by_name(one[0]))
    return [
        audit(
            standing(verdict.learner, verdict.visits, verdict.standard, settings, today),
            caseload.folder(verdict.learner),
            caseload.tutor.name,
        )
        for verdict, caseload in chosen
    ]


def _is_in(state: str | None, verdict: Verdict) -> bool:
    if state == "outcome_missing":
        return bool(verdict.cadence.missing)
    return state is None or verdict.cadence.state == state


def _by_name(verdict: Verdict) -> tuple[str, str, str]:
    learner = verdict.learner
    return learner.family_name.casefold(), learner.given_name.casefold(), learner.id


def counts(found: Iterable[LearnerAudit]) -> list[tuple[str, str, dict[State, int]]]:
    """By code and label how many lines are in which state, what most lack first."""
    labels: dict[str, str] = {}
    numbers: dict[str, dict[State, int]] = {}
    for one in found:
        for line in one.lines:
            labels.setdefault(line.code, line.label)
            numbers.setdefault(line.code, dict.fromkeys(STATES, 0))[line.state] += 1
    order = sorted(numbers, key=lambda code: (-numbers[code]["missing"], -numbers[code]["late"]))
    return [(code, labels[code], numbers[code]) for code in order]


def rules_of(found: Iterable[LearnerAudit], settings: Settings) -> list[Rule]:
    """The rules that the lines rest on, in the order of the rules."""
    asked = {line.rule for one in found for line in one.lines}
    return [rule for rule in rules(settings).values() if rule.id in asked]


def audit_report(
    found: Sequence[LearnerAudit],
    settings: Settings,
    today: date,
    *,
    whose: str,
    left_out: Sequence[str] = (),
) -> Report:
    """The whole pack.

    Args:
        found: The learners.
        settings: The workspace's.
        today: The day asked about.
        whose: Whose caseload it is, in words.
        left_out: The ids of caseloads that could not be read.
    """
    lacking = [one for one in found if one.how_many("missing")]
    missing = sum(one.how_many("missing") for one in found)
    facts = (
        ("Caseload", whose),
        ("Day", written_day(today)),
        ("Learners", str(len(found))),
        ("Missing", f"{count(missing, 'item')} of {count(len(lacking), 'learner')}"),
        ("Late", count(sum(one.how_many("late") for one in found), "item")),
    )
    return Report(
        title=f"Audit pack: {whose}",
        facts=facts,
        sections=(
            Section("Summary", tuple(_summary(found, lacking, left_out))),
            *(_learner(one) for one in found),
            *_rules(rules_of(found, settings)),
        ),
    )


def _summary(
    found: Sequence[LearnerAudit], lacking: Sequence[LearnerAudit], left_out: Sequence[str]
) -> Iterator[Block]:
    if left_out:
        named = listing(left_out)
        yield Paragraph(f"Not in this pack, since they cannot be read: caseloads {named}.")
    if not found:
        yield Paragraph("There are no learners to show.")
        return
    yield Table(
        "By item, over all learners",
        ("Item", *(words.capitalize() for words in STATES.values())),
        tuple(
            (label, *(_number(state, numbers[state]) for state in STATES))
            for _, label, numbers in counts(found)
        ),
    )
    if lacking:
        yield Table(
            "Learners of whom something is missing",
            ("Learner", "Reference", "Tutor", "Missing", "Late"),
            tuple(
                (
                    one.name,
                    one.ref,
                    one.tutor_name,
                    str(one.how_many("missing")),
                    str(one.how_many("late")),
                )
                for one in lacking
            ),
        )


def _number(state: State, number: int) -> Cell:
    return Strong(str(number)) if number and state == "missing" else str(number)


def _learner(one: LearnerAudit) -> Section:
    programme = " v".join(filter(None, (one.standard, one.standard_version)))
    who = (
        f"{programme}, {one.status.replace('_', ' ')}, started "
        f"{written_day(one.original_start)}, planned end {written_day(one.planned_end)}, "
        f"tutor {one.tutor_name}"
    )
    table = Table(
        f"{one.how_many('missing')} missing, {one.how_many('late')} late, of {len(one.lines)}",
        ("Item", "State", "Date", "What there is", "Rule"),
        tuple(
            (line.label, _state(line), written_day(line.on), line.text, _rule(line))
            for line in one.lines
        ),
    )
    return Section(f"{one.name} ({one.ref})", (Paragraph(who), table))


def _state(line: Line) -> Cell:
    words = STATES[line.state]
    return Strong(words) if line.state in ("missing", "late") else words


def _rule(line: Line) -> str:
    doubt = f" (unconfirmed: {listing(line.unconfirmed)})" if line.unconfirmed else ""
    return f"{line.rule}{doubt}"


def _rules(found: Sequence[Rule]) -> Iterator[Section]:
    if found:
        yield Section(
            "The rules",
            (
                Table(
                    "What each rule asks, and where it is from",
                    ("Rule", "What it asks", "Source", "Applies", "Confirmed"),
                    tuple(
                        (
                            rule.id,
                            rule.sentence,
                            rule.source,
                            applies(rule),
                            "yes" if rule.confirmed else Strong("no"),
                        )
                        for rule in found
                    ),
                ),
            ),
        )

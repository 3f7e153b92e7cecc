"""The programme aims of one ILR learner: which is current, its restarts, breaks and status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise

from tutor_tui.exchange.ilr_values import Record, Unusable, or_unknown
from tutor_tui.model.learner import Break, Status
from tutor_tui.model.standard import ProgrammeKind

PROGRAMME_AIM = "ZPROG001"
KINDS: dict[int, ProgrammeKind] = {25: "apprenticeship", 31: "t_level"}
"""Programme type (ProgType) to the kinds of programme the product keeps."""

CONTINUING, COMPLETED, WITHDRAWN, ON_BREAK = 1, 2, 3, 6
COMPLETIONS = (CONTINUING, COMPLETED, WITHDRAWN, ON_BREAK)
AWAITING_ASSESSMENT = 8

MOST_HOURS = 9999
NO_POSTCODE = "ZZ99 9ZZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeAim:
    """One programme aim: one unbroken stretch of a programme, from a start to its end.

    `original_start` is what the record itself states, None where it states nothing.
    `completion` and `outcome` are the ILR's own codes. Hours are whole hours. Each of `doubts`
    names a field that cannot be used and was taken as not known.
    """

    kind: ProgrammeKind
    lars: int | None
    sequence: int
    start: date
    original_start: date | None
    planned_end: date
    actual_end: date | None
    achieved_on: date | None
    completion: int
    outcome: int | None
    restart: bool
    postcode: str | None
    planned_hours: int | None
    actual_hours: int | None
    prior_learning_hours: int | None
    doubts: tuple[str, ...]


def is_programme_aim(delivery: Record) -> bool:
    """Say whether the delivery is a programme's own aim, not one of its components."""
    return (
        delivery.text("LearnAimRef").upper() == PROGRAMME_AIM and delivery.whole("AimType", 9) == 1
    )


def programme_aim(delivery: Record) -> ProgrammeAim:
    """Read the aim of an apprenticeship or T Level.

    Raises:
        Unusable: A field it needs is missing, is not what it should be, or contradicts another.
    """
    kind = KINDS[delivery.needed_whole("ProgType", 99)]
    actual_end = delivery.day("LearnActEndDate")
    doubts: list[str] = []
    hours = _hours(delivery, doubts)
    aim = ProgrammeAim(
        kind=kind,
        lars=delivery.needed_whole("StdCode", 99_999) if kind == "apprenticeship" else None,
        sequence=delivery.whole("AimSeqNumber", 999) or 0,
        start=delivery.needed_day("LearnStartDate"),
        original_start=delivery.day("OrigLearnStartDate"),
        planned_end=delivery.needed_day("LearnPlanEndDate"),
        actual_end=actual_end,
        achieved_on=delivery.day("AchDate"),
        completion=completion(delivery, actual_end),
        outcome=delivery.whole("Outcome", 9),
        restart=_is_restart(delivery),
        postcode=or_unknown(lambda: _postcode(delivery), doubts),
        planned_hours=_first_given(
            hours.get(1 if kind == "apprenticeship" else 2),
            or_unknown(lambda: delivery.whole("PHours", MOST_HOURS), doubts),
        ),
        actual_hours=_first_given(
            hours.get(3), or_unknown(lambda: delivery.whole("OTJActHours", MOST_HOURS), doubts)
        ),
        prior_learning_hours=hours.get(4),
        doubts=tuple(doubts),
    )
    _in_order("OrigLearnStartDate", aim.original_start, "LearnStartDate", aim.start)
    _in_order("LearnStartDate", aim.start, "LearnPlanEndDate", aim.planned_end)
    _in_order("LearnStartDate", aim.start, "LearnActEndDate", aim.actual_end)
    return aim


def completion(delivery: Record, actual_end: date | None) -> int:
    """Give the completion status, one of `COMPLETIONS`.

    Raises:
        Unusable: The code is missing or unknown, or says that the aim has ended without a day.
    """
    code = delivery.needed_whole("CompStatus", 9)
    if code not in COMPLETIONS:
        raise Unusable(f"CompStatus {code} is not one of 1, 2, 3 and 6")
    if code != CONTINUING and actual_end is None:
        raise Unusable(f"CompStatus is {code} and LearnActEndDate is missing")
    return code


def _in_order(first_name: str, first: date | None, second_name: str, second: date | None) -> None:
    if first and second and second < first:
        raise Unusable(f"{second_name} {second} is before {first_name} {first}")


def _is_restart(delivery: Record) -> bool:
    """A restart is marked RES 1; one that gives an original start is one all the same."""
    return delivery.day("OrigLearnStartDate") is not None or any(
        fam.text("LearnDelFAMType") == "RES" and fam.text("LearnDelFAMCode") == "1"
        for fam in delivery.all("LearningDeliveryFAM")
    )


def _hours(delivery: Record, doubts: list[str]) -> dict[int, int]:
    """The hours records, kept from 2026-27: code to whole hours, the last where one repeats."""

    def amount(record: Record) -> tuple[int, int]:
        return record.needed_whole("HRSCode", 99), record.needed_whole("HRSAmount", MOST_HOURS)

    read = (or_unknown(partial(amount, record), doubts) for record in delivery.all("HRSRecord"))
    return dict(filter(None, read))


def _first_given(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)


def _postcode(delivery: Record) -> str | None:
    postcode = delivery.text("DelLocPostCode").upper()
    return None if postcode in ("", NO_POSTCODE) else postcode


def current_stretch(aims: Sequence[ProgrammeAim]) -> list[ProgrammeAim]:
    """Give the current aim, last, after those it carries on: its breaks' and restarts' aims.

    The current aim is the open one with the latest start, else the one with the latest start.
    An aim carries on another of the same programme when it is a restart or the other ended in
    a break.
    """
    current = max(aims, key=lambda aim: (aim.actual_end is None, aim.start, aim.sequence))
    earlier = [
        aim
        for aim in aims
        if aim is not current
        and (aim.kind, aim.lars) == (current.kind, current.lars)
        and aim.start <= current.start
    ]
    earlier.sort(key=lambda aim: (aim.start, aim.sequence))
    stretch: list[ProgrammeAim] = []
    for aim in [*earlier, current]:
        if stretch and not aim.restart and stretch[-1].completion != ON_BREAK:
            stretch.clear()
        stretch.append(aim)
    return stretch


def original_start(stretch: Sequence[ProgrammeAim]) -> date:
    """Give the first day of the programme, kept through breaks and restarts."""
    return min(aim.original_start or aim.start for aim in stretch)


def breaks(stretch: Sequence[ProgrammeAim]) -> tuple[Break, ...]:
    """Give the breaks between the aims, and the open one where the last aim ended in a break."""
    found = [
        Break(start=aim.actual_end, end=restart.start)
        for aim, restart in pairwise(stretch)
        if aim.completion == ON_BREAK and aim.actual_end and aim.actual_end < restart.start
    ]
    if stretch[-1].completion == ON_BREAK and stretch[-1].actual_end:
        found.append(Break(start=stretch[-1].actual_end))
    return tuple(found)


def status(stretch: Sequence[ProgrammeAim]) -> tuple[Status, date]:
    """Give the status the current aim states, and the day from which it holds.

    Providers return an apprentice who awaits the assessment as continuing or as completed: in
    both the learning has ended and the outcome is not known yet.
    """
    aim = stretch[-1]
    ended = aim.actual_end
    if ended and aim.completion == WITHDRAWN:
        return "withdrawn", ended
    if ended and aim.completion in (CONTINUING, COMPLETED) and aim.outcome == AWAITING_ASSESSMENT:
        return "gateway", ended
    if ended and aim.completion == COMPLETED:
        return "completed", aim.achieved_on or ended
    return "on_programme", original_start(stretch)


def doubts(aims: Sequence[ProgrammeAim], stretch: Sequence[ProgrammeAim]) -> list[str]:
    """Say what in the programme aims was taken one way and could mean another."""
    current = stretch[-1]
    found = []
    if sum(aim.actual_end is None for aim in aims) > 1:
        found.append(f"more than one programme is open; the one from {current.start} is taken")
    if (
        current.actual_end
        and current.completion == CONTINUING
        and current.outcome != AWAITING_ASSESSMENT
    ):
        found.append("LearnActEndDate is given but the aim continues; taken as on programme")
    for aim, following in pairwise(stretch):
        if aim.completion == ON_BREAK and not following.restart:
            found.append(
                f"the return on {following.start} is not marked as a restart; taken as one"
            )
        if aim.completion == ON_BREAK and aim.actual_end and following.start < aim.actual_end:
            found.append(f"the restart on {following.start} is before the break began")
    return found

"""The programme aims of one ILR learner: which is current, and its status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from tutor_tui.exchange.ilr_spells import Spell
from tutor_tui.exchange.ilr_values import Record, Unusable, or_unknown
from tutor_tui.model.learner import Status
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

    @property
    def spell(self) -> Spell:
        """The time it stands for."""
        return Spell(
            lars=self.lars,
            start=self.start,
            original_start=self.original_start,
            end=self.actual_end,
            paused=self.completion == ON_BREAK,
            restart=self.restart,
        )


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


def current_last(aims: Sequence[ProgrammeAim]) -> list[ProgrammeAim]:
    """Give the aims from the first start to the last, the current one behind them.

    The current aim is the open one with the latest start, else the one with the latest start.
    """
    by_start = sorted(aims, key=lambda aim: (aim.start, aim.sequence))
    current = max(by_start, key=lambda aim: (aim.actual_end is None, aim.start, aim.sequence))
    return [*(aim for aim in by_start if aim is not current), current]


def status(aim: ProgrammeAim) -> tuple[Status, date | None]:
    """Give the status the current aim states, and the day from which it holds.

    Someone on programme is so from the original start, for which the day is None. Providers
    return an apprentice who awaits the assessment as continuing or as completed: in both the
    learning has ended and the outcome is not known yet.
    """
    ended = aim.actual_end
    if ended and aim.completion == WITHDRAWN:
        return "withdrawn", ended
    if ended and aim.completion in (CONTINUING, COMPLETED) and aim.outcome == AWAITING_ASSESSMENT:
        return "gateway", ended
    if ended and aim.completion == COMPLETED:
        return "completed", aim.achieved_on or ended
    return "on_programme", None


def doubts(aims: Sequence[ProgrammeAim], current: ProgrammeAim) -> list[str]:
    """Say what in the programme aims was taken one way and could mean another."""
    found = []
    if sum(aim.actual_end is None for aim in aims) > 1:
        found.append(f"more than one programme is open; the one from {current.start} is taken")
    if (
        current.actual_end
        and current.completion == CONTINUING
        and current.outcome != AWAITING_ASSESSMENT
    ):
        found.append("LearnActEndDate is given but the aim continues; taken as on programme")
    return found

"""One learner of an ILR file, as the product takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tutor_tui.exchange import ilr_aims, ilr_spells
from tutor_tui.exchange.ilr_returns import AimOutcome, AimStatus, SkillAim
from tutor_tui.exchange.ilr_spells import Spell
from tutor_tui.exchange.ilr_values import Record, Unusable, or_unknown
from tutor_tui.exchange.values import check_uln
from tutor_tui.model.learner import Status
from tutor_tui.model.standard import ProgrammeKind

NO_PROGRAMME = "no apprenticeship or T Level"

_SPECIALISM = "ZTLOS"
"""How the references of T Levels' occupational specialisms begin."""
_CORE_AIM = 5
"""The type (AimType) of the aim that is a T Level's main qualification."""

_STATUSES: dict[int, AimStatus] = {
    ilr_aims.CONTINUING: "continuing",
    ilr_aims.COMPLETED: "completed",
    ilr_aims.WITHDRAWN: "withdrawn",
    ilr_aims.ON_BREAK: "on_break",
}
_OUTCOMES: dict[int, AimOutcome] = {
    1: "achieved",
    2: "partly_achieved",
    3: "not_achieved",
    8: "awaited",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPlacement:
    """One industry placement of a T Level: the hours planned for it, not those served."""

    start: date
    end: date | None
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IlrLearner:
    """One learner and their current programme; a learner is known by `ukprn` and `ref`.

    `lars` is the code of an apprenticeship's standard; a T Level has none and is told by
    `t_level_aims`, the references of its specialism and then of its qualification. `spells` are
    all that the file tells of the learner's time, the current one last. A learner in a break is
    `on_programme`; `status_on` is None for whoever is so.
    `otj_planned` is an apprentice's planned off-the-job hours, or a T Level's planned hours.
    `delivery_postcode` is None where there is no fixed place. `monitoring` holds the provider's
    own codes A and B. Each of `warnings` names the learner.
    """

    ukprn: str
    ref: str
    uln: str
    given_name: str
    family_name: str
    born: date | None
    email: str
    programme: ProgrammeKind
    lars: int | None
    t_level_aims: tuple[str, ...]
    spells: tuple[Spell, ...]
    planned_end: date
    status: Status
    status_on: date | None
    otj_planned: int | None
    otj_actual: int | None
    prior_learning_hours: int | None
    delivery_postcode: str | None
    monitoring: dict[str, str]
    skill_aims: tuple[SkillAim, ...]
    placements: tuple[PlannedPlacement, ...]
    warnings: tuple[str, ...]


def why_left_out(record: Record) -> str:
    """Say why the learner is none of ours; empty for an apprentice or T Level student.

    Raises:
        Unusable: The kind of a programme cannot be read.
    """
    kinds = {
        delivery.whole("ProgType", 99)
        for delivery in record.all("LearningDelivery")
        if ilr_aims.is_programme_aim(delivery)
    }
    if not kinds.isdisjoint(ilr_aims.KINDS):
        return ""
    others = sorted(kind for kind in kinds if kind is not None)
    return f"other programme type {others[-1]}" if others else NO_PROGRAMME


def ilr_learner(record: Record, ukprn: str) -> IlrLearner:
    """Read an apprentice or T Level student.

    Raises:
        Unusable: A field the product needs is missing or is not what it should be.
    """
    ref = record.text("LearnRefNumber")
    if not ref:
        raise Unusable("LearnRefNumber is missing")
    family_name, given_name = record.text("FamilyName"), record.text("GivenNames")
    if not family_name:
        # Somebody with one name only; every learner is listed by a family name.
        family_name, given_name = given_name, ""
    if not family_name:
        raise Unusable("FamilyName is missing")
    deliveries = list(record.all("LearningDelivery"))
    aims = [
        ilr_aims.programme_aim(delivery)
        for delivery in deliveries
        if ilr_aims.is_programme_aim(delivery) and delivery.whole("ProgType", 99) in ilr_aims.KINDS
    ]
    *_, current = aims = ilr_aims.current_last(aims)
    spells = tuple(aim.spell for aim in aims)
    stretch = ilr_spells.stretch(spells, spells[-1])
    components = [delivery for delivery in deliveries if _belongs(delivery, current)]
    doubts = [
        *ilr_aims.doubts(aims, current),
        *current.doubts,
    ]
    uln, doubt = check_uln(or_unknown(lambda: record.text("ULN"), doubts) or "")
    if doubt:
        doubts.append(doubt)
    status, status_on = ilr_aims.status(current)
    return IlrLearner(
        ukprn=ukprn,
        ref=ref,
        uln=uln,
        given_name=given_name,
        family_name=family_name,
        born=or_unknown(lambda: _born(record, ilr_spells.original_start(stretch)), doubts),
        email=or_unknown(lambda: record.text("Email"), doubts) or "",
        programme=current.kind,
        lars=current.lars,
        t_level_aims=_t_level_aims(components) if current.kind == "t_level" else (),
        spells=spells,
        planned_end=current.planned_end,
        status=status,
        status_on=status_on,
        otj_planned=current.planned_hours,
        otj_actual=current.actual_hours,
        prior_learning_hours=current.prior_learning_hours,
        delivery_postcode=current.postcode,
        monitoring=or_unknown(lambda: _monitoring(record), doubts) or {},
        skill_aims=tuple(_skill_aims(components, doubts)),
        placements=tuple(_placements(components, doubts)) if current.kind == "t_level" else (),
        warnings=tuple(f"learner {ref}: {doubt}" for doubt in doubts),
    )


def _born(record: Record, original_start: date) -> date | None:
    born = record.day("DateOfBirth")
    if born and born >= original_start:
        raise Unusable(f"DateOfBirth {born} is not before the start {original_start}")
    return born


def _belongs(delivery: Record, current: ilr_aims.ProgrammeAim) -> bool:
    """Whether the delivery is a component of the current programme."""
    return (
        not ilr_aims.is_programme_aim(delivery)
        and ilr_aims.KINDS.get(delivery.whole("ProgType", 99) or 0) == current.kind
        and delivery.whole("StdCode", 99_999) == current.lars
    )


def _t_level_aims(components: list[Record]) -> tuple[str, ...]:
    """What tells one T Level from another: the specialism's aim, then the qualification's."""
    found = {}
    for component in components:
        ref = component.text("LearnAimRef").upper()
        specialism = ref.startswith(_SPECIALISM)
        if ref and (specialism or component.whole("AimType", 9) == _CORE_AIM):
            found[ref] = specialism
    return tuple(sorted(found, key=lambda ref: not found[ref]))


def _placements(components: list[Record], doubts: list[str]) -> Iterator[PlannedPlacement]:
    """The industry placements; one that cannot be read is left out and told."""
    for component in components:
        for placement in component.all("LearningDeliveryWorkPlacement"):
            try:
                yield PlannedPlacement(
                    start=placement.needed_day("WorkPlaceStartDate"),
                    end=placement.day("WorkPlaceEndDate"),
                    hours=placement.needed_whole("WorkPlaceHours", ilr_aims.MOST_HOURS),
                )
            except Unusable as problem:
                doubts.append(f"a placement was left out: {problem}")


def _skill_aims(components: list[Record], doubts: list[str]) -> Iterator[SkillAim]:
    """English and maths aims alone carry a funding record of their own, of the type ACT.

    One that cannot be read is left out and told: the rest of the learner is sound.
    """
    for component in components:
        if component.whole("AimType", 9) != 3 or not any(
            fam.text("LearnDelFAMType") == "ACT" for fam in component.all("LearningDeliveryFAM")
        ):
            continue
        aim_ref = component.text("LearnAimRef").upper()
        try:
            actual_end = component.day("LearnActEndDate")
            yield SkillAim(
                aim_ref=aim_ref,
                start=component.needed_day("LearnStartDate"),
                actual_end=actual_end,
                status=_STATUSES[ilr_aims.completion(component, actual_end)],
                outcome=_OUTCOMES.get(component.whole("Outcome", 9) or 0),
            )
        except Unusable as problem:
            doubts.append(f"aim {aim_ref} was left out: {problem}")


def _monitoring(record: Record) -> dict[str, str]:
    found = {}
    for monitoring in record.all("ProviderSpecLearnerMonitoring"):
        occurrence = monitoring.text("ProvSpecLearnMonOccur")
        if occurrence in ("A", "B"):
            found[occurrence] = monitoring.text("ProvSpecLearnMon")
    return found

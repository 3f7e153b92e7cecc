"""Where a learner stands by every rule, those included that the triage does not ask."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from tutor_tui.model.learner import Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.assessment import AssessmentVerdict
from tutor_tui.rules.forecast import ForecastVerdict
from tutor_tui.rules.gateway import Duration, minimum_duration
from tutor_tui.rules.hours import HoursVerdict
from tutor_tui.rules.placement import PlacementVerdict, placement
from tutor_tui.rules.reviews import ReviewVerdict
from tutor_tui.rules.skills import ComponentsVerdict, components
from tutor_tui.rules.triage import Verdict, assess


class Standing(Struct, frozen=True, kw_only=True):
    """Everything the rules say of one learner on one day.

    `components`, `placement` and `duration` are None where the programme has none for the
    learner.
    """

    verdict: Verdict
    reviews: ReviewVerdict
    hours: HoursVerdict
    assessment: AssessmentVerdict
    forecast: ForecastVerdict
    components: ComponentsVerdict | None
    placement: PlacementVerdict | None
    duration: Duration | None


def standing(
    learner: Learner,
    visits: Sequence[Visit],
    standard: Standard,
    settings: Settings,
    today: date,
) -> Standing:
    """Apply every rule to one learner; the visits may be in any order."""
    apprentice = standard.kind == "apprenticeship"
    verdict = assess(learner, visits, standard, settings, today)
    return Standing(
        verdict=verdict,
        reviews=verdict.reviews,
        hours=verdict.hours,
        assessment=verdict.assessment,
        forecast=verdict.forecast,
        components=components(learner, standard, today),
        placement=placement(learner, standard),
        duration=minimum_duration(learner, standard, today) if apprentice else None,
    )

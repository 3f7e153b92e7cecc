"""What a visit came to, in plain text ready to be pasted into an e-portfolio."""

from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct

from tutor_tui.errors import Refused
from tutor_tui.london import in_london
from tutor_tui.model.learner import Action, KsbState, Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.text import shown
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.record_lines import length
from tutor_tui.workspace.visit_lists import in_order, status_words
from tutor_tui.workspace.visit_times import with_recorded

KIND_WORDS = {
    "teaching": "Teaching visit",
    "review": "Progress review",
    "induction": "Induction",
    "observation": "Observation",
    "support": "Support visit",
}
MODE_WORDS = {"online": "online", "workplace": "at the workplace"}


class TouchedKsb(Struct, frozen=True, kw_only=True):
    """A KSB that the visit touched: its words in the standard, and the state it has now."""

    code: str
    state: KsbState
    text: str


class VisitSummary(Struct, frozen=True, kw_only=True):
    """One visit and what came of it. Nothing in it is of any other learner, and no folder note."""

    learner: Learner
    visit: Visit
    ksbs: tuple[TouchedKsb, ...]
    actions: tuple[Action, ...]
    next_visit: Visit | None

    @property
    def text(self) -> str:
        """Several lines, each of them safe to show."""
        return "\n".join(shown(line) for line in _lines(self))


def summary(
    caseload: Caseload, learner: Learner, visit: Visit, *, ksbs: Collection[str] | None = None
) -> VisitSummary:
    """Sum up a visit whose outcome is recorded.

    Args:
        caseload: The learner's caseload.
        learner: Who was visited.
        visit: The visit.
        ksbs: The codes that were touched; those set on the visit's day where None.

    Raises:
        Refused: The visit is booked, and nothing came of it yet.
    """
    if visit.status == "booked":
        raise Refused(f"the visit of {visit.date} is booked; record what became of it first")
    if ksbs is None:
        ksbs = [code for code, record in learner.ksbs.items() if record.on == visit.date]
    words = {ksb.code: ksb.text for ksb in caseload.standard_of(learner).ksbs}
    done = [one.action for one in caseload.folder(learner).done.values()]
    ordered = in_order(with_recorded(caseload.visits_of(learner), visit))
    later = ordered[ordered.index(visit) + 1 :]
    return VisitSummary(
        learner=learner,
        visit=visit,
        ksbs=tuple(
            TouchedKsb(code=code, state=ksb_state(learner, code), text=words.get(code, ""))
            for code in sorted(ksbs, key=code_order)
        ),
        actions=tuple(
            one for one in (*learner.actions.values(), *done) if one.agreed == visit.date
        ),
        next_visit=next((one for one in later if one.status in ("booked", "attended")), None),
    )


def _lines(found: VisitSummary) -> Iterator[str]:
    visit = found.visit
    held = KIND_WORDS[visit.kind], MODE_WORDS[visit.mode], status_words(visit.status)
    yield f"{found.learner.name}, {_when(visit)}"
    yield ", ".join(held)
    lasted = length(visit.minutes) if visit.minutes is not None else ""
    off_the_job = f"{length(visit.otj_minutes)} off the job" if visit.otj_minutes else ""
    if lasted or off_the_job:
        yield f"Time: {', '.join(filter(None, (lasted, off_the_job)))}"
    if found.ksbs:
        yield "Knowledge, skills and behaviours:"
    for ksb in found.ksbs:
        yield f"- {ksb.code} {ksb.state}" + (f": {ksb.text}" if ksb.text else "")
    if found.actions:
        yield "Actions agreed:"
    for action in found.actions:
        due = f", by {_day(action.due)}" if action.due else ""
        yield f"- {action.text} ({action.owner}{due})"
    if visit.note:
        yield "Note:"
        yield from visit.note.split("\n")
    if found.next_visit:
        yield f"Next visit: {_when(found.next_visit)}, {MODE_WORDS[found.next_visit.mode]}"


def _when(visit: Visit) -> str:
    text = f"{visit.date:%A} {_day(visit.date)}"
    if visit.start is None or visit.end is None:
        return text
    return f"{text}, {in_london(visit.start):%H:%M} to {in_london(visit.end):%H:%M}"


def _day(when: date) -> str:
    """The day with its year, since the text is read long after."""
    return f"{when.day} {when:%B %Y}"

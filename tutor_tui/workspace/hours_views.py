"""A learner's hours in words: the verdict, the months as planned and done, the time behind them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from tutor_tui.model.folder import HoursEntry, HoursKind
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.hours import HoursVerdict
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.record_lines import HOURS_WORDS, length
from tutor_tui.workspace.record_views import ViewRow, when
from tutor_tui.workspace.standing import Standing


class _Spent(Struct, frozen=True, kw_only=True):
    """Time spent on one day, on a visit or logged."""

    id: str
    on: date
    minutes: int
    kind: HoursKind
    cells: tuple[str, str]
    """What kind of time it is, and what was done."""
    detail: str


def hours_line(standing: Standing) -> str:
    """The verdict on the hours in one line: a placement's days, the hours and their minimum."""
    hours, parts = standing.hours, []
    if standing.placement:
        parts.append(standing.placement.text)
    if not standing.placement or hours.planned is not None:
        parts.append(hours.text)
    if standing.verdict.standard.kind == "apprenticeship":
        doubt = ", unconfirmed" if hours.minimum.doubt else ""
        least = hours.minimum.hours
        parts.append(f"minimum {'not known' if least is None else least}{doubt}")
    return "; ".join(parts)


def hours_rows(
    learner: Learner,
    verdict: HoursVerdict,
    visits: Sequence[Visit],
    logged: Mapping[str, HoursEntry],
    today: date,
) -> list[ViewRow]:
    """The time spent under its month, the latest first, then the months planned ahead.

    Day, time, kind and what was done. Time logged is `log:` and its id, a visit's `visit:` and
    the visit's id, a month `month:2026-09`; what the return or a person says is `return:`.
    """
    spent: dict[str, list[_Spent]] = {}
    for one in (*_of_visits(visits, today), *_of_log(logged, today)):
        spent.setdefault(f"{one.on:%Y-%m}", []).append(one)
    now = f"{today:%Y-%m}"
    months = sorted({*spent, *(month for month in learner.otj_plan if month <= now)}, reverse=True)
    rows = [_return_row(learner.otj_actual, verdict)] if learner.otj_actual is not None else []
    for month in months:
        inside = sorted(spent.get(month, ()), key=lambda one: (one.on, one.id), reverse=True)
        rows.append(_month_row(month, learner.otj_plan.get(month), inside, now))
        rows += [_spent_row(one, today) for one in inside]
    ahead = sorted(month for month in learner.otj_plan if month > now)
    if ahead:
        rows.append(ViewRow("heading:ahead", ("Ahead", "", "", "planned by month"), "heading"))
    return rows + [_month_row(month, learner.otj_plan[month], [], now) for month in ahead]


def plan_text(learner: Learner) -> str:
    """Every month of the programme with the hours planned for it: `2026-09 12`, a line each.

    Hours are left open where none are planned; months planned outside the programme are kept.
    """
    months = {*_months(learner), *learner.otj_plan}
    return "\n".join(f"{month} {learner.otj_plan.get(month, '')}" for month in sorted(months))


def planning_note(learner: Learner) -> str:
    """What the hours planned in all come to a month; empty where none are."""
    if not learner.otj_planned:
        return ""
    months = len(_months(learner))
    a_month = round(learner.otj_planned / months)
    over = count(months, "month")
    return f"{count(learner.otj_planned, 'hour')} are planned in all: {a_month} a month for {over}."


def _months(learner: Learner) -> list[str]:
    """The months of the programme, the first and the last included."""
    month, found = learner.original_start.replace(day=1), []
    while month <= learner.planned_end:
        found.append(f"{month:%Y-%m}")
        month += relativedelta(months=1)
    return found


def _of_visits(visits: Sequence[Visit], today: date) -> Iterator[_Spent]:
    for visit in visits:
        if visit.status == "attended" and visit.otj_minutes and visit.date <= today:
            note = " ".join(visit.note.split())
            yield _Spent(
                id=f"visit:{visit.id}",
                on=visit.date,
                minutes=visit.otj_minutes,
                kind="off_the_job",
                cells=("visit", f"{visit.kind}: {note}" if note else visit.kind),
                detail=f"{length(visit.otj_minutes)} off the job on the visit of "
                f"{when(visit, today)}; corrected with the visit, on its tab",
            )


def _of_log(logged: Mapping[str, HoursEntry], today: date) -> Iterator[_Spent]:
    for id_, entry in logged.items():
        kind = HOURS_WORDS[entry.kind]
        what = f": {entry.what}" if entry.what else ""
        yield _Spent(
            id=f"log:{id_}",
            on=entry.on,
            minutes=entry.minutes,
            kind=entry.kind,
            cells=(kind, entry.what),
            detail=f"{length(entry.minutes)} {kind} on {day(entry.on, today)}{what}",
        )


def _spent_row(spent: _Spent, today: date) -> ViewRow:
    cells = (f"{spent.on:%a} {day(spent.on, today)}", length(spent.minutes), *spent.cells)
    return ViewRow(spent.id, cells, "spent", spent.detail)


def _month_row(month: str, planned: int | None, spent: Sequence[_Spent], now: str) -> ViewRow:
    """What was done in a month, and how that stands to what was planned for it."""
    done = sum(one.minutes for one in spent if one.kind == "off_the_job")
    placed = sum(one.minutes for one in spent if one.kind == "placement")
    words = [f"{length(placed)} of placement"] if placed else []
    status = "heading"
    if planned:
        left = 60 * planned - done
        short = f", {length(left)} short" if left > 0 and month < now else ""
        words.append(f"{planned} h planned{short}")
        status = "done" if left <= 0 else "open" if month < now else "upcoming"
    name = f"{date.fromisoformat(f'{month}-01'):%b %Y}"
    time = length(done) if done or (planned and month <= now) else ""
    kind = "off the job" if time else ""
    detail = f"{name}: {', '.join([*([f'{time} {kind}'] if time else []), *words])}"
    return ViewRow(f"month:{month}", (name, time, kind, ", ".join(words)), status, detail)


def _return_row(hours: int, verdict: HoursVerdict) -> ViewRow:
    """What the return or a person says that was done, whatever was logged."""
    text = "by the return or by hand"
    if verdict.differs:
        text = f"not agreed: {verdict.differs}; the larger counts"
    status = "outcome_missing" if verdict.differs else "heading"
    return ViewRow("return:", ("In all", f"{hours} h", "off the job", text), status)

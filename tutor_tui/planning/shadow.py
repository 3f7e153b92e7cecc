"""The leave shadow: days on which nobody should be seen, because of what comes four weeks on."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from tutor_tui.model.tutor import Leave
from tutor_tui.planning.capacity import Day, days
from tutor_tui.planning.explain import span
from tutor_tui.planning.needs import MOST_WEEKS, VISIT_MINUTES, Request
from tutor_tui.planning.plan import plan
from tutor_tui.rules.words import count


class Shadow(Struct, frozen=True, kw_only=True):
    """Who is last seen from `first` to `last` cannot be seen on time after it.

    The next window, whole, lies in the days closed from `closed_from` to `closed_to`.
    """

    first: date
    last: date
    closed_from: date
    closed_to: date


class LeaveShadow(Struct, frozen=True, kw_only=True):
    """What leave does to the plan.

    `seen` visits are on shadow days in the plan that does not know of the leave. `late_with`
    and `late_without` count the late visits of the plans with the leave and without it, each as
    little late as can be; `late_days_with` and `late_days_without` their days.
    """

    shadows: tuple[Shadow, ...]
    seen: int
    late_with: int
    late_without: int
    late_days_with: int
    late_days_without: int
    text: str


def shadows(
    open_days: Sequence[Day],
    *,
    minutes: int = VISIT_MINUTES,
    min_days: int = 28,
    max_days: int = 35,
) -> tuple[Shadow, ...]:
    """The shadows of every run of days without a slot.

    A closed run of n days casts one of n less the length of a window, and one.
    """
    found = []
    run: list[Day] = []
    for day in (*open_days, None):
        if day is not None and not day.slots(minutes):
            run.append(day)
            continue
        if run:
            first = run[0].on - timedelta(days=min_days)
            last = run[-1].on - timedelta(days=max_days)
            # a run cut off by the first or last day looked at may be longer than is seen
            if first <= last and last >= open_days[0].on:
                found.append(
                    Shadow(
                        first=max(first, open_days[0].on),
                        last=last,
                        closed_from=run[0].on,
                        closed_to=run[-1].on,
                    )
                )
        run = []
    return tuple(found)


def leave_shadow(here: Request, away: Request, leave: Leave) -> LeaveShadow:
    """What this leave does.

    Args:
        here: What is asked of the tutor without the leave.
        away: The same with it.
        leave: The leave.
    """
    today, rule = here.today, usual_rule(here)
    enough = ((leave.end - today).days + rule[1]) // 7 + 1
    weeks = min(max(here.weeks, enough), MOST_WEEKS)
    here, away = (replace(asked, weeks=weeks) for asked in (here, away))
    without, with_ = plan(here, improve=False), plan(away, improve=False)
    open_days = days(away, max(leave.end, today) + timedelta(days=rule[1]))
    working = [day.on for day in open_days if day.slots(VISIT_MINUTES)]
    cast = tuple(
        shadow
        for shadow in shadows(open_days, min_days=rule[0], max_days=rule[1])
        if shadow.closed_from <= leave.end
        and leave.start <= shadow.closed_to
        # on a weekend nobody is seen anyway
        and any(shadow.first <= on <= shadow.last for on in working)
    )
    seen = sum(any(s.first <= v.on <= s.last for s in cast) for v in without.visits)
    found = LeaveShadow(
        shadows=cast,
        seen=seen,
        late_with=len(with_.late),
        late_without=len(without.late),
        late_days_with=with_.proof.late_days,
        late_days_without=without.proof.late_days,
        text="",
    )
    return replace(found, text=_text(found, today))


def usual_rule(request: Request) -> tuple[int, int]:
    """The rule of most learners: the days after which a window opens and closes."""
    rules = [(need.min_days, need.max_days) for need in request.needs] or [(28, 35)]
    return max(sorted(set(rules)), key=rules.count)


def _text(found: LeaveShadow, today: date) -> str:
    cost = _cost(found)
    if not found.shadows:
        return f"No window lies wholly in it: {cost}"
    # from the first closed day on nobody is seen anyway
    until = [min(s.last, s.closed_from - timedelta(days=1)) for s in found.shadows]
    when = " and ".join(
        span(shadow.first, last, today) for shadow, last in zip(found.shadows, until, strict=True)
    )
    if not found.seen:
        return f"See nobody {when}: as planned, nobody is. Planned round it: {cost}"
    late = count(found.seen, "visit")
    return f"See nobody {when}, or {late} will be late. Planned round it: {cost}"


def _cost(found: LeaveShadow) -> str:
    """How many visits are late with the leave and without it, and by how many days in all."""
    visits = "visit" if found.late_with == 1 else "visits"
    with_ = f"{found.late_with} {visits} late{_by(found.late_days_with)} with it"
    return f"{with_}, {found.late_without}{_by(found.late_days_without)} without"


def _by(days: int) -> str:
    return f" by {count(days, 'day')} in all" if days else ""

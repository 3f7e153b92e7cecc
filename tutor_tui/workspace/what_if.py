"""What if: a learner on another day, with a break or visits not recorded. Nothing is saved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from msgspec import Struct, structs

from tutor_tui.errors import WrongUsage
from tutor_tui.model.learner import Break, Learner
from tutor_tui.model.settings import Settings
from tutor_tui.model.standard import Standard
from tutor_tui.model.visit import Visit
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace.standing import Standing, standing
from tutor_tui.workspace.views import state_text

FARTHEST = relativedelta(years=10)
"""How far from today a day may be supposed."""
_YEARLESS = re.compile(r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?! \d{4}\b)")


class Difference(Struct, frozen=True, kw_only=True):
    """One thing as it is and as it would be; `now` or `then` is empty where it is not."""

    what: str
    now: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What is supposed of a learner: the day it is, one break, the days of visits."""

    learner: Learner
    """As recorded."""
    recorded: Sequence[Visit]
    today: date
    on: date
    """The day supposed."""
    pause: Break | None = None
    seen: tuple[date, ...] = ()

    @property
    def words(self) -> str:
        """What is supposed besides the day; nothing where nothing is."""
        parts = []
        if self.pause:
            back = f", back on {day(self.pause.end, self.today)}" if self.pause.end else ""
            parts.append(f"on a break from {day(self.pause.start, self.today)}{back}")
        for said, days in (
            ("seen on", [one for one in self.seen if one <= self.on]),
            ("booked for a visit on", [one for one in self.seen if one > self.on]),
        ):
            if days:
                parts.append(f"{said} {listing([day(one, self.today) for one in days])}")
        return " and ".join(parts)

    def standing(self, standard: Standard, settings: Settings) -> Standing:
        """What every rule says then."""
        learner = _with_break(self.learner, self.pause) if self.pause else self.learner
        # who is seen on the day of a booking is seen at that visit
        visits = [v for v in self.recorded if v.status != "booked" or v.date not in self.seen]
        visits += [_visit(learner, one) for one in self.seen]
        return standing(learner, visits, standard, settings, self.on)

    def moved_to(self, on: date) -> "Supposition":
        """The same on another day.

        Raises:
            WrongUsage: It is more than ten years away.
        """
        if not self.today - FARTHEST <= on <= self.today + FARTHEST:
            raise WrongUsage("Suppose a day within ten years of today")
        return replace(self, on=on)

    def moved_by(self, *, days: int = 0, months: int = 0) -> "Supposition":
        """The same so many days or months later, or earlier where they are negative.

        Raises:
            WrongUsage: That is more than ten years away.
        """
        return self.moved_to(self.on + timedelta(days=days) + relativedelta(months=months))

    def with_break(self, pause: Break) -> "Supposition":
        """The same with this break; a recorded one that begins on the same day gives way.

        Raises:
            WrongUsage: It overlaps another, or ends before it begins.
        """
        from tutor_tui.model.border import checked  # loads pydantic: only for what is supposed

        checked(_with_break(self.learner, pause))
        return replace(self, pause=pause)

    def break_here(self) -> "Supposition":
        """A break that begins on the day supposed; one that has begun and not ended ends there.

        One that begins on this very day is supposed no more.

        Raises:
            WrongUsage: It overlaps another, or would end before it begins.
        """
        open_ = self._open_break()
        if open_ is None:
            return self.with_break(Break(start=self.on))
        if open_ == self.pause and open_.start == self.on:
            return replace(self, pause=None)
        return self.with_break(Break(start=open_.start, end=self.on))

    def with_visit(self, on: date) -> "Supposition":
        """The same with a visit that is attended on the day or, where it lies ahead, booked."""
        return replace(self, seen=tuple(sorted({*self.seen, on})))

    def visit_here(self) -> "Supposition":
        """A visit on the day supposed; where there is one, it is supposed no more."""
        if self.on in self.seen:
            return replace(self, seen=tuple(one for one in self.seen if one != self.on))
        return self.with_visit(self.on)

    def _open_break(self) -> Break | None:
        """The break without an end that is supposed or, where none is, recorded."""
        known = self.learner.breaks if self.pause is None else (self.pause,)
        return next((pause for pause in known if pause.end is None), None)


def supposing(learner: Learner, visits: Sequence[Visit], today: date) -> Supposition:
    """Nothing supposed yet: the learner as they are today."""
    return Supposition(learner=learner, recorded=visits, today=today, on=today)


def headlines(now: Standing, then: Standing, today: date) -> list[Difference]:
    """State, window, review, hours, KSBs and gateway as far as there are any, the same too.

    Args:
        now: Where the learner stands.
        then: Where they would.
        today: The day from which years are told.
    """
    both = _beside(dict(_headlines(now, today)), dict(_headlines(then, today)))
    return [one for one in both if one.now or one.then]


def otherwise(now: Standing, then: Standing) -> list[Difference]:
    """The reasons and gateway items that are other then; what holds no more comes last.

    Each side tells its days from its own day, so that the same day may be told with its year
    on one side alone: that is no difference.
    """
    before, after = now.verdict.today.year, then.verdict.today.year
    return [
        one
        for one in _beside(dict(_flags(now)), dict(_flags(then)))
        if one.now != one.then and _with_years(one.now, before) != _with_years(one.then, after)
    ]


def differences(now: Standing, then: Standing, today: date) -> list[Difference]:
    """Everything the rules say otherwise of `then`: the headlines first."""
    heads = [one for one in headlines(now, then, today) if one.now != one.then]
    return [*heads, *otherwise(now, then)]


def _beside(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    return [
        Difference(what=what, now=before.get(what, ""), then=after.get(what, ""))
        for what in dict.fromkeys((*after, *before))
    ]


def _with_years(text: str, year: int) -> str:
    """The text with the year after every day that is told without one."""
    return _YEARLESS.sub(rf"\g<0> {year}", text)


def _with_break(learner: Learner, pause: Break) -> Learner:
    others = (one for one in learner.breaks if one.start != pause.start)
    return structs.replace(
        learner, breaks=tuple(sorted((*others, pause), key=lambda one: one.start))
    )


def _visit(learner: Learner, on: date) -> Visit:
    noon = datetime.combine(on, time(12), UTC)
    return Visit(
        id=f"supposed {on}",
        learner=learner.id,
        tutor=learner.tutor,
        date=on,
        status="attended",
        created=noon,
        changed=noon,
    )


def _flags(standing: Standing) -> Iterator[tuple[str, str]]:
    """Reasons and gateway items, each under a name that is the same in any standing."""
    for reason in standing.verdict.reasons:
        name = reason.code.replace("_", " ").capitalize()
        yield name.replace("Ksbs", "KSBs"), reason.text
    for item in standing.verdict.gateway.items:
        yield item.label, f"{item.state.replace('_', ' ')}: {item.text}"


def _headlines(standing: Standing, today: date) -> Iterator[tuple[str, str]]:
    verdict, cadence = standing.verdict, standing.verdict.cadence
    opens, closes, review = cadence.opens, cadence.closes, standing.reviews.due
    hours = standing.hours.expected if standing.hours.by_plan is None else standing.hours.by_plan
    gateway = standing.forecast.on
    yield "State", state_text(verdict, today)
    yield "Window", f"{day(opens, today)} to {day(closes, today)}" if opens and closes else ""
    yield "Review due", day(review, today) if review else ""
    yield "Hours expected", "" if hours is None else str(hours)
    yield "KSBs expected", str(verdict.ksbs.expected) if verdict.ksbs.total else ""
    yield "Gateway forecast", day(gateway, today) if gateway else standing.forecast.text

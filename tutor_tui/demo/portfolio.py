"""Invented evidence: what was filed for which KSBs, and what the tutor decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from msgspec.structs import replace

from tutor_tui.demo.addresses import portfolio_link
from tutor_tui.demo.story import weekday
from tutor_tui.model.folder import Decision, Evidence, EvidenceKind
from tutor_tui.model.learner import KsbRecord, KsbState, Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import code_order

Title = tuple[EvidenceKind, str]

TITLES: tuple[Title, ...] = (
    ("reflection", "My first month as a mentor"),
    ("work", "Session plans for a half term"),
    ("recording", "One-to-one session on revision habits"),
    ("testimony", "What my line manager has seen"),
    ("observation", "Observed: a group session on exam nerves"),
    ("work", "Action plan agreed with a mentee"),
    ("reflection", "A conversation that went better than planned"),
    ("other", "Certificate: safeguarding in education"),
    ("work", "Tracking sheet of targets and attendance"),
    ("recording", "Opening conversation with a new mentee"),
    ("testimony", "Feedback from three mentees"),
    ("reflection", "Listening more, advising less"),
    ("work", "Referral to the careers adviser, names left out"),
    ("observation", "Observed: setting goals with a learner"),
    ("other", "Slides for a staff briefing on mentoring"),
    ("work", "Mentoring contract and ground rules"),
    ("reflection", "What equality means in my sessions"),
    ("recording", "Review meeting with a learner and a teacher"),
    ("work", "Risk assessment for a day out"),
    ("testimony", "Statement from the head of year"),
    ("reflection", "Using questions instead of answers"),
    ("work", "Case study: back to lessons after an illness"),
    ("observation", "Observed: a careers conversation"),
    ("other", "Notes from a course on mental health first aid"),
    ("work", "Records kept as data protection asks"),
    ("recording", "Practice discussion with a colleague"),
    ("reflection", "A session that I would run differently"),
    ("work", "Welcome pack for new learners"),
    ("testimony", "Thank-you letter from a parent, names left out"),
    ("work", "Questionnaire on study habits, and what came of it"),
    ("reflection", "My development plan, looked at again"),
    ("observation", "Observed: support in a practical lesson"),
    ("work", "Map of local services and how to reach them"),
    ("recording", "Session by video with a learner at home"),
    ("other", "Poster on study skills for the library"),
    ("reflection", "Boundaries, and when to refer on"),
    ("work", "Minutes of a meeting on a learner's support"),
    ("testimony", "Feedback from a subject teacher"),
    ("work", "Resources in plain English for new arrivals"),
    ("reflection", "What supervision has taught me"),
    ("recording", "Giving feedback on a piece of coursework"),
    ("work", "Progress report for a tutor group"),
    ("observation", "Observed: the first ten minutes of a session"),
    ("other", "Certificate: introduction to coaching"),
    ("work", "Timetable for a fortnight of catching up"),
    ("reflection", "Sustainability in how we run our sessions"),
    ("work", "Letter to parents about the homework club"),
    ("testimony", "Statement from the SEN co-ordinator"),
)
_LINKLESS: frozenset[EvidenceKind] = frozenset({"testimony"})
"""Kinds that came on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Tells the evidence of one learner; `titles` are dealt, `by` is who decides on it."""

    learner: Learner
    standard: Standard
    titles: Iterator[Title]
    rng: Random
    by: str

    def filed(self, until: date) -> tuple[dict[str, KsbRecord], list[Evidence]]:
        """The KSBs, each of the day its evidence was filed or accepted, and the evidence by day.

        Args:
            until: Nothing is filed or decided on this day or later.
        """
        ksbs = dict(self.learner.ksbs)
        evidence = []
        for codes in self._shares("met", (2, 3, 3, 4)):
            # now and then a tutor marks what they saw, and nothing is filed
            if self.rng.random() < 0.04:
                continue
            decided = max(on for code in codes if (on := ksbs[code].on))
            ksbs |= {code: replace(ksbs[code], on=decided) for code in codes}
            handed_in = self._before(decided, 2, 16)
            evidence.append(self._one(handed_in, codes, "accepted", decided))
            if self.rng.random() < 0.08:
                first_try = self._before(handed_in, 12, 25)
                evidence.append(
                    self._one(first_try, codes[:2], "returned", self._before(handed_in, 4, 9))
                )
        for codes in self._shares("submitted", (2, 2)):
            handed_in = self._before(until, 2, 24)
            ksbs |= {code: replace(ksbs[code], on=handed_in) for code in codes}
            evidence.append(self._one(handed_in, codes, "submitted"))
        gaps = sorted((k.code for k in self.standard.ksbs if k.code not in ksbs), key=code_order)
        if gaps and ksbs and self.rng.random() < 0.4:
            decided = self._before(until, 2, 12)
            codes = sorted(self.rng.sample(gaps[:6], min(2, len(gaps))), key=code_order)
            evidence.append(self._one(self._before(decided, 3, 11), codes, "returned", decided))
        return ksbs, sorted(evidence, key=lambda one: one.on)

    def _shares(self, state: KsbState, sizes: tuple[int, ...]) -> Iterator[list[str]]:
        """The KSBs of a state in the order they were reached, a few at a time."""
        known = self.learner.ksbs
        codes = [code for code, record in known.items() if record.state == state]
        codes.sort(key=lambda code: (known[code].on or date.min, code_order(code)))
        while codes:
            size = self.rng.choice(sizes)
            yield sorted(codes[:size], key=code_order)
            codes = codes[size:]

    def _one(
        self,
        on: date,
        codes: list[str],
        decision: Decision,
        decided: date | None = None,
    ) -> Evidence:
        kind, title = next(self.titles)
        link = portfolio_link(self.learner.ref, self.rng.randint(1000, 9999))
        return Evidence(
            on=on,
            title=title,
            kind=kind,
            link="" if kind in _LINKLESS else link,
            ksbs=tuple(codes),
            decision=decision,
            decided=decided,
            by=self.by if decided else "",
        )

    def _before(self, day: date, fewest: int, most: int) -> date:
        """A weekday so many days before, not before the start and not in a break."""
        on = day - timedelta(days=self.rng.randint(fewest, most))
        for pause in self.learner.breaks:
            if pause.start <= on and (pause.end is None or on < pause.end):
                on = pause.start - timedelta(days=1)
        return max(weekday(on, day), self.learner.original_start)

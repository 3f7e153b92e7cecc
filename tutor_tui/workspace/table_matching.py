"""Whose row a row is: by UKPRN and reference, then ULN, then e-mail, and never by name alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor_tui.exchange.table_records import TableRecord
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.imports import Known, as_in_files

Place = tuple[Caseload, Learner]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whose a row is: somebody's, a new learner's (no place), or nobody can tell (`problem`).

    `note` is what a person should know of how the learner was found.
    """

    place: Place | None = None
    problem: str = ""
    note: str = ""


class Matcher:
    """Finds the learners of a table's rows among those known."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._by_number: dict[str, list[Place]] = {}
        for ref, places in known.by_ref.items():
            if ref.isdecimal():
                self._by_number.setdefault(ref.lstrip("0"), []).extend(places)

    def match(self, record: TableRecord) -> Match:
        """Whose row this is.

        Keys that lead to two learners, or to one whose ULN is another, are nobody's: one of
        them is wrong, and a person must say which.
        """
        texts = record.texts
        ref, note = self._of_ref(texts)
        uln = self._known.by_uln.get(texts.get("uln", ""), [])
        email = self._known.by_email.get(as_in_files(texts.get("email", "")).casefold(), [])
        ways = {"reference": ref, "ULN": uln, "e-mail": email}
        found = {way: places for way, places in ways.items() if places}
        if not found:
            return Match()
        first, places = next(iter(found.items()))
        if len(places) > 1:
            return Match(problem=f"several learners answer to the {first}")
        [place] = places
        for way, others in found.items():
            if len(others) == 1 and others[0][1].id != place[1].id:
                return Match(
                    problem=f"the {first} is {place[1].name}'s, the {way} {others[0][1].name}'s; "
                    "correct one of them"
                )
        if problem := _strange(first, place[1], record):
            return Match(problem=problem)
        return Match(place=place, note=note)

    def _of_ref(self, texts: Mapping[str, str]) -> tuple[Sequence[Place], str]:
        """Who has the reference; spreadsheets take the noughts off the beginning of one."""
        ref, ukprn = texts.get("ref", ""), texts.get("ukprn", "")
        if not ref:
            return [], ""
        if found := _of_provider(self._known.by_ref.get(as_in_files(ref), []), ukprn):
            return found, ""
        if ref.isdecimal():
            near = _of_provider(self._by_number.get(ref.lstrip("0"), []), ukprn)
            if len(near) == 1:
                return near, f"reference {ref} was taken for {near[0][1].ref}"
        return [], ""


def _of_provider(places: Sequence[Place], ukprn: str) -> Sequence[Place]:
    """Those of the provider, else those whose provider nobody has said; all where not asked."""
    if not ukprn:
        return places
    known = [(place, as_in_files(place[1].ukprn)) for place in places]
    same = [place for place, other in known if other == as_in_files(ukprn)]
    return same or [place for place, other in known if not other]


def _strange(way: str, learner: Learner, record: TableRecord) -> str:
    """Why the learner found cannot be the one the row is about."""
    uln = record.texts.get("uln")
    if uln and learner.uln and uln != learner.uln:
        return f"the {way} is {learner.name}'s, whose ULN is another; correct one of them"
    names = ("given_name", "family_name")
    given = [(record.texts.get(name, ""), getattr(learner, name)) for name in names]
    if way == "e-mail" and all(a and a.casefold() != b.casefold() for a, b in given):
        return f"the e-mail is {learner.name}'s, the name is not; give a reference or ULN"
    return ""

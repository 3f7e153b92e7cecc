"""Where a visit takes place: the learner's online link or workplace, which bookings follow."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from tutor_tui.model.common import Mode
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload, Record
from tutor_tui.workspace.workspace import Workspace


class Place(NamedTuple):
    """What a visit says of where it is held; one of the two is empty."""

    location: str
    link: str


def place_of(learner: Learner, mode: Mode) -> Place:
    """Where a visit to the learner takes place."""
    if mode == "online":
        return Place(location="", link=learner.link)
    return Place(
        location=", ".join(part for part in (learner.employer, learner.postcode) if part), link=""
    )


def at_place(visit: Visit, had: Place, has: Place) -> Visit:
    """The visit with another place, but for what was given to it alone."""
    return replace(
        visit,
        location=has.location if visit.location == had.location else visit.location,
        link=has.link if visit.link == had.link else visit.link,
    )


def following(
    workspace: Workspace, caseload: Caseload, before: Learner, after: Learner
) -> list[Visit]:
    """The learner's bookings from today on that a change of the learner changes in calendars.

    They take on the link or the workplace that has changed, and are stamped; also where only
    the learner's name has changed, which calendars show.
    """
    renamed = _named(before) != _named(after)
    followed = []
    for visit in caseload.visits_of(after):
        if visit.status != "booked" or visit.date < workspace.today:
            continue
        moved = at_place(visit, place_of(before, visit.mode), place_of(after, visit.mode))
        if renamed or moved != visit:
            stamp = workspace.now()
            followed.append(replace(moved, sequence=visit.sequence + 1, changed=stamp))
    return followed


def all_following(
    workspace: Workspace, caseload: Caseload, records: Iterable[Record]
) -> list[Visit]:
    """The bookings that follow the learners among these documents, and are not among them."""
    written = list(records)
    known = {record.id for record in written if isinstance(record, Visit)}
    return [
        visit
        for after in written
        if isinstance(after, Learner) and (before := caseload.learners.get(after.id))
        for visit in following(workspace, caseload, before, after)
        if visit.id not in known
    ]


def _named(learner: Learner) -> tuple[str, str, str]:
    return learner.given_name, learner.family_name, learner.ref

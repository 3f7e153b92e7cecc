"""A calendar file made again: the same events, higher where changed, and the same bytes else."""

import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workspace.conftest import NOW, TODAY, only_caseload
from tutor_tui.errors import Refused
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import exports, history, learners, tutors, visits
from tutor_tui.workspace.calendar_choice import CalendarChoice, Since
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
REFS = ("L1", "L2")

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["book", "book", "move", "move", "cancel", "edit", "record", "undo", "redo"]
        ),
        st.integers(0, 3),  # which visit or learner
        st.integers(0, 200),  # which day from today on, the clock's change in spring among them
    ),
    min_size=1,
    max_size=10,
)


@dataclass
class Calendar:
    """What an export gave: the bytes of every event, and its number, by UID."""

    revision: int
    events: dict[str, bytes]
    sequences: dict[str, int]


def exported(caseload: Caseload, since: Since | None = None) -> Calendar:
    """The events of a file, told apart by another program."""
    [data], told = exports.calendar_files([caseload], CalendarChoice(since=since))
    pieces = EVENT.findall(data)
    vobject.icalendar.registerTzid("Europe/London", None)  # it keeps another file's rules else
    [read] = vobject.readComponents(data.decode())
    found = read.contents.get("vevent", [])
    assert len(pieces) == len(found) == told.visits + told.deleted
    uids = [event.uid.value for event in found]
    assert len(set(uids)) == len(uids)
    assert told.revision is not None
    return Calendar(
        revision=told.revision,
        events=dict(zip(uids, pieces, strict=True)),
        sequences={event.uid.value: int(event.sequence.value) for event in found},
    )


@dataclass
class Desk:
    """A caseload that steps are taken in, and whose calendar is exported after each."""

    workspace: Workspace
    caseload: Caseload
    done: list[str] = field(default_factory=list)
    """The visits that what can be undone was done to."""
    undone: list[str] = field(default_factory=list)

    def step(self, what: str, which: int, days: int) -> str | None:
        """Take a step; the one visit it may have changed, None where it could not be taken."""
        try:
            if what == "undo":
                history.undo(self.workspace, self.caseload)
                self.undone.append(self.done.pop())
                return self.undone[-1]
            if what == "redo":
                history.redo(self.workspace, self.caseload)
                self.done.append(self.undone.pop())
                return self.done[-1]
            visit = self._changed(what, which, days)
        except Refused:
            return None
        if visit:
            self.done.append(visit.id)
            self.undone.clear()
            return visit.id
        return None

    def _changed(self, what: str, which: int, days: int) -> Visit | None:
        at = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(days=days, hours=10)
        here = self.workspace, self.caseload
        if what == "book":
            who = sorted(self.caseload.learners.values(), key=lambda one: one.ref)
            learner = who[which % len(who)]
            return visits.book(*here, learner, at=at, overlap=True).visit
        known = sorted(self.caseload.visits.values(), key=lambda one: one.id)
        if which >= len(known):
            return None
        visit = known[which]
        if what == "move":
            learner = self.caseload.learners[visit.learner]
            return visits.move(*here, learner, visit, to=at, overlap=True).visit
        if what == "cancel":
            return visits.cancel(*here, visit)
        if what == "edit":
            return visits.edit(*here, visit, link=f"https://meet.example/{days}")
        return visits.edit(*here, visit, otj_minutes=days)


@contextmanager
def opened(furnished: Path) -> Iterator[Desk]:
    """A copy of the furnished workspace, under a clock that goes on a minute at every look."""
    minutes = itertools.count()
    with TemporaryDirectory() as directory:
        root = Path(shutil.copytree(furnished, Path(directory) / "w"))
        workspace = Workspace(
            root, today=TODAY, now=lambda: NOW + timedelta(minutes=next(minutes)), actor="khan"
        )
        try:
            yield Desk(workspace, only_caseload(workspace))
        finally:
            workspace.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one tutor and two learners, made by somebody else than takes the steps."""
    root = tmp_path_factory.mktemp("furnished") / "w"
    Workspace.create(root)
    workspace = Workspace(root, today=TODAY, now=lambda: NOW, actor="lead")
    tutors.add(workspace, name="Kit Khan", login="khan")
    for ref in REFS:
        learners.add(
            workspace,
            only_caseload(workspace),
            ref=ref,
            given_name="Sam",
            family_name="Jones",
            standard="ST1379",
            start=date(2026, 8, 31),
            planned_end=date(2027, 12, 31),
        )
    workspace.close()
    return root


@given(taken=steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_events_keep_their_names_and_change_only_with_a_higher_number(
    furnished: Path, taken: list[tuple[str, int, int]]
) -> None:
    with opened(furnished) as desk:
        made = [exported(desk.caseload)]
        for step in taken:
            touched = desk.step(*step)
            before, now = made[-1], exported(desk.caseload)
            made.append(now)
            assert before.events.keys() <= now.events.keys()
            changed = {uid for uid in now.events if now.events[uid] != before.events.get(uid)}
            assert changed <= {f"{touched}@visits.tutor-tui"}
            assert not (changed and step[0] == "record")
            for uid in changed & before.events.keys():
                assert now.sequences[uid] > before.sequences[uid]
        last = made[-1]
        for then in made:
            assert exported(desk.caseload, then.revision).events == {
                uid: event for uid, event in last.events.items() if event != then.events.get(uid)
            }

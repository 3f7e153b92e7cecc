"""Taking changes back and doing them again: every operation that writes, and who stands on what."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.ilr_samples import delivery, learner, message
from tests.workspace.conftest import NOW, TODAY, only_caseload
from tutor_tui.errors import Refused
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Leave
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import (
    agreements,
    assessments,
    booking,
    contacts,
    evidence,
    history,
    hours,
    ilr_import,
    imports,
    learners,
    notes,
    plans,
    progress,
    recording,
    removing,
    reviews,
    table_import,
    tutors,
    visits,
)
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
COUNTERS = ("rev", "sequence", "changed")

Documents = dict[tuple[str, str, str], dict[str, Any]]


@dataclass(frozen=True)
class At:
    """Where an operation is made: Sam Jones has two bookings and a break."""

    workspace: Workspace
    caseload: Caseload
    other: Caseload
    folder: Path

    @property
    def who(self) -> Learner:
        return next(one for one in self.caseload.learners.values() if one.ref == "L1")

    @property
    def visit(self) -> Visit:
        """The booking still to come."""
        return next(one for one in self.caseload.visits.values() if one.start == TEN)

    def documents(self) -> Documents:
        """Every document of both caseloads, but what only counts changes."""
        return {
            (caseload.tutor.id, document.kind, document.id): {
                name: value for name, value in document.data().items() if name not in COUNTERS
            }
            for caseload in (self.caseload, self.other)
            for kind in ("tutor", "learner", "visit", "folder")
            for document in caseload.store.find(kind)
            if kind != "folder" or any(list(document.data().values())[2:])
        }

    def sequences(self) -> dict[str, int]:
        return {
            visit.id: visit.sequence
            for caseload in (self.caseload, self.other)
            for visit in caseload.visits.values()
        }


@pytest.fixture
def at(workspace: Workspace, tmp_path: Path) -> At:
    caseload = only_caseload(workspace)
    other, _ = tutors.add(workspace, name="Bo Lee", login="bo")
    place = At(workspace, caseload, workspace.caseload(other.id), tmp_path)
    visits.book(workspace, caseload, place.who, at=TEN)
    visits.book(workspace, caseload, place.who, at=TEN - timedelta(days=11))
    learners.set_break(workspace, caseload, place.who, date(2026, 10, 5), None)
    agreements.add(workspace, caseload, place.who, text="Draft the essay")
    reviews.record(workspace, caseload, place.who, on=date(2026, 10, 19), signed=("tutor",))
    assessments.book(workspace, caseload, place.who, "observation", TODAY)
    evidence.add_evidence(workspace, caseload, place.who, title="A film", ksbs=("K9",))
    hours.add_hours(workspace, caseload, place.who, minutes=60, on=date(2026, 11, 2))
    notes.add_note(workspace, caseload, place.who, text="Prefers mornings.")
    return place


def _import_ilr(at: At) -> None:
    """Two new learners, in one change."""
    file = at.folder / "return.xml"
    aim = delivery(LearnStartDate="2025-10-06", PHours=350)
    people = (learner("R1", "Rhys", "Okafor", aim), learner("R2", "Siân", "O'Connor", aim))
    file.write_bytes(message("2025-26", *people))
    imports.carry_out(
        at.workspace,
        lambda: ilr_import.plan(at.workspace, [file], tutor=at.caseload.tutor),
        reason="import return.xml",
    )


def _import_table(at: At) -> None:
    file = at.folder / "table.csv"
    file.write_text(
        "Reference,Given name,Family name,Standard,Start,Planned end,Employer\n"
        "L1,Sam,Jones,ST1379,2026-08-31,2027-12-31,Imported\n"
        "T1,Tia,Ray,ST1379,2026-08-31,2027-12-31,Acme\n"
    )
    plan = imports.carry_out(
        at.workspace,
        lambda: table_import.plan(at.workspace, file, tutor=at.caseload.tutor),
        reason="import table.csv",
    )
    assert plan.writes, plan


def _add(at: At) -> None:
    learners.add(
        at.workspace,
        at.caseload,
        ref="L9",
        given_name="Al",
        family_name="Ray",
        standard="ST1379",
        start=date(2026, 8, 31),
        planned_end=date(2027, 12, 31),
    )


def _record(at: At, **how: Any) -> None:
    visits.record(at.workspace, at.caseload, at.who, outcome="attended", **how)


OPERATIONS: dict[str, Callable[[At], object]] = {
    "learners.add": _add,
    "learners.edit": lambda at: learners.edit(
        at.workspace, at.caseload, at.who, {"employer": "Acme", "born": date(2000, 1, 2)}
    ),
    "learners.edit of the standard": lambda at: learners.edit(
        at.workspace, at.caseload, at.who, {"standard": "ST0148"}
    ),
    "learners.edit that empties": lambda at: learners.edit(
        at.workspace, at.caseload, at.who, {}, ["born"]
    ),
    "learners.set_status": lambda at: learners.set_status(
        at.workspace, at.caseload, at.who, "gateway", TODAY
    ),
    "learners.set_break": lambda at: learners.set_break(
        at.workspace, at.caseload, at.who, date(2026, 10, 5), date(2026, 11, 2)
    ),
    "learners.drop_break": lambda at: learners.drop_break(
        at.workspace, at.caseload, at.who, date(2026, 10, 5)
    ),
    "learners.transfer": lambda at: learners.transfer(at.workspace, at.caseload, at.who, at.other),
    "removing.remove": lambda at: removing.remove(at.workspace, at.caseload, at.who),
    "booking.book": lambda at: visits.book(
        at.workspace, at.caseload, at.who, at=TEN + timedelta(days=7)
    ),
    "booking.move": lambda at: visits.move(
        at.workspace, at.caseload, at.who, at.visit, to=TEN + timedelta(days=1), minutes=90
    ),
    "booking.fix": lambda at: visits.fix(at.workspace, at.caseload, at.visit, fixed=True),
    "booking.cancel": lambda at: visits.cancel(
        at.workspace, at.caseload, at.visit, by="learner", why="Ill"
    ),
    "recording.record of a booking": lambda at: _record(
        at, on=date(2026, 11, 20), minutes=50, ksbs={"K1": "met", "K2": "submitted"}, note="Well."
    ),
    "recording.record of none": lambda at: _record(at, on=date(2026, 11, 2), note="By chance."),
    "recording.record of all that came of it": lambda at: _record(
        at,
        on=date(2026, 11, 20),
        kind="review",
        ksbs={"K1": "met"},
        actions=[agreements.Agreed(text="Read unit 5", due=date(2026, 12, 12))],
        signed=("tutor", "learner"),
        next_visit=TEN + timedelta(days=20),
    ),
    "recording.record of a review that is there": lambda at: _record(
        at, on=date(2026, 10, 19), kind="review", signed=("employer",)
    ),
    "recording.edit": lambda at: visits.edit(
        at.workspace, at.caseload, at.visit, mode="workplace", location="Leeds", length=45
    ),
    "recording.edit of a note": lambda at: visits.edit(
        at.workspace, at.caseload, at.visit, note="Bring the portfolio."
    ),
    "progress.set_ksbs": lambda at: progress.set_ksbs(
        at.workspace, at.caseload, at.who, {"K1": "met", "S1": "submitted"}
    ),
    "progress.set_skill": lambda at: progress.set_skill(
        at.workspace, at.caseload, at.who, "english", "achieved", evidence="Seen"
    ),
    "progress.set_gateway": lambda at: progress.set_gateway(
        at.workspace, at.caseload, at.who, "employer", "done"
    ),
    "progress.set_components": lambda at: progress.set_components(
        at.workspace, at.caseload, at.who, "english", {"reading": date(2026, 11, 2)}
    ),
    "progress.plan_hours": lambda at: progress.plan_hours(
        at.workspace, at.caseload, at.who, {"2026-09": 12, "2026-10": 10}
    ),
    "agreements.add": lambda at: agreements.add(
        at.workspace, at.caseload, at.who, text="Read unit 4"
    ),
    "agreements.edit": lambda at: agreements.edit(
        at.workspace, at.caseload, at.who, "Draft the essay", due=date(2026, 12, 1)
    ),
    "agreements.done": lambda at: agreements.done(
        at.workspace, at.caseload, at.who, "Draft the essay"
    ),
    "agreements.drop": lambda at: agreements.drop(
        at.workspace, at.caseload, at.who, "Draft the essay"
    ),
    "reviews.record": lambda at: reviews.record(
        at.workspace, at.caseload, at.who, on=date(2026, 11, 16), signed=("tutor",), note="Well."
    ),
    "reviews.sign": lambda at: reviews.sign(
        at.workspace, at.caseload, at.who, by=("employer",), review=date(2026, 10, 19)
    ),
    "reviews.edit": lambda at: reviews.edit(
        at.workspace, at.caseload, at.who, "2026-10-19", note="Well.", unsign=("tutor",)
    ),
    "reviews.drop": lambda at: reviews.drop(
        at.workspace, at.caseload, at.who, on=date(2026, 10, 19)
    ),
    "assessments.book": lambda at: assessments.book(
        at.workspace, at.caseload, at.who, "discussion", date(2026, 12, 8)
    ),
    "assessments.record": lambda at: assessments.record(
        at.workspace, at.caseload, at.who, "observation", on=TODAY, result="pass"
    ),
    "assessments.drop": lambda at: assessments.drop(
        at.workspace, at.caseload, at.who, "observation"
    ),
    "evidence.add_evidence": lambda at: evidence.add_evidence(
        at.workspace, at.caseload, at.who, title="A plan", ksbs=("K3",)
    ),
    "evidence.decide": lambda at: evidence.decide(
        at.workspace, at.caseload, at.who, "A film", "accepted"
    ),
    "evidence.edit_evidence": lambda at: evidence.edit_evidence(
        at.workspace, at.caseload, at.who, "A film", title="A long film", ksbs=("K3",)
    ),
    "evidence.drop_evidence": lambda at: evidence.drop_evidence(
        at.workspace, at.caseload, at.who, "A film"
    ),
    "hours.add_hours": lambda at: hours.add_hours(
        at.workspace, at.caseload, at.who, minutes=90, what="Shadowing"
    ),
    "hours.edit_hours": lambda at: hours.edit_hours(
        at.workspace, at.caseload, at.who, "2026-11-02", minutes=45, what="Reading"
    ),
    "hours.drop_hours": lambda at: hours.drop_hours(
        at.workspace, at.caseload, at.who, date(2026, 11, 2)
    ),
    "notes.add_note": lambda at: notes.add_note(
        at.workspace, at.caseload, at.who, text="Rings on Mondays."
    ),
    "notes.edit_note": lambda at: notes.edit_note(
        at.workspace, at.caseload, at.who, "Prefers", private=False
    ),
    "contacts.set_contact": lambda at: contacts.set_contact(
        at.workspace, at.caseload, at.who, "mentor", name="Max Orr"
    ),
    "tutors.edit": lambda at: tutors.edit(
        at.caseload, at.workspace, {"visits_per_day": 6, "name": "Kit K. Khan"}
    ),
    "tutors.edit of the leave": lambda at: tutors.edit(
        at.caseload,
        at.workspace,
        {"leave": (Leave(start=date(2026, 12, 7), end=date(2026, 12, 9)),)},
    ),
    "plans.save": lambda at: plans.save(
        at.workspace, at.caseload, plans.drafted(at.workspace, at.caseload)
    ),
    "ilr_import": _import_ilr,
    "table_import": _import_table,
}


NOT_UNDONE = {
    "booking.proposed_time": "writes nothing",
    "booking.new_booking": "writes nothing",
    "recording.as_recorded": "writes nothing",
    "plans.drafted": "writes nothing",
    "plans.changes": "writes nothing",
    "plans.asked_now": "writes nothing",
    "plans.leave_effect": "writes nothing",
    "reviews.held_at": "writes nothing",
    "removing.erase": "is for good",
}


def test_no_operation_is_forgotten() -> None:
    found = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in (
            *(learners, booking, recording, progress, tutors, removing),
            *(agreements, reviews, assessments, evidence, hours, notes, contacts, plans),
        )
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if {"caseload", "source"} & inspect.signature(function).parameters.keys()
        if "workspace" in inspect.signature(function).parameters
    }
    assert found - NOT_UNDONE.keys() <= {name.partition(" ")[0] for name in OPERATIONS}
    assert len(found) > 10


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_undone_is_as_before_and_what_is_redone_as_after(at: At, name: str) -> None:
    before, numbered = at.documents(), at.sequences()
    OPERATIONS[name](at)
    after = at.documents()
    assert after != before
    [done, *_] = history.entries(at.caseload, limit=1)
    assert done.fields
    for _ in range(2):  # as often as one likes
        assert history.undo(at.workspace, at.caseload).number == done.number
        assert at.documents() == before
        assert _grown(numbered, at.sequences())
        numbered = at.sequences()
        assert history.redo(at.workspace, at.caseload).number == done.number
        assert at.documents() == after
        assert _grown(numbered, at.sequences())
        numbered = at.sequences()
    # taken back by another hand, and from a store read anew
    again = Workspace(at.workspace.root, today=TODAY, now=lambda: NOW, actor="lead")
    history.undo(again, again.caseload(at.caseload.tutor.id), done.number)
    assert at.documents() == before


def _grown(before: dict[str, int], after: dict[str, int]) -> bool:
    """Whether no visit's number has gone back."""
    return all(after[id_] >= sequence for id_, sequence in before.items() if id_ in after)


def test_a_visits_sequence_grows_with_every_undoing(at: At) -> None:
    visit = at.visit.id
    seen = [at.caseload.visits[visit].sequence]
    visits.move(at.workspace, at.caseload, at.who, at.visit, to=TEN + timedelta(days=1))
    seen.append(at.caseload.visits[visit].sequence)
    history.undo(at.workspace, at.caseload)
    seen.append(at.caseload.visits[visit].sequence)
    history.redo(at.workspace, at.caseload)
    seen.append(at.caseload.visits[visit].sequence)
    removing.remove(at.workspace, at.caseload, at.who)
    history.undo(at.workspace, at.caseload)
    seen.append(at.caseload.visits[visit].sequence)
    assert seen == sorted(set(seen))
    # between the last two it was told to calendars as cancelled, with a number of its own
    assert seen[-1] >= seen[-2] + 2


def test_a_learner_handed_over_comes_back_from_either_side(at: At) -> None:
    before = at.documents()
    for side in (at.other, at.caseload):
        learners.transfer(at.workspace, at.caseload, at.who, at.other)
        assert at.other.learners
        history.undo(at.workspace, side)
        assert at.documents() == before
    history.redo(at.workspace, at.caseload)
    assert [visit.tutor for visit in at.other.visits.values() if visit.date >= TODAY] == [
        at.other.tutor.id
    ]


def test_what_the_new_tutor_has_changed_stands_on_the_handing_over(at: At) -> None:
    workspace = at.workspace
    moved = learners.transfer(workspace, at.caseload, at.who, at.other)
    learners.edit(workspace, at.other, moved, {"employer": "New"})
    with pytest.raises(Refused, match=r"in Bo Lee's caseload by khan .* stands on it"):
        history.undo(workspace, at.caseload)
    history.undo(workspace, at.other)
    history.undo(workspace, at.caseload)
    assert at.who.employer == ""


def test_a_visit_booked_by_the_new_tutor_is_not_left_behind(at: At) -> None:
    moved = learners.transfer(at.workspace, at.caseload, at.who, at.other)
    visits.book(at.workspace, at.other, moved, at=TEN + timedelta(days=30))
    for side in (at.caseload, at.other):
        [handed, *_] = [
            entry for entry in history.entries(side) if entry.what.startswith("transfer")
        ]
        with pytest.raises(Refused, match="more is recorded of Sam Jones since"):
            history.undo(at.workspace, side, handed.number)


def test_changes_of_two_people_are_undone_each_by_its_own(at: At) -> None:
    lead = Workspace(at.workspace.root, today=TODAY, now=lambda: NOW, actor="lead")
    theirs = lead.caseload(at.caseload.tutor.id)

    def who() -> Learner:
        return theirs.learners[at.who.id]

    learners.edit(at.workspace, at.caseload, at.who, {"employer": "Khan's"})
    progress.set_ksbs(lead, theirs, who(), {"K1": "met"})
    visits.cancel(at.workspace, at.caseload, at.visit)
    progress.set_gateway(lead, theirs, who(), "employer", "done")
    # each takes back their own last change, wherever it stands between the other's
    assert history.undo(lead, theirs).what == "gateway employer done of Sam Jones"
    assert history.undo(at.workspace, at.caseload).what == "cancel visit of 2026-12-01"
    # both of these are of one document: the later one stands on the earlier
    with pytest.raises(Refused, match=r"by lead .* stands on it"):
        history.undo(at.workspace, at.caseload)
    history.undo(lead, theirs)
    history.undo(at.workspace, at.caseload)
    assert (at.who.employer, "K1" in at.who.ksbs, at.who.gateway) == ("", False, {})
    # and does again their own, though the other has changed something since
    history.redo(at.workspace, at.caseload)
    history.redo(lead, theirs)
    assert (at.who.employer, "K1" in at.who.ksbs) == ("Khan's", True)


def test_the_making_of_a_caseload_is_not_undone(at: At) -> None:
    with pytest.raises(Refused, match="made the caseload"):
        history.undo(at.workspace, at.other, 1)
    with pytest.raises(Refused, match="nothing of khan's is left to undo"):
        history.undo(at.workspace, at.other)


def test_what_concerns_an_erased_learner_is_not_undone_and_the_rest_is(at: At) -> None:
    learners.edit(at.workspace, at.caseload, at.who, {"employer": "Acme"})
    [number] = [entry.number for entry in history.entries(at.caseload, limit=1)]
    second = next(one for one in at.caseload.learners.values() if one.ref == "L2")
    learners.edit(at.workspace, at.caseload, second, {"employer": "Stays"})
    removing.erase(at.workspace, at.caseload, at.who)
    with pytest.raises(Refused, match="was erased since"):
        history.undo(at.workspace, at.caseload, number)
    assert history.undo(at.workspace, at.caseload).what == "edit employer of Sam Lee"


def test_a_visit_does_not_come_back_without_its_learner(at: At) -> None:
    visits.book(at.workspace, at.caseload, at.who, at=TEN + timedelta(days=7))
    history.undo(at.workspace, at.caseload)
    [undone] = [entry.number for entry in history.entries(at.caseload, limit=1)]
    removing.remove(at.workspace, at.caseload, at.who)
    with pytest.raises(Refused, match="learner is no longer in this caseload"):
        history.undo(at.workspace, at.caseload, undone)


def test_an_undoing_overtaken_by_another_change_is_judged_again(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.workspace.test_races import overtaken_by

    _add(at)
    new = next(one for one in at.caseload.learners.values() if one.ref == "L9")
    other = Workspace(at.workspace.root, today=TODAY, now=lambda: NOW, actor="khan")
    theirs = other.caseload(at.caseload.tutor.id)
    with (
        overtaken_by(
            monkeypatch,
            lambda: visits.book(other, theirs, theirs.learners[new.id], at=TEN, overlap=True),
        ),
        pytest.raises(Refused, match="more is recorded of"),
    ):
        history.undo(at.workspace, at.caseload)
    assert new.id in at.caseload.learners


def test_a_folder_that_was_undone_can_be_filled_again(workspace: Workspace) -> None:
    caseload = only_caseload(workspace)
    who = next(iter(caseload.learners.values()))
    notes.add_note(workspace, caseload, who, text="First.")
    undone = history.undo(workspace, caseload)
    assert undone.learners == (who.id,)
    assert {field.document for field in undone.fields} == {f"{who.name}'s folder"}
    notes.add_note(workspace, caseload, who, text="Second.")
    assert [note.text for note in caseload.folder(who).notes.values()] == ["Second."]


def test_a_learner_with_notes_since_is_not_unmade(at: At) -> None:
    _add(at)
    new = next(one for one in at.caseload.learners.values() if one.ref == "L9")
    [added] = [entry.number for entry in history.entries(at.caseload, limit=1)]
    notes.add_note(at.workspace, at.caseload, new, text="Rings on Mondays.")
    with pytest.raises(Refused, match="more is recorded of Al Ray since"):
        history.undo(at.workspace, at.caseload, added)
    history.undo(at.workspace, at.caseload)
    history.undo(at.workspace, at.caseload, added)
    assert new.id not in at.caseload.learners

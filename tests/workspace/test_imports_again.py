"""Tables that come again, or tell nothing new: they are judged the same every time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.exchange.ilr_samples import delivery, learner, message
from tests.workspace.conftest import TODAY
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import booking, ilr_import, learner_file, recording, table_import, tutors
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.imports import ImportPlan, carry_out
from tutor_tui.workspace.workspace import Workspace

STUDENT = learner(
    "A01", "Zoe", "Adams", delivery(hours={1: 300, 3: 20}, LearnStartDate="2025-09-01")
)
Bring = Callable[..., ImportPlan]


@pytest.fixture
def bring(workspace: Workspace, caseload: Caseload, tmp_path: Path) -> Bring:
    """Imports a table of these lines."""

    def import_(*lines: str) -> ImportPlan:
        file = tmp_path / "table.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return carry_out(
            workspace,
            lambda: table_import.plan(workspace, file, tutor=caseload.tutor),
            reason="import",
        )

    return import_


def known(caseload: Caseload, ref: str) -> Learner:
    return next(one for one in caseload.learners.values() if one.ref == ref)


def kinds(plan: ImportPlan) -> list[str]:
    return [item.kind for item in plan.items]


def test_a_day_with_an_attended_visit_leaves_a_second_booking_open(
    workspace: Workspace, caseload: Caseload, bring: Bring
) -> None:
    who, on = known(caseload, "L1"), date(2026, 11, 16)
    workspace.today = on
    recording.record(workspace, caseload, who, on=on, outcome="attended")
    at = datetime(2026, 11, 16, 15, tzinfo=UTC)
    booking.book(workspace, caseload, known(caseload, "L1"), at=at)
    workspace.today = TODAY
    assert kinds(bring("Ref,Last visit", "L1,16/11/2026")) == ["unchanged"]
    assert sorted(visit.status for visit in caseload.visits.values()) == ["attended", "booked"]


@pytest.mark.parametrize("kept", ["Hi\u202ell Top", "Hill\x07 Top", "Hill Top", "Hill  Top"])
def test_what_no_table_can_hold_is_no_difference(
    caseload: Caseload, bring: Bring, kept: str
) -> None:
    caseload.save(replace(known(caseload, "L1"), employer=kept), actor="khan", reason="made")
    told = bring("Ref,Employer", "L1,Hill Top")
    assert kinds(told) == ["unchanged"]
    assert not told.items[0].changes


def test_a_reference_with_hidden_marks_is_found_by_what_is_seen_of_it(
    caseload: Caseload, bring: Bring
) -> None:
    caseload.save(replace(known(caseload, "L1"), ref="L\u202e1"), actor="khan", reason="made")
    assert kinds(bring("Ref,Employer", "L1,Hill Top")) == ["updated"]
    assert known(caseload, "L\u202e1").employer == "Hill Top"


def test_of_a_returned_learner_a_table_gives_what_the_return_has_not(
    workspace: Workspace, caseload: Caseload, bring: Bring, tmp_path: Path
) -> None:
    file = tmp_path / "return.xml"
    file.write_bytes(message("2025-26", STUDENT))
    carry_out(
        workspace,
        lambda: ilr_import.plan(workspace, [file], tutor=caseload.tutor),
        reason="import",
    )
    before = known(caseload, "A01")
    assert "prior_hours" not in before.imported
    told = bring("Ref,RPL hours,Planned hours", f"A01,40,{(before.otj_planned or 0) + 9}")
    after = known(caseload, "A01")
    assert (after.prior_hours, after.otj_planned) == (40, before.otj_planned)
    assert [(one.field, one.held) for one in told.items[0].changes] == [
        ("otj_planned", True),
        ("prior_hours", False),
    ]


def test_an_email_that_is_in_dispute_is_judged_the_same_the_second_time(
    caseload: Caseload, bring: Bring
) -> None:
    caseload.save(
        replace(known(caseload, "L2"), email="lee@example.org"), actor="khan", reason="made"
    )
    table = ("Ref,Email,Employer", "L1,lee@example.org,Hill", "L2,new@example.org,Dale")
    first = bring(*table)
    second = bring(*table)
    assert kinds(first) == ["skipped", "updated"]
    assert kinds(second) == ["skipped", "unchanged"]
    assert first.items[0].reason == second.items[0].reason
    assert known(caseload, "L2").email == "lee@example.org"
    assert [one.field for one in second.items[1].changes if one.held] == ["email"]
    assert kinds(bring("Ref,Email", "L2,LEE@example.org")) == ["updated"]


def test_a_learner_of_a_return_goes_to_another_workspace_with_what_it_said(
    workspace: Workspace, caseload: Caseload, tmp_path: Path
) -> None:
    file, record = tmp_path / "return.xml", tmp_path / "learner.json"
    file.write_bytes(message("2025-26", STUDENT))
    carry_out(
        workspace,
        lambda: ilr_import.plan(workspace, [file], tutor=caseload.tutor),
        reason="import",
    )
    before = known(caseload, "A01")
    learner_file.write(learner_file.exported(workspace, caseload, before), record)
    Workspace.create(tmp_path / "there")
    there = Workspace(tmp_path / "there", today=workspace.today, now=workspace.now, actor="una")
    tutors.add(there, name="Una Far", login="una")
    [home] = there.caseloads()
    assert "returns" in before.imported
    assert learner_file.bring_in(there, home, record).learner.imported == before.imported

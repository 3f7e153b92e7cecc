"""The hours of a learner in rows: months, the time spent in them, and what is planned ahead."""

from datetime import date

import pytest
from msgspec.structs import replace

from tests.workspace.conftest import NOW
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit, VisitStatus
from tutor_tui.workspace import hours, hours_views, learners, progress
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.learner_page import LearnerPage
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def learner(caseload: Caseload) -> Learner:
    """One who started on 31 August 2026."""
    return next(one for one in caseload.learners.values() if one.ref == "L1")


def page_of(workspace: Workspace, caseload: Caseload, learner: Learner) -> LearnerPage:
    return LearnerPage(workspace, caseload, caseload.learners[learner.id])


def rows_of(page: LearnerPage, *visits: Visit) -> list[tuple[str, ...]]:
    """The rows: what kind each is of, its cells, its status."""
    found = hours_views.hours_rows(
        page.learner, page.verdict.hours, visits or page.visits, page.folder.hours, page.today
    )
    return [(row.id.partition(":")[0], *row.cells, row.status) for row in found]


def visit_of(learner: Learner, on: date, otj: int, status: VisitStatus = "attended") -> Visit:
    return Visit(
        id=f"v{on}",
        learner=learner.id,
        tutor=learner.tutor,
        date=on,
        status=status,
        minutes=90,
        otj_minutes=otj,
        note="Two\nlines",
        created=NOW,
        changed=NOW,
    )


def test_time_stands_below_its_month_the_latest_first(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    hours.add_hours(workspace, caseload, learner, minutes=90, on=date(2026, 11, 2), what="Unit 4")
    hours.add_hours(workspace, caseload, learner, minutes=30, on=date(2026, 10, 5))
    page = page_of(workspace, caseload, learner)
    held = visit_of(learner, date(2026, 11, 16), 45)
    missed = visit_of(learner, date(2026, 11, 17), 45, "not_attended")
    short = visit_of(learner, date(2026, 11, 18), 0)

    assert rows_of(page, held, missed, short) == [
        ("month", "Nov 2026", "2 h 15 min", "off the job", "", "heading"),
        ("visit", "Mon 16 Nov", "45 min", "visit", "teaching: Two lines", "spent"),
        ("log", "Mon 2 Nov", "1 h 30 min", "off the job", "Unit 4", "spent"),
        ("month", "Oct 2026", "30 min", "off the job", "", "heading"),
        ("log", "Mon 5 Oct", "30 min", "off the job", "", "spent"),
    ]


def test_a_month_tells_what_was_planned_and_a_past_one_what_is_short(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    hours.add_hours(workspace, caseload, learner, minutes=600, on=date(2026, 9, 7))
    plan = {"2026-09": 10, "2026-10": 12, "2026-11": 8, "2027-01": 6, "2026-12": 5}
    progress.plan_hours(workspace, caseload, caseload.learners[learner.id], plan)

    months = [row for row in rows_of(page_of(workspace, caseload, learner)) if row[0] != "log"]

    assert months == [
        ("month", "Nov 2026", "0 min", "off the job", "8 h planned", "upcoming"),
        ("month", "Oct 2026", "0 min", "off the job", "12 h planned, 12 h short", "open"),
        ("month", "Sep 2026", "10 h", "off the job", "10 h planned", "done"),
        ("heading", "Ahead", "", "", "planned by month", "heading"),
        ("month", "Dec 2026", "", "", "5 h planned", "upcoming"),
        ("month", "Jan 2027", "", "", "6 h planned", "upcoming"),
    ]


@pytest.mark.parametrize(
    ("said", "told", "status"),
    [
        (2, "by the return or by hand", "heading"),
        (
            40,
            "not agreed: 40 hours by the return or by hand, 2 by visits and the log; "
            "the larger counts",
            "outcome_missing",
        ),
    ],
)
def test_hours_of_the_return_are_told_and_whether_they_agree_with_the_log(
    workspace: Workspace, caseload: Caseload, learner: Learner, said: int, told: str, status: str
) -> None:
    saved, _ = hours.add_hours(workspace, caseload, learner, minutes=120)
    caseload.save(replace(saved, otj_actual=said), actor="khan", reason="test")

    first = rows_of(page_of(workspace, caseload, learner))[0]

    assert first == ("return", "In all", f"{said} h", "off the job", told, status)


def test_a_placement_is_told_apart_from_training_off_the_job(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    hours.add_hours(workspace, caseload, learner, minutes=360, kind="placement")
    hours.add_hours(workspace, caseload, learner, minutes=60)

    rows = rows_of(page_of(workspace, caseload, learner))

    assert rows[0][2:5] == ("1 h", "off the job", "6 h of placement")
    assert {row[2:4] for row in rows[1:]} == {("6 h", "placement"), ("1 h", "off the job")}


def test_the_line_tells_the_verdict_and_the_minimum(
    workspace: Workspace, caseload: Caseload, learner: Learner
) -> None:
    page = page_of(workspace, caseload, learner)
    assert hours_views.hours_line(page.standing) == (
        "No hours recorded, hours planned not set; minimum not known"
    )


def test_the_line_of_a_t_level_tells_its_placement(
    workspace: Workspace, caseload: Caseload
) -> None:
    student, _ = learners.add(
        workspace,
        caseload,
        ref="T1",
        given_name="Tia",
        family_name="Level",
        standard="TLEVEL-SMS",
        start=date(2026, 9, 1),
        planned_end=date(2028, 7, 31),
    )
    hours.add_hours(workspace, caseload, student, minutes=390, kind="placement")
    line = hours_views.hours_line(page_of(workspace, caseload, student).standing)
    assert line == "1 of 45 days, 6 of 315 hours of placement"


def test_the_plan_is_every_month_of_the_programme_with_its_hours(learner: Learner) -> None:
    short = replace(learner, planned_end=date(2026, 11, 30), otj_plan={"2026-10": 7})
    assert hours_views.plan_text(short) == "2026-08 \n2026-09 \n2026-10 7\n2026-11 "


def test_the_hours_planned_in_all_are_told_by_the_month(learner: Learner) -> None:
    assert hours_views.planning_note(learner) == ""
    planned = replace(learner, planned_end=date(2026, 11, 30), otj_planned=90)
    assert hours_views.planning_note(planned) == (
        "90 hours are planned in all: 22 a month for 4 months."
    )

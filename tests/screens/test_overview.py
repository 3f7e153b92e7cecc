"""The overview's actions by key: details, status, breaks, handing over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from screens.bar import Bar
from screens.form import Choice, FormScreen
from screens.main import MainScreen
from screens.tutors import TutorsScreen
from tests.screens.people import TODAY, app_of, caseload_of, empty_workspace, opened, with_learner
from tutor_tui.app import TutorTui
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Break, Learner, StatusChange
from tutor_tui.workspace import learners, tutors, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with one learner, and a second tutor without any."""
    workspace = empty_workspace(tmp_path / "workspace")
    with_learner(workspace)
    tutors.add(workspace, name="Bo [b] Berg", login="bo")
    yield workspace
    workspace.close()


def learner_of(workspace: Workspace) -> Learner:
    """The one learner, as another terminal sees them."""
    [learner] = caseload(opened(workspace.root)).learners.values()
    return learner


def caseload(workspace: Workspace) -> Caseload:
    return caseload_of(workspace)


def message(app: TutorTui) -> str:
    main = app.screen_stack[0]
    assert isinstance(main, MainScreen)
    return " ".join(main.query_one("#message", Bar).text.split())


def complaint(app: TutorTui) -> str:
    return " ".join(app.screen.query_one("#form-error", Bar).text.split())


def fill(app: TutorTui, **values: str) -> None:
    """Put values into the fields of the form that is open, as somebody types them."""
    assert isinstance(app.screen, FormScreen)
    for name, value in values.items():
        widget = app.screen.query_one(f"#field-{name}")
        if isinstance(widget, Choice):
            widget.choose(value)
        else:
            assert isinstance(widget, Input)
            widget.value = value


async def open_form(pilot: Pilot[None], key: str) -> None:
    await pilot.press("enter", key)
    assert isinstance(pilot.app.screen, FormScreen)


EVERY_DETAIL = {
    "ref": "B2",
    "given_name": "Sam [ill]",
    "family_name": "Jones",
    "employer": "Acme",
    "postcode": "AB1 2CD",
    "email": "sam@example.org",
    "mode": "workplace",
    "link": "https://meet.example",
    "preferred_days": "fri, mon",
    "second_tutor": "berg",
    "expected_end": "2027-06-30",
    "planned_end": "5/5/2027",
    "original_start": "2026-01-12",
    "otj_planned": "300",
    "otj_actual": "120",
    "prior_hours": "20",
    "weekly_hours": "37",
    "support": "plan",
    "bsl": "yes",
    "born": "2001-05-17",
    "uln": "9900000012",
    "ukprn": "10000001",
    "organisation": "Fair Grades",
    "min_weeks": "2",
    "max_weeks": "3",
}


async def test_every_detail_is_changed_in_one_step_and_undone(one: Workspace) -> None:
    before = learner_of(one)
    bo = one.choose_tutor("bo").id
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "e")
        fill(app, **EVERY_DETAIL)
        await pilot.press("f2")
        assert message(app).startswith("Changed Sam [ill] Jones: ")
        assert message(app).endswith("u to undo.")
        learner = learner_of(one)
        assert (learner.ref, learner.name) == ("B2", "Sam [ill] Jones")
        assert (learner.employer, learner.postcode) == ("Acme", "AB1 2CD")
        assert (learner.email, learner.link) == ("sam@example.org", "https://meet.example")
        assert (learner.mode, learner.preferred_days, learner.second_tutor) == (
            "workplace",
            (1, 5),
            bo,
        )
        assert learner.expected_end == date(2027, 6, 30)
        assert (learner.original_start, learner.planned_end) == (
            date(2026, 1, 12),
            date(2027, 5, 5),
        )
        assert (learner.otj_planned, learner.otj_actual) == (300, 120)
        assert (learner.prior_hours, learner.weekly_hours) == (20, 37)
        assert (learner.support, learner.bsl, learner.born) == ("plan", True, date(2001, 5, 17))
        assert (learner.uln, learner.ukprn) == ("9900000012", "10000001")
        assert learner.organisation == "Fair Grades"
        assert learner.cadence == Cadence(min_weeks=2, max_weeks=3)
        await pilot.press("u")
        undone = learner_of(one)
        assert (undone.name, undone.cadence, undone.employer) == (before.name, None, "")


async def test_what_is_emptied_is_taken_out_beside_what_is_changed(one: Workspace) -> None:
    held = caseload(one)
    known = {"employer": "Acme", "cadence": Cadence(min_weeks=2, max_weeks=3), "link": "x"}
    learners.edit(one, held, learner_of(one), known)
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "e")
        fill(app, employer="", min_weeks="", max_weeks="", link="y")
        await pilot.press("f2")
        assert message(app).startswith("Changed Siân O'Connor: cadence, employer, link.")
    learner = learner_of(one)
    assert (learner.employer, learner.cadence, learner.link) == ("", None, "y")


async def test_another_standard_takes_the_version_of_the_start(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "e")
        fill(app, standard="TLEVEL-SMS")
        await pilot.press("f2")
        learner = learner_of(one)
        assert (learner.standard, learner.standard_version) == ("TLEVEL-SMS", None)


async def test_a_start_that_chooses_another_version_is_told(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "e")
        fill(app, original_start="2023-10-02")
        await pilot.press("f2")
        assert "Note: the standard's version follows the start: ST1379 v1.1 now." in message(app)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({}, "nothing to change: the learner is so already"),
    ({"ref": ""}, "ref: it must say something"),
    ({"family_name": " "}, "family name cannot be empty, and no import has given it"),
    ({"born": "soon"}, "Born: 'soon' is not a day"),
    ({"otj_planned": "many"}, "Hours planned: 'many' is not a whole number"),
    ({"preferred_days": "mon, moonday"}, "Prefers: 'moonday' is no day"),
    ({"second_tutor": "zed"}, "Second tutor: no tutor 'zed'"),
    ({"second_tutor": "Anna"}, "the second tutor must be another than the learner's own"),
    ({"min_weeks": "9"}, "cadence"),
    ({"weekly_hours": "169"}, "weekly hours: it must be at most 168"),
)


async def test_what_cannot_be_saved_is_said_where_it_is_seen(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "e")
        for values, said in REFUSED:
            before = {name: app.screen.query_one(f"#field-{name}", Input).value for name in values}
            fill(app, **values)
            await pilot.press("f2")
            assert said in complaint(app)
            error = app.screen.query_one("#form-error").region
            assert app.screen.region.contains_region(error)
            fill(app, **before)
    assert learner_of(one).rev == 1


async def test_a_new_learner_is_added_with_what_matters_at_the_start(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await pilot.press("n")
        fill(app, ref="A2", family_name="Lee", original_start="2026-09-07", mode="workplace")
        fill(app, planned_end="2028-01-10", uln="9900000012", postcode="AB1", support="assessment")
        await pilot.press("f2")
        assert message(app).startswith("Added Lee (A2).")
    found = caseload(opened(one.root)).learners.values()
    [learner] = (learner for learner in found if learner.ref == "A2")
    assert (learner.uln, learner.postcode) == ("9900000012", "AB1")
    assert (learner.mode, learner.support) == ("workplace", "assessment")


async def test_a_status_is_given_and_bookings_that_stay_are_told(one: Workspace) -> None:
    at = datetime(2026, 12, 4, 10, tzinfo=UTC)
    visits.book(one, caseload(one), learner_of(one), at=at)
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "s")
        fill(app, day="31/12")
        await pilot.press("f2")
        assert complaint(app) == "2026-12-31 is after today (2026-11-30)"
        fill(app, status="withdrawn", day="today")
        await pilot.press("f2")
        assert message(app) == (
            "Siân O'Connor is withdrawn from 30 Nov. Note: 1 visit is still booked "
            "(Fri 4 Dec 10:00). u to undo."
        )
    assert learner_of(one).statuses == (StatusChange(status="withdrawn", on=TODAY),)


async def test_a_break_begins_ends_and_is_taken_back(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await open_form(pilot, "p")
        fill(app, end="soon")
        await pilot.press("f2")
        assert complaint(app).startswith("Day of return: 'soon' is not a day")
        fill(app, end="")
        await pilot.press("f2")
        assert learner_of(one).breaks == (Break(start=TODAY),)
        await pilot.press("p")
        fill(app, end="14/12")
        await pilot.press("f2")
        assert learner_of(one).breaks == (Break(start=TODAY, end=date(2026, 12, 14)),)
        assert message(app) == (
            "Siân O'Connor is on a break from 30 Nov, back on 14 Dec. "
            "Note: the expected end would move to 19 Apr 2027. u to undo."
        )
        await pilot.press("p")
        fill(app, drop="yes")
        await pilot.press("f2")
        assert message(app) == "Took back Siân O'Connor's break from 30 Nov. u to undo."
    assert learner_of(one).breaks == ()


async def test_a_learner_is_handed_over_once_it_is_confirmed_and_comes_back_by_undo(
    one: Workspace,
) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await pilot.press("enter", "o")
        assert isinstance(app.screen, TutorsScreen)
        await pilot.press("enter")
        assert "Hand Siân O'Connor over to Bo [b] Berg" in message(app)
        await pilot.press("n")
        assert learner_of(one).name == "Siân O'Connor"
        await pilot.press("o", "enter", "y")
        assert message(app) == "Siân O'Connor is in Bo [b] Berg's caseload now. u to undo."
        assert not caseload(opened(one.root)).learners
        await pilot.press("u")
        assert learner_of(one).tutor == caseload(one).tutor.id


async def test_the_overview_tells_in_a_line_where_the_learner_stands(one: Workspace) -> None:
    app = app_of(one)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        told = app.screen.query_one("#record-summary", Bar).text.strip()
        assert told == "KSBs far behind, review overdue, no gateway forecast yet"


async def test_breaks_and_an_own_cadence_are_told(one: Workspace) -> None:
    held = caseload(one)
    known = {"cadence": Cadence(min_weeks=2, max_weeks=3)}
    edited = learners.edit(one, held, learner_of(one), known)
    learners.set_break(one, held, edited, date(2026, 3, 2), date(2026, 3, 16))
    learners.set_break(one, held, learner_of(one), date(2026, 12, 21), None)
    app = app_of(one)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        text = str(app.screen.query_one("#overview-text", Static).content)
        assert "2 Mar, back 16 Mar; from 21 Dec" in text
        assert "2 to 3 weeks, set for this learner" in text

"""The plan by key: visits moved, swapped, pinned, left out, planned anew, saved and undone."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.bar import Bar, Page
from screens.main import MainScreen
from screens.plan import PlanScreen
from screens.plan_drawing import details as drawn
from screens.plan_grid import PlanGrid
from tests.screens.filling import complaint
from tests.screens.people import (
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    opened,
    with_learner,
)
from tests.screens.test_damage import damage
from tutor_tui.app import TutorTui
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import learners, removing, tutors, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.plan_told import Told
from tutor_tui.workspace.workspace import Workspace

SEEN = {
    "Ann": date(2026, 11, 9),
    "Ben": date(2026, 11, 10),
    "Cat": date(2026, 11, 11),
}
"""Who was last seen when: each is due again from four to five weeks on."""


@pytest.fixture(scope="module")
def term_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three learners of one tutor, none of them booked."""
    root = tmp_path_factory.mktemp("term") / "workspace"
    workspace = empty_workspace(root)
    caseload = caseload_of(workspace)
    for name, on in SEEN.items():
        id_ = with_learner(workspace, ref=name, given=name, family="Hill")
        seen = caseload.learners[id_]
        visits.record(workspace, caseload, seen, on=on, outcome="attended", minutes=60)
    return root


@pytest.fixture
def term(term_root: Path, tmp_path: Path) -> Workspace:
    """The three learners, the test's own."""
    root = tmp_path / "workspace"
    shutil.copytree(term_root, root)
    return opened(root)


def board(app: TutorTui) -> PlanScreen:
    assert isinstance(app.screen, PlanScreen)
    return app.screen


def weeks(app: TutorTui) -> PlanGrid:
    return board(app).grid


def text_of(app: TutorTui, name: str) -> str:
    return " ".join(app.screen.query_one(f"#{name}", Bar).text.split())


def message(app: TutorTui) -> str:
    return text_of(app, "message")


def details(app: TutorTui) -> str:
    return text_of(app, "plan-details")


def booked(workspace: Workspace) -> list[Visit]:
    found = caseload_of(opened(workspace.root)).visits.values()
    return sorted((one for one in found if one.status == "booked"), key=lambda one: one.date)


def standing(app: TutorTui) -> dict[str, date]:
    """The day of each visit of the plan that is not left out, by its key."""
    draft = board(app).draft
    assert draft is not None
    return {one.key: one.visit.on for one in draft.visits if not one.dropped}


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until what they set going aside is done and shown."""
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def planned(pilot: Pilot[None], name: str = "Ann") -> str:
    """Open the plan and go to the first visit of a learner; its key."""
    await press(pilot, "p")
    app = pilot.app
    assert isinstance(app, TutorTui)
    draft = board(app).draft
    assert draft is not None
    ids = {one.given_name: one.id for one in board(app).caseload.learners.values()}
    key = next(one.key for one in draft.visits if one.visit.learner == ids[name])
    weeks(app).go_to(key)
    await pilot.pause()
    return key


async def test_the_weeks_are_seen_with_what_is_on_each_day(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        shown = weeks(app).text
        for words in ("Mon 30 Nov", "· 4 free", "+ Ann", "– Christmas", "Mon 22 Feb"):
            assert words in shown
        assert "Sat" not in shown
        assert "Window 7-14 Dec" in details(app)
        assert "Ann Hill" in details(app)
        assert "[Mon 7 Dec]" in shown
        assert "[Tue 15 Dec]" not in shown
        assert "6 booked" in text_of(app, "plan-title")
        assert text_of(app, "plan-load").startswith("Nobody is seen late. load 0.6 of ")
        await pilot.press("enter")
        assert "Also seen" in app.screen.query_one(Page).text


async def test_the_mouse_goes_where_it_points(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("g")
        await pilot.click(PlanGrid, offset=(20, 6))  # second column, below the second heading
        found = weeks(app).day
        assert found is not None
        assert found.on == date(2026, 12, 8)
        await pilot.click(PlanGrid, offset=(78, 3))  # beside the last column
        assert weeks(app).day == found


async def test_a_visit_is_carried_inside_its_window_and_out_of_it(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        on = standing(app)[key]
        assert on == date(2026, 12, 14)
        await pilot.press("m", "left")
        assert standing(app)[key] == date(2026, 12, 11)
        assert "!" not in details(app)
        assert text_of(app, "keys").startswith("← → ↑ ↓ carry")
        await pilot.press("j", "enter")
        late = date(2026, 12, 18)
        assert standing(app)[key] == late
        assert "! 4 days after the window closes on 14 Dec" in details(app)
        assert text_of(app, "plan-load").startswith("4 days late in all; no plan has fewer than 0")
        assert message(app) == "Ann Hill is put on Fri 18 Dec 10:00, 4 days late. u to undo."
        assert weeks(app).key == key
        await pilot.press("u")
        assert standing(app)[key] == on
        await pilot.press("U")
        assert standing(app)[key] == late
    assert booked(term) == []


async def test_a_visit_that_is_carried_is_put_back(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        before = standing(app)
        await pilot.press("m", "k", "h", "d", "a")  # what else could be done is not, meanwhile
        assert standing(app)[key] < before[key]
        assert "before the window opens" in details(app)
        await pilot.press("escape")
        assert standing(app) == before
        assert not board(app).by_hand
        await pilot.press("m", "escape", "escape")
        assert isinstance(app.screen, MainScreen)


async def test_two_visits_change_places(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        ben = await planned(pilot, "Ben")
        ann = next(one for one in standing(app) if one != ben)
        before = standing(app)
        await pilot.press("w", "j", "w")  # no visit stands there: it is still to be chosen
        assert "No visit of the plan is chosen" in message(app)
        assert text_of(app, "keys").startswith("w swap with this one")
        weeks(app).go_to(ann)
        await pilot.press("w")
        after = standing(app)
        assert (after[ben], after[ann]) == (before[ann], before[ben])
        assert message(app) == "Swapped Ben Hill and Ann Hill. u to undo."
        await pilot.press("w")
        assert "the visit that Ben Hill is to change places with" in message(app)
        await pilot.press("escape")
        assert isinstance(app.screen, PlanScreen)
        await pilot.press("G", "u")
        assert message(app) == "Taken back for Ann Hill and Ben Hill. U does it again."
        assert weeks(app).key in (ann, ben)


async def test_what_is_pinned_stays_when_it_is_planned_anew(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("m", "l", "m", "f")
        there = standing(app)[key]
        assert "may be planned elsewhere" in message(app)
        await pilot.press("f")
        assert "is pinned" in message(app)
        assert "P" in weeks(app).text
        await press(pilot, "p")
        draft = board(app).draft
        assert draft is not None
        [pinned] = [one for one in draft.visits if one.pinned]
        assert (pinned.visit.learner, pinned.visit.on) == (draft.of(key).visit.learner, there)
        assert "Planned anew around what is pinned" in message(app)


async def test_a_visit_is_left_out_and_taken_in_again(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("d")
        assert key not in standing(app)
        assert "✗ Ann" in weeks(app).text
        assert "5 booked" in text_of(app, "plan-title")
        await pilot.press("d")
        assert key in standing(app)


async def test_a_visit_is_given_a_time(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("t", "end", "ctrl+u", *"nine", "f2")
        assert "'nine' is not a time of day" in complaint(app)
        await pilot.press("end", "ctrl+u", *"2pm", "tab", "end", "ctrl+u", *"2028-01-03", "f2")
        assert "2028-01-03 is not planned here" in complaint(app)
        await pilot.press("end", "ctrl+u", *"2026-12-10", "f2")
        draft = board(app).draft
        assert draft is not None
        assert f"{draft.of(key).visit.start:%H:%M}" == "14:00"
        assert (draft.of(key).visit.on, draft.of(key).pinned) == (date(2026, 12, 10), True)


async def test_everything_is_saved_in_one_change_and_undone_by_one(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        wanted = sorted(standing(app).values())
        await press(pilot, "A")
        assert [one.date for one in booked(term)] == wanted
        assert message(app) == "Saved: 6 booked. u to undo."
        assert "all as booked" in text_of(app, "plan-title")
        await press(pilot, "A")
        assert "nothing to save" in message(app)
        await press(pilot, "u")
        assert booked(term) == []
        assert message(app).startswith("Undone: plan visits: 6 booked")
        assert "6 booked" in text_of(app, "plan-title")


async def test_what_is_marked_is_saved_alone(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("W")
        assert message(app).endswith("A saves those alone.")
        await pilot.press("W", "g", "a")
        assert "nothing to save" in message(app)
        weeks(app).go_to(key)
        await pilot.press("a")
        assert "*+ Ann" in weeks(app).text
        assert "1 marked" in text_of(app, "plan-title")
        before = standing(app)
        on = before.pop(key)
        await press(pilot, "A")
        [saved] = booked(term)
        assert saved.date == on
        assert standing(app) == before | {saved.id: on}  # all else stays as it was proposed
        assert weeks(app).key == saved.id
        assert message(app) == "Saved: 1 booked, 5 left as proposed. u to undo."
        assert "5 booked" in text_of(app, "plan-title")
        assert "marked" not in text_of(app, "plan-title")


async def test_what_is_marked_stays_so_when_it_is_planned_anew(term: Workspace) -> None:
    app = app_of(term)

    def marked() -> list[tuple[str, int]]:
        """Whose visits are marked, and in which month."""
        draft = board(app).draft
        assert draft is not None
        found = (draft.of(key).visit for key in weeks(app).marked)
        return [(visit.learner, visit.on.month) for visit in found]

    async with app.run_test() as pilot:
        first = await planned(pilot)
        last = [*standing(app)][-1]
        weeks(app).go_to(last)
        await pilot.press("a")
        before = marked()
        assert len(before) == 1
        weeks(app).go_to(first)
        await pilot.press("m", "j", "m")  # her next visit now comes after those of others
        await press(pilot, "p")
        assert marked() == before
        await press(pilot, "u")
        assert marked() == before
        await press(pilot, "plus")
        assert marked() == before


async def test_leaving_asks_nothing_once_what_was_changed_is_saved(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("m", "h", "m", "a")
        await press(pilot, "A")
        assert len(booked(term)) == 1
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)


async def test_leave_is_told_of_before_it_is_taken(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        days = (*"2027-01-11", "tab", *"2027-01-22")
        await press(pilot, "o", *days, "f2")
        assert "See nobody" in details(app)
        assert message(app) == "Take this leave? y/n"
        await press(pilot, "n")
        assert caseload_of(opened(term.root)).tutor.leave == ()
        await press(pilot, "o", *days, "f2")
        await press(pilot, "y")
        [leave] = caseload_of(opened(term.root)).tutor.leave
        assert (leave.start, leave.end) == (date(2027, 1, 11), date(2027, 1, 22))
        assert message(app) == "Leave 11-22 Jan 2027 is taken. u to undo."
        shown = weeks(app).text
        assert "– leave" in shown
        assert "▼" in shown


async def test_leave_that_ends_before_it_begins_is_refused(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("o", *"2027-01-11", "tab", *"2027-01-10", "f2")
        assert "must not end before it" in complaint(app)


async def test_times_that_are_taken_are_read_from_a_calendar(
    term: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a short name is typed
    Path("own.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
        "DTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T130000Z\r\n"
        "SUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await press(pilot, "b", *"none.ics", "f2")
        assert "none.ics: there is no such file" in message(app)
        assert "▪" not in weeks(app).text
        await press(pilot, "b", *"own.ics", "f2")
        assert "▪ 09:00-13:00" in weeks(app).text


async def test_more_weeks_and_fewer_are_planned(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("m", "l", "m")
        there = standing(app)[key]
        await press(pilot, "plus")
        assert "Mon 22 Mar" in weeks(app).text
        assert there in standing(app).values()  # what was pinned by hand is kept
        await press(pilot, "minus", "minus")  # the second while the first is being planned
        assert "Mon 25 Jan" in weeks(app).text
        assert "Mon 1 Feb" not in weeks(app).text


async def test_leaving_asks_where_something_was_changed(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("d", "escape")
        assert message(app) == "Leave the plan without saving what you changed? y/n"
        await pilot.press("n")
        assert board(app).by_hand
        await pilot.press("q")
        assert message(app) == "Leave the program without saving what you changed? y/n"
        await pilot.press("n", "escape", "y")
        assert isinstance(app.screen, MainScreen)


def booked_by_another(workspace: Workspace, caseload: Caseload, name: str) -> None:
    """Somebody else books a learner meanwhile."""
    other, others = by_somebody_else(workspace, caseload)
    learner = next(one for one in others.learners.values() if one.given_name == name)
    visits.book(other, others, learner, at=datetime(2026, 12, 9, 15, tzinfo=UTC))


async def test_what_somebody_else_has_changed_meanwhile_is_told(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        key = await planned(pilot)
        await pilot.press("m", "l", "m")
        there = standing(app)[key]
        booked_by_another(term, board(app).caseload, "Cat")
        await press(pilot, "A")
        assert "Somebody has changed the caseload" in message(app)
        assert len(booked(term)) == 1
        await pilot.press("f", "f")
        assert "Somebody has changed the caseload" in text_of(app, "plan-load")
        await press(pilot, "p")
        draft = board(app).draft
        assert draft is not None
        assert [one.visit.on for one in draft.visits if one.pinned] == [there]
        await press(pilot, "A")
        assert len(booked(term)) == len(standing(app))


async def test_a_learner_who_has_gone_meanwhile_stays_on_the_board(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        other, others = by_somebody_else(term, board(app).caseload)
        ann = next(one for one in others.learners.values() if one.given_name == "Ann")
        removing.erase(other, others, ann)
        await pilot.press("f", "j", "k")
        assert "Ann Hill" in details(app)
        await press(pilot, "p")
        assert "Ann" not in weeks(app).text


async def test_nobody_to_be_seen_is_told(tmp_path: Path) -> None:
    app = app_of(empty_workspace(tmp_path / "workspace"))
    async with app.run_test() as pilot:
        await press(pilot, "p")
        assert message(app) == "No learner is owed a visit in these weeks."
        assert "4 free" in weeks(app).text
        await press(pilot, "m", "d", "w", "f", "t", "a", "W", "L")
        assert app.screen.query_one(Page).text.startswith("Nobody is seen late.")


async def test_a_damaged_caseload_is_planned_but_not_saved(term: Workspace) -> None:
    damage(term)
    app = app_of(opened(term.root))
    async with app.run_test() as pilot:
        await planned(pilot)
        await press(pilot, "A")
        assert message(app).startswith("Read only")


async def test_a_plan_that_cannot_be_made_is_told(term: Workspace) -> None:
    tutor = caseload_of(term)
    tutors.edit(tutor, term, {"busy_files": ("/nowhere/own.ics",)})
    app = app_of(term)
    async with app.run_test() as pilot:
        await press(pilot, "p")
        assert "/nowhere/own.ics: there is no such file" in message(app)
        await press(pilot, "m", "A", "u", "escape")
        assert isinstance(app.screen, MainScreen)


async def test_names_are_shown_whole_and_do_no_harm(term: Workspace) -> None:
    caseload = caseload_of(term)
    [ann] = [one for one in caseload.learners.values() if one.given_name == "Ann"]
    learners.edit(term, caseload, ann, {"given_name": "Ann [/b]", "family_name": "Lee\x1b[31m"})
    app = app_of(term)
    async with app.run_test(size=(160, 48)) as pilot:
        await planned(pilot, "Ann [/b]")
        assert "Ann [/b] Lee␛[31m" in weeks(app).text
        assert "Ann [/b] Lee␛[31m" in details(app)


def test_a_name_of_any_length_leaves_room_for_what_speaks_against_the_day() -> None:
    facts = ("Fri 4 Dec 10:00: new", "Window 3-10 Dec.")
    told = Told(title="Ann" * 60, facts=facts, against=("away",))
    found = ["".join(text for text, _ in line) for line in drawn(told, 80, 4)]
    assert found[0].startswith(" AnnAnn")
    assert found[0].endswith("…  Fri 4 Dec 10:00: new")
    assert found[1:] == [" ! away", " Window 3-10 Dec."]


async def test_every_sign_is_ascii_where_the_terminal_takes_no_more(
    term: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_TUI_ASCII", "1")
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("d")
        said = [weeks(app).text, *(text_of(app, name) for name in ("keys", "plan-title"))]
        assert all(text.isascii() for text in said)
        assert "x Ann" in weeks(app).text


@pytest.mark.parametrize("size", [(40, 12), (200, 50)])
async def test_any_size_will_do(term: Workspace, size: tuple[int, int]) -> None:
    app = app_of(term)
    async with app.run_test(size=size) as pilot:
        await planned(pilot)
        await pilot.press("G", "pageup", "h")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert len(text_of(app, "keys")) <= 60
        assert weeks(app).day is not None


async def test_what_every_view_has_is_there_too(term: Workspace) -> None:
    app = app_of(term)
    async with app.run_test() as pilot:
        await planned(pilot)
        await pilot.press("question_mark")
        assert type(app.screen).__name__ == "HelpScreen"
        await pilot.press("escape", "x", "escape")
        keys = text_of(app, "keys").split("  ")
        assert len(keys) <= 8
        await pilot.press("colon", *"cat hill", "enter")
        await pilot.pause(0.3)
        assert "Cat Hill" in details(app)

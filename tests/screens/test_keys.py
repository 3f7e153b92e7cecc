"""What each key does, asked of the workspace and of what has the focus."""

import re
from functools import partialmethod
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.bar import Bar
from screens.caseload import CaseloadPane
from screens.form import FormScreen
from screens.key_order import KeyOrder
from screens.main import MainScreen
from screens.palette import Commands
from screens.record import RecordPane
from screens.record_list import RecordList
from screens.tutors import TutorsScreen
from tests.screens.filling import complaint
from tests.screens.people import TODAY, app_of, caseload_of, empty_workspace, opened, with_learner
from tutor_tui.actions import ACTIONS, TABS, VIEWS
from tutor_tui.app import TutorTui, run
from tutor_tui.errors import Refused
from tutor_tui.rules.status import status
from tutor_tui.rules.triage import rank
from tutor_tui.workspace import learners, progress, visits
from tutor_tui.workspace.views import FINISHED
from tutor_tui.workspace.workspace import Workspace


def main(app: TutorTui) -> MainScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def pane(app: TutorTui) -> CaseloadPane:
    return main(app).query_one(CaseloadPane)


def record(app: TutorTui) -> RecordPane:
    return main(app).query_one(RecordPane)


def shown(app: TutorTui) -> str:
    """The id of the learner whose record is shown."""
    page = record(app).tab.page
    return page.learner.id if page else ""


def listed(app: TutorTui) -> RecordList:
    """The list of the tab that is open."""
    tab = record(app).tab
    assert isinstance(tab, RecordList)
    return tab


def message(app: TutorTui) -> str:
    return " ".join(main(app).query_one("#message", Bar).text.split())


async def handled(pilot: Pilot[None]) -> None:
    """Wait until the keys that have arrived are done with."""
    await pilot.pause()
    app = pilot.app
    assert isinstance(app, KeyOrder)
    while app.under_way:
        await pilot.pause(0.01)
    await pilot.pause()


async def find(pilot: Pilot[None], name: str) -> None:
    """Filter the caseload down to one learner."""
    await pilot.press("slash", *name, "enter")


async def test_the_list_is_the_triage(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(notifications=True):
        ranked = [v.learner.id for v in rank(caseload_of(demo).verdicts(TODAY))]
        assert pane(app).order == ranked
        assert app.focused is pane(app).learners


MOVING = (
    (["j"], 1),
    (["g", "down", "down"], 2),
    (["home", "j", "j", "k"], 1),
    (["G"], -1),
    (["g"], 0),
    (["k"], 0),
    (["end"], -1),
    (["home"], 0),
    (["pagedown", "pageup"], 0),
)


async def test_moving(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        for keys, place in MOVING:
            await pilot.press(*keys)
            assert pane(app).learners.cursor_id == pane(app).order[place], keys


async def test_the_filter_narrows_as_one_types(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        everyone = len(pane(app).order)
        await pilot.press("slash", *"zoë")
        assert len(pane(app).order) == 1
        await pilot.press("backspace", "backspace", "backspace")
        assert len(pane(app).order) == everyone
        await pilot.press(*"zoë", "enter")
        assert app.focused is pane(app).learners
        await pilot.press("escape")
        assert len(pane(app).order) == everyone


async def test_keys_that_arrive_at_once_go_where_the_first_leads(demo: Workspace) -> None:
    """A slow line delivers `/bob` in one piece; `b` must not open a form, nor `q` quit."""
    app = app_of(demo)
    async with app.run_test() as pilot:
        from textual import events

        for key in ("slash", "q", "b"):
            character = "/" if key == "slash" else key
            app.post_message(events.Key(key, character))
        await handled(pilot)
        assert app.is_running
        assert pane(app).field.value == "qb"


async def test_what_arrives_at_once_is_typed_field_by_field(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        from textual import events

        await pilot.press("v", "enter")
        for key in (*"60", "enter", *"45", "enter", *"k6"):
            app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        await handled(pilot)
        form = app.screen
        assert isinstance(form, FormScreen)
        typed = form.typed
        assert (typed["minutes"], typed["otj"], typed["met"]) == ("60", "45", "k6")


async def test_numbers_filter_by_state(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("1")
        states = {
            caseload_of(demo).verdict(caseload_of(demo).learners[i], TODAY).cadence.state
            for i in pane(app).order
        }
        assert states == {"overdue"}
        await pilot.press("0")
        await pilot.press("6")
        assert pane(app).order
        await pilot.press("escape")
        assert pane(app).state_index == 0


async def test_sorting_by_name(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("s")
        people = caseload_of(demo).learners
        names = [people[i].family_name.casefold() for i in pane(app).order]
        assert names == sorted(names)
        assert message(app) == "Sorted by name."


async def test_opening_and_going_back(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("j", "enter")
        assert main(app).view == "record.overview"
        assert shown(app) == pane(app).order[1]
        for number, tab in enumerate(TABS, 1):
            await pilot.press(str(number % 10))
            assert main(app).view == f"record.{tab}"
        await pilot.press("right_square_bracket")
        assert main(app).view == "record.overview"
        await pilot.press("full_stop")
        assert shown(app) == pane(app).order[2]
        await pilot.press("comma", "escape")
        assert main(app).view == "caseload"
        assert pane(app).learners.cursor_id == pane(app).order[1]


async def test_enter_changes_nothing_in_the_record(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        before = caseload_of(demo).generation()
        for tab in "1234567890":
            await pilot.press("enter", tab, "enter")
        assert caseload_of(demo).generation() == before


async def test_booking_takes_the_proposed_time(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(notifications=True) as pilot:
        await find(pilot, "callum")
        caseload = caseload_of(demo)
        learner = caseload.learners[pane(app).order[0]]
        proposed = visits.proposed_time(demo, caseload, learner)
        await pilot.press("b", "f2")
        booked = caseload.verdict(learner, TODAY).cadence.next_visit
        assert booked is not None
        assert booked.start == proposed
        assert message(app).startswith(f"Booked {learner.name} for")


async def test_recording_a_visit_that_waits_for_its_outcome(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("6")
        learner_id = pane(app).order[0]
        waiting = caseload_of(demo).verdict(caseload_of(demo).learners[learner_id], TODAY)
        visit = waiting.cadence.missing[0]
        await pilot.press("v", "f2")
        assert caseload_of(demo).visits[visit.id].status == "attended"
        assert "attended" in message(app)


async def test_a_refused_form_stays_and_keeps_what_was_typed(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        before = caseload_of(demo).generation()
        await pilot.press("v", *(["tab"] * 8), *"1/1/2027", "f2")
        assert isinstance(app.screen, FormScreen)
        assert "after today" in app.screen.query_one("#form-error", Bar).text
        await pilot.press("escape")
        assert caseload_of(demo).generation() == before


async def test_moving_and_cancelling_a_visit(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "zoë")
        await pilot.press("enter", "2")
        visit_id = listed(app).cursor_id
        assert visit_id is not None
        before = caseload_of(demo).visits[visit_id]
        await pilot.press("m", *"2026-12-09", "tab", *"15:10", "f2")
        moved = caseload_of(demo).visits[visit_id]
        assert moved.sequence == before.sequence + 1
        assert str(moved.date) == "2026-12-09"
        await pilot.press("c", "l", "tab", *"Exam", "f2")
        cancelled = caseload_of(demo).visits[visit_id]
        assert cancelled.status == "cancelled"
        assert (cancelled.cancelled_by, cancelled.why) == ("learner", "Exam")
        assert "Cancelled" in message(app)


async def test_setting_several_ksbs_at_a_time(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    learner_id = with_learner(workspace)
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "3", "space", "space", "s")
        await pilot.press("m")
        ksbs = caseload_of(workspace).learners[learner_id].ksbs
        assert {code: one.state for code, one in ksbs.items()} == {
            "K1": "submitted",
            "K2": "submitted",
            "K3": "met",
        }
        await pilot.press("o", "G", "m")
        assert caseload_of(workspace).learners[learner_id].ksbs["B5"].state == "met"
        await pilot.press("t", "f2")
        assert "no KSB is named" in app.screen.query_one("#form-error", Bar).text


async def test_setting_a_skill_and_the_gateway(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    learner_id = with_learner(workspace)
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("enter", "4", "e", "a", "f2")
        learner = caseload_of(workspace).learners[learner_id]
        assert learner.skills["english"].state == "achieved"
        await pilot.press("7", "j", "d")
        learner = caseload_of(workspace).learners[learner_id]
        assert learner.gateway["employer"].state == "done"
        assert message(app) == "Siân O'Connor: Employer confirms: done. u to undo."
        await pilot.press("o")
        assert not caseload_of(workspace).learners[learner_id].gateway
        await pilot.press("n", "u")
        assert message(app).startswith("Undone: gateway employer not needed of")


async def test_adding_a_learner(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "workspace")
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.press("n", *"R1", "tab", *"Ann", "tab", *"Lee", "tab", "tab")
        await pilot.press(*"2026-01-05", "tab", *"2027-04-05", "f2")
        [learner] = caseload_of(workspace).learners.values()
        assert (learner.name, learner.ref) == ("Ann Lee", "R1")
        assert pane(app).order == [learner.id]


async def test_exporting(demo: Workspace, tmp_path: Path) -> None:
    app = app_of(demo)
    out = tmp_path / "visits.ics"
    async with app.run_test() as pilot:
        await pilot.press("x", *str(out), "f2")
        await pilot.pause()
        assert out.read_bytes().startswith(b"BEGIN:VCALENDAR")
        assert out.stat().st_mode & 0o777 == 0o600
        assert "Wrote" in message(app)


async def test_another_tutors_caseload(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        before = pane(app).order
        await pilot.press("t", "j", "enter")
        await pilot.pause()
        assert pane(app).order
        assert not set(pane(app).order) & set(before)


async def test_without_a_tutor_the_program_asks(demo: Workspace) -> None:
    app = TutorTui(demo, None)
    async with app.run_test() as pilot:
        assert isinstance(app.screen, TutorsScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert pane(app).order


async def test_a_change_by_somebody_else_appears_without_moving_the_cursor(
    demo: Workspace, demo_root: Path
) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        chosen = pane(app).learners.cursor_id
        other = opened(demo.root)
        caseload = caseload_of(other)
        learner = caseload.learners[pane(app).order[0]]
        progress.set_gateway(other, caseload, learner, "employer", "done")
        visits.record(other, caseload, caseload.learners[learner.id], on=TODAY, outcome="attended")
        await pilot.pause(1.6)
        assert pane(app).order[0] != learner.id, "the first learner has been seen meanwhile"
        assert pane(app).learners.cursor_id == chosen


async def offered(provider: Commands, text: str) -> list[str]:
    hits = provider.search(text) if text else provider.discover()
    return [str(hit.prompt) async for hit in hits]


async def test_the_palette_holds_every_action_and_learner(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test():
        provider = Commands(main(app))
        everything = "\n".join(await offered(provider, ""))
        for action in ACTIONS:
            assert (action.help.removesuffix(".") in everything) == action.usable_in("caseload")
            if action.usable_in("caseload"):
                assert any(action.label in hit for hit in await offered(provider, action.label))
        for learner in caseload_of(demo).learners.values():
            assert any(learner.name in hit for hit in await offered(provider, learner.name))


async def test_the_palette_opens_a_learner(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("colon", *"zoë mick", "enter")
        await pilot.pause(0.5)
        assert main(app).view == "record.overview"


async def test_those_who_have_finished_are_shown_where_asked_for(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        people = caseload_of(demo).learners
        finished = {i for i in people if status(people[i], TODAY) in FINISHED}
        assert finished
        assert not finished & set(pane(app).order)
        await pilot.press("8")
        assert set(pane(app).order) == finished
        await pilot.press("enter")
        assert main(app).view == "record.overview"


async def test_a_form_with_something_typed_is_left_only_after_a_question(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("v", "tab", "tab", *"10", "escape")
        assert isinstance(app.screen, FormScreen)
        await pilot.press("enter")
        assert isinstance(app.screen, FormScreen), "Enter means no"
        await pilot.press("escape", "y")
        assert len(app.screen_stack) == 1


async def test_an_export_that_cannot_be_is_refused_in_the_form(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("x")
        for down, typed, said in (
            (0, "~nosuch/x.ics", "nosuch"),
            (3, "99999999", "weeks"),
            (1, "999999", "no change 999999"),
            (2, "99999999999999", "minutes"),
        ):
            await pilot.press(*(["tab"] * down))
            field = app.focused
            assert isinstance(field, Input)
            before = field.value
            await pilot.press(*typed, "f2")
            assert said in complaint(app).casefold()
            field.value = before


async def test_a_learner_handed_over_meanwhile_is_not_booked(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        learner_id = pane(app).order[0]
        await pilot.press("b")
        other = opened(demo.root)
        source = caseload_of(other)
        [target] = [c for c in other.caseloads() if c.tutor.id != source.tutor.id]
        learners.transfer(other, source, source.learners[learner_id], target)
        await pilot.press("f2")
        assert isinstance(app.screen, FormScreen)
        assert "no longer" in app.screen.query_one("#form-error", Bar).text
        visits_left = caseload_of(opened(demo.root)).visits.values()
        assert all(visit.learner != learner_id for visit in visits_left)


async def test_a_form_saves_over_a_change_of_something_else(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        learner_id = pane(app).order[0]
        await pilot.press("v", *(["tab"] * 3), *"s8")
        other = opened(demo.root)
        caseload = caseload_of(other)
        learners.edit(other, caseload, caseload.learners[learner_id], {"employer": "Elsewhere"})
        await pilot.press("f2")
        learner = caseload_of(opened(demo.root)).learners[learner_id]
        assert (learner.employer, learner.ksbs["S8"].state) == ("Elsewhere", "met")


def test_a_fault_is_one_line_without_anybodys_data(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: MainScreen) -> None:
        secret = "Callum's secret"
        raise ValueError(secret)

    monkeypatch.setattr(MainScreen, "refresh_all", broken)
    monkeypatch.setattr(TutorTui, "run", partialmethod(TutorTui.run, headless=True))
    with pytest.raises(Refused, match="ValueError at test_keys") as caught:
        run(demo, None)
    assert "secret" not in str(caught.value) + "".join(capsys.readouterr())


async def test_help_names_rule_and_source(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("question_mark")
        text = app.export_screenshot()
        assert "Source:" in text.replace("&#160;", " ")
        assert "confirmed." in text
        await pilot.press("escape")
        assert app.screen is main(app)


async def test_quitting(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("view", VIEWS)
def test_every_action_is_reached_by_a_plain_key(view: str) -> None:
    taken: dict[str, str] = {}
    for action in ACTIONS:
        if not action.usable_in(view):
            continue
        for key in action.keys:
            assert key not in taken, f"{key} is both {taken.get(key)} and {action.id} in {view}"
            taken[key] = action.id
        assert any(not re.match(r"ctrl\+|alt\+|f\d", key) for key in action.keys)


def test_no_key_that_tmux_screen_ssh_or_flow_control_take() -> None:
    taken = {f"ctrl+{letter}" for letter in "abhijmqsz"} | {"tilde"}
    assert not taken & {key for action in ACTIONS for key in action.keys}


async def test_the_footer_is_short(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(size=(200, 24)) as pilot:
        for view in ("caseload", "enter", *"1234567890"):
            if view != "caseload":
                await pilot.press(view)
            keys = re.split(r"\s{2,}", main(app).query_one("#keys", Bar).text.strip())
            assert len(keys) <= 8, view
            assert keys[-1] == "q quit", view


async def test_any_size_will_do(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test(size=(40, 20)) as pilot:
        for width in (40, 60, 80, 120, 200):
            await pilot.resize_terminal(width, 20)
            keys = main(app).query_one("#keys", Bar).text
            assert len(keys.rstrip()) <= width
            await pilot.press("enter", "3")
            await pilot.resize_terminal(width + 30, 30)
            await pilot.press("escape")
            assert pane(app).order


async def test_a_form_half_filled_when_the_line_drops_is_taken_up_again(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("v", "n", *(["tab"] * 6), *"Agreed K6")
        app.leave()
        await pilot.pause()
    [draft] = Path.home().rglob("drafts/*.json")
    assert draft.stat().st_mode & 0o777 == 0o600
    again = app_of(demo)
    async with again.run_test() as pilot:
        await pilot.press("v")
        form = again.screen
        assert isinstance(form, FormScreen)
        assert (form.typed["outcome"], form.typed["note"]) == ("not_attended", "Agreed K6")
        assert not draft.exists()
        await pilot.press("f2")
        assert "not attended" in message(again)
        await pilot.press("escape", "v")
        assert isinstance(again.screen, FormScreen)
        assert not again.screen.typed


async def test_a_mark_shows_which_field_of_a_form_takes_the_keys(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("enter", "4", "e")
        for name in ("#field-state", "#field-level", "#save"):
            marked = [bar.id for bar in app.screen.query(Bar) if bar.text.startswith(">")]
            assert marked == [name.removeprefix("#")]
            await pilot.press(*["tab"] * (1 if name == "#field-state" else 3))

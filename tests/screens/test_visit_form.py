"""Recording a visit from the list: in few keys, in one change, and ready to paste."""

from base64 import b64decode
from datetime import date

import pytest
from textual.pilot import Pilot

from screens import clipboard
from screens.bar import Bar
from screens.form import FormScreen
from screens.text_page import TextScreen
from tests.screens.filling import complaint
from tests.screens.people import TODAY, app_of, caseload_of, opened
from tests.screens.test_keys import find, main, message, pane
from tutor_tui.app import TutorTui
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.workspace import history, visits
from tutor_tui.workspace.workspace import Workspace

MOST_KEYS = 12


async def keyed(pilot: Pilot[None], *keys: str) -> int:
    """Press the keys; how many of them are not text that is typed into a field."""
    await pilot.press(*keys)
    return sum(len(key) > 1 and key != "space" for key in keys)


def callum(workspace: Workspace) -> Learner:
    people = caseload_of(opened(workspace.root)).learners.values()
    return next(one for one in people if one.given_name == "Callum")


def field(app: TutorTui, name: str) -> str:
    form = app.screen
    assert isinstance(form, FormScreen)
    return form._value(name)


async def test_a_usual_visit_takes_at_most_twelve_keys_besides_what_is_typed(
    demo: Workspace,
) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        before = caseload_of(demo).generation()
        keys = 1 + await keyed(pilot, "v", "enter")  # v is a key of its own, not text
        keys += await keyed(pilot, *"60", "enter", *"45", "enter", *"k6 s8", "enter", "enter")
        await pilot.press(*"read unit 4 by 12 dec; employer: witness statement", "tab")
        keys += 1 + await keyed(pilot, *"Portfolio gone through", "f2", "escape")
        assert keys <= MOST_KEYS, keys
        assert main(app).view == "caseload"
        assert len(app.screen_stack) == 1, app.screen.query_one("#form-error").text  # type: ignore[attr-defined]
    after = callum(demo)
    assert caseload_of(opened(demo.root)).generation() == before + 1
    assert {code: after.ksbs[code].state for code in ("K6", "S8")} == {"K6": "met", "S8": "met"}
    agreed = {(one.text, one.owner, one.due) for one in after.actions.values()}
    assert {
        ("read unit 4", "learner", date(2026, 12, 12)),
        ("witness statement", "employer", None),
    } <= agreed
    caseload = caseload_of(opened(demo.root))
    verdict = caseload.verdict(after, TODAY)
    coming = verdict.cadence.next_visit
    assert coming is not None
    assert verdict.cadence.opens
    assert verdict.cadence.closes
    assert verdict.cadence.opens <= coming.date <= verdict.cadence.closes
    held = [one for one in caseload.visits_of(after) if one.date == TODAY]
    assert [(one.minutes, one.otj_minutes, one.note) for one in held] == [
        (60, 45, "Portfolio gone through")
    ]


async def test_one_key_takes_all_of_it_back(demo: Workspace) -> None:
    before = callum(demo)
    many = len(caseload_of(demo).visits)
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("v", *(["tab"] * 3), *"k6", "f2", "escape", "u")
        assert message(app).startswith("Undone")
    assert callum(demo).ksbs == before.ksbs
    assert len(caseload_of(opened(demo.root)).visits) == many


async def test_the_next_visit_follows_what_became_of_this_one(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("v")
        await pilot.pause()
        attended = date.fromisoformat(field(app, "next")[:10])
        assert attended >= date(2026, 12, 28)  # four weeks on
        await pilot.press("n")
        missed = date.fromisoformat(field(app, "next")[:10])
        assert missed < attended
        await pilot.press(*(["tab"] * 7), *"7 dec 9:00", *(["shift+tab"] * 7), "a")
        assert field(app, "next") == "7 dec 9:00"  # what a person typed stays
        await pilot.press("f2")
    coming = caseload_of(opened(demo.root)).verdict(callum(demo), TODAY).cadence.next_visit
    assert coming is not None
    assert coming.start is not None
    assert f"{in_london(coming.start):%d %b %H:%M}" == "07 Dec 09:00"


async def test_a_review_is_recorded_with_its_signatures(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("v", *(["tab"] * 10), "r")
        assert field(app, "signed") == "nobody"
        await pilot.press("tab", *"l t", "f2")
    [review] = [one for one in callum(demo).reviews.values() if one.on == TODAY]
    assert set(review.signed) == {"learner", "tutor"}


async def test_what_cannot_be_read_is_said_and_nothing_is_saved(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("v")
        for down, typed, said in (
            (1, "ten", "Minutes"),
            (2, "k99", "K99"),
            (2, "read by 31/11", "31/11"),
            (2, "soon", "soon"),
        ):
            await pilot.press(*(["tab"] * down), *typed, "f2")
            assert said.casefold() in complaint(app).casefold()
            await pilot.press("ctrl+u")
    assert not history.entries(caseload_of(opened(demo.root)), limit=1)[0].what.startswith("rec")


async def test_the_summary_is_shown_and_sent_to_the_terminal(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def send(app: TutorTui, text: str) -> str:
        sent.append(text)
        return "Sent."

    monkeypatch.setattr(clipboard, "send", send)
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("v", *(["tab"] * 3), *"k6", "f2")
        page = app.screen
        assert isinstance(page, TextScreen)
        assert "K6 met" in page.text
        assert "Next visit" in page.text
        assert sent == [page.text]
        await pilot.press("y")
        assert sent == [page.text] * 2
        # that of any visit held can be had again
        await pilot.press("escape", "enter", "2", "j", "y")
        assert isinstance(app.screen, TextScreen)


async def test_a_visit_is_corrected(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("v", *(["tab"] * 7), "backspace", "f2", "escape", "enter", "2", "g")
        await pilot.press("e", "tab", *"50", "tab", *"20", "f2")
        assert "Corrected" in message(app)
        await pilot.press("e", "tab", "backspace", "backspace", "f2")
        complaint = app.screen.query_one("#form-error", Bar).text
        assert complaint.startswith("Minutes: what was recorded is corrected, not emptied")
    held = caseload_of(opened(demo.root)).visits_of(callum(demo))
    latest = visits.in_order(held)[-1]
    assert (latest.minutes, latest.otj_minutes) == (50, 20)


async def test_a_booking_can_be_left_for_a_visit_of_another_day(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await pilot.press("6")
        learner = caseload_of(demo).learners[pane(app).order[0]]
        waits = visits.booking_to_record(caseload_of(demo), learner, TODAY)
        assert waits is not None
        await pilot.press("v", *(["tab"] * 7), "delete", "tab", *"1/6", "tab", "delete")
        await pilot.press("tab", "tab", "tab", "l", "f2")
    caseload = caseload_of(opened(demo.root))
    assert caseload.visits[waits.id] == waits
    [held] = [one for one in caseload.visits_of(learner) if one.date == date(2026, 6, 1)]
    assert (held.status, held.start) == ("attended", None)


async def test_on_a_visit_that_is_recorded_the_next_one_is(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("enter", "2", "G", "v")
        assert field(app, "day") == str(TODAY)


async def test_a_visit_is_booked_again_over_another_booking_only_where_that_is_allowed(
    demo: Workspace,
) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        again = ("b", *"2026-12-08", "tab", *"14:00", "f2")
        await pilot.press(*again, "enter", "2", "c", "f2", *again, "g", "j")
        await pilot.press("e", "b", "f2")
        form = app.screen
        assert isinstance(form, FormScreen)
        await pilot.press("shift+tab", "shift+tab", "a", "f2")
        assert message(app).startswith("Corrected")
    booked = [one for one in caseload_of(opened(demo.root)).visits_of(callum(demo)) if one.start]
    assert [str(one.date) for one in booked if one.status == "booked"] == ["2026-12-08"] * 2


@pytest.mark.parametrize(("name", "value"), [("TMUX", "/tmp/tmux-0/default"), ("STY", "1.pts")])
def test_copying_gets_through_what_runs_between(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for other in ("TMUX", "STY"):
        monkeypatch.delenv(other, raising=False)
    plain = clipboard.sequences("QUJD")
    assert plain == ["\x1b]52;c;QUJD\x07"]
    monkeypatch.setenv(name, value)
    wrapped = "".join(clipboard.sequences("QUJD" * 100))
    inner = wrapped.replace("\x1bP", "").replace("\x1b\\", "").replace("tmux;\x1b", "")
    code = inner.rpartition("52;c;")[2].rstrip("\x07")
    assert b64decode(code) == b"ABC" * 100


async def test_the_cursor_comes_to_the_visit_that_was_booked(demo: Workspace) -> None:
    app = app_of(demo)
    async with app.run_test() as pilot:
        await find(pilot, "callum")
        await pilot.press("enter", "2", "G", "b", "f2", "m", *"2026-12-21", "f2")
        assert "21 Dec" in message(app)
    verdict = caseload_of(opened(demo.root)).verdict(callum(demo), TODAY)
    assert verdict.cadence.next_visit is not None
    assert verdict.cadence.next_visit.date == date(2026, 12, 21)

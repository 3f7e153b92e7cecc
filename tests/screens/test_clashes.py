"""Two people change the same learner or visit: what becomes of it, and what each is asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import screens.desk
from screens.bar import Bar
from screens.clash import ClashScreen
from screens.form import FormScreen
from tests.screens.people import (
    SOMEBODY_ELSE,
    TODAY,
    app_of,
    by_somebody_else,
    caseload_of,
    empty_workspace,
    opened,
    with_learner,
)
from tests.screens.test_hostile import CONTROL, drawn
from tests.screens.test_keys import main, message, record
from tutor_tui.app import TutorTui
from tutor_tui.london import in_london
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace import learners, progress, removing, visits
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.workspace import Workspace

LONG = "Certificate seen at the college on Harbour Street, and a copy asked for by post. " * 4
SKILL = ("enter", "4", "e", "a", "tab", "tab", "tab", *"Seen")
"""Opens the record, and fills in that English is achieved."""


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another has changed is not seen before the key is pressed."""
    monkeypatch.setattr(screens.desk, "WATCH_SECONDS", 3600)


@pytest.fixture
def pair(tmp_path: Path) -> Workspace:
    """A workspace with one learner and a visit booked at ten tomorrow."""
    workspace = empty_workspace(tmp_path / "workspace")
    with_learner(workspace, given="Sam [ill]", family="Jones")
    caseload = caseload_of(workspace)
    [learner] = caseload.learners.values()
    visits.book(workspace, caseload, learner, at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    return workspace


def now(workspace: Workspace) -> tuple[Learner, Visit]:
    """The one learner and the one visit as the store holds them."""
    caseload = caseload_of(opened(workspace.root))
    [learner], [visit] = caseload.learners.values(), caseload.visits.values()
    return learner, visit


def meanwhile(
    workspace: Workspace, change: Callable[[Workspace, Caseload, Learner, Visit], object]
) -> None:
    """Somebody else changes something."""
    other, others = by_somebody_else(workspace, caseload_of(workspace))
    [learner], [visit] = others.learners.values(), others.visits.values()
    change(other, others, learner, visit)


def english(state: str = "working_towards", evidence: str = "") -> Callable[..., object]:
    def change(other: Workspace, others: Caseload, learner: Learner, visit: Visit) -> object:
        return progress.set_skill(
            other,
            others,
            learner,
            "english",
            state,  # type: ignore[arg-type]
            evidence=evidence,
        )

    return change


def moved(hour: int) -> Callable[..., object]:
    def change(other: Workspace, others: Caseload, learner: Learner, visit: Visit) -> object:
        to = datetime(2026, 12, 2, hour, tzinfo=UTC)
        return visits.move(other, others, learner, visit, to=to)

    return change


def asked(app: TutorTui) -> ClashScreen:
    assert isinstance(app.screen, ClashScreen)
    return app.screen


def told(app: TutorTui) -> str:
    return app.screen.query_one("#clash-message", Bar).text


async def test_changes_of_different_fields_are_put_together_without_a_question(
    pair: Workspace,
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press(*SKILL)
        meanwhile(
            pair, lambda w, c, learner, _: progress.set_skill(w, c, learner, "maths", "exempt")
        )
        await pilot.press("f2")
        assert len(app.screen_stack) == 1
        skills = now(pair)[0].skills
        assert (skills["english"].state, skills["maths"].state) == ("achieved", "exempt")


@pytest.mark.parametrize(
    ("keys", "saving", "state", "words"),
    [
        (("t", "m", "T", "left", "right", "M"), "f2", "achieved", "your english"),
        (("m", "t"), "s", "working_towards", "their english"),
    ],
)
async def test_changes_of_one_field_are_chosen_from(
    pair: Workspace, keys: tuple[str, ...], saving: str, state: str, words: str
) -> None:
    app = app_of(pair)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*SKILL)
        meanwhile(pair, english())
        await pilot.press("f2")
        shown = drawn(app)
        assert f"Sam [ill] Jones was changed by {SOMEBODY_ELSE} at 08:00" in shown
        assert "achieved, 2026-11-30" in shown
        assert "working towards, 2026-11-30" in shown
        assert now(pair)[0].skills["english"].state == "working_towards", "nothing saved yet"
        for key in keys:
            await pilot.press(key)
            [line] = [line for line in drawn(app).splitlines() if "[x]" in line]
            assert (line.index("[x]") < line.index("[ ]")) is (key in ("m", "M", "left")), key
        await pilot.press(saving)
        assert len(app.screen_stack) == 1
        assert now(pair)[0].skills["english"].state == state
        assert message(app).startswith(f"Saved Sam [ill] Jones with {words}.")


async def test_nothing_is_chosen_beforehand_and_nothing_saved_without_a_choice(
    pair: Workspace,
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press(*SKILL)
        meanwhile(pair, english())
        await pilot.press("f2")
        before = caseload_of(opened(pair.root)).generation()
        assert "[x]" not in drawn(app)
        await pilot.press("f2", "s")
        assert asked(app)
        assert "Choose mine or theirs: english" in told(app)
        assert caseload_of(opened(pair.root)).generation() == before


async def test_leaving_goes_back_to_the_form_with_what_was_typed(pair: Workspace) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press(*SKILL)
        meanwhile(pair, english())
        before = caseload_of(opened(pair.root)).generation()
        await pilot.press("f2", "m", "escape")
        form = app.screen
        assert isinstance(form, FormScreen)
        assert (form.typed["state"], form.typed["evidence"]) == ("achieved", "Seen")
        assert "nothing was saved" in form.query_one("#form-error", Bar).text
        assert caseload_of(opened(pair.root)).generation() == before
        await pilot.press("f2", "m", "f2")
        assert now(pair)[0].skills["english"].state == "achieved"


async def test_a_visit_moved_by_two_is_where_one_of_them_puts_it(pair: Workspace) -> None:
    for side, hour in (("T", 9), ("M", 15)):
        app = app_of(opened(pair.root))
        async with app.run_test() as pilot:
            await pilot.press("enter", "2", "m", *"2026-12-03", "tab", *"15:00")
            meanwhile(pair, moved(9))
            await pilot.press("f2")
            assert {one.field for one in asked(app)._clash.differences} == {"date", "start", "end"}
            await pilot.press(side, "f2")
            assert len(app.screen_stack) == 1
        start = now(pair)[1].start
        assert start is not None
        assert in_london(start).hour == hour
        meanwhile(pair, moved(10))  # elsewhere for the next


async def test_a_visit_recorded_by_two_is_chosen_from_field_by_field(pair: Workspace) -> None:
    meanwhile(
        pair,
        lambda w, c, learner, visit: visits.move(
            w, c, learner, visit, to=datetime(2026, 11, 30, 9, tzinfo=UTC)
        ),
    )
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("v", "tab", "tab", *"20", *(["tab"] * 5), "backspace")
        meanwhile(
            pair,
            lambda w, c, learner, visit: visits.record(
                w,
                c,
                learner,
                on=TODAY,
                outcome="attended",
                minutes=45,
                otj_minutes=10,
                note="Portfolio",
                visit=visit,
            ),
        )
        await pilot.press("f2")
        fields = [one.field for one in asked(app)._clash.differences]
        assert fields == ["minutes", "off-the-job minutes"]
        await pilot.press("m", "down", "t", "f2")
        visit = now(pair)[1]
        assert (visit.minutes, visit.otj_minutes, visit.note) == (60, 10, "Portfolio")
        assert "your minutes and their off-the-job minutes" in message(app)


async def test_what_a_key_changes_is_asked_about_too(pair: Workspace) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("enter", "3")
        meanwhile(
            pair, lambda w, c, learner, _: progress.set_ksbs(w, c, learner, {"K1": "submitted"})
        )
        await pilot.press("m")
        assert asked(app)
        assert now(pair)[0].ksbs["K1"].state == "submitted"
        await pilot.press("escape")
        assert message(app) == "Nothing was saved."
        meanwhile(pair, lambda w, c, learner, _: progress.set_ksbs(w, c, learner, {"K1": "none"}))
        await pilot.press("m")
        assert asked(app)
        await pilot.press("m", "f2")
        assert now(pair)[0].ksbs["K1"].state == "met"
        assert message(app).endswith("u to undo.")
        assert record(app).has_focus_within


async def test_a_visit_cancelled_by_key_after_another_has_moved_it_is_asked_about(
    pair: Workspace,
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("enter", "2")
        meanwhile(pair, moved(14))
        await pilot.press("c", "f2")
        assert asked(app)
        await pilot.press("M", "f2")
        assert now(pair)[1].status == "cancelled"


async def test_a_further_field_that_clashes_is_asked_about_and_the_first_choice_stays(
    pair: Workspace,
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("enter", "3", "space", "space")
        meanwhile(
            pair, lambda w, c, learner, _: progress.set_ksbs(w, c, learner, {"K1": "submitted"})
        )
        await pilot.press("m", "m")
        meanwhile(
            pair, lambda w, c, learner, _: progress.set_ksbs(w, c, learner, {"K2": "submitted"})
        )
        await pilot.press("f2")
        assert "once more" in told(app)
        assert drawn(app).count("[x]") == 1
        await pilot.press("f2")
        assert "Choose mine or theirs: K2" in told(app)
        await pilot.press("t", "f2")
        ksbs = now(pair)[0].ksbs
        assert (ksbs["K1"].state, ksbs["K2"].state) == ("met", "submitted")


@pytest.mark.parametrize("keys", [("enter", "4", "e", "a"), ("enter", "2", "m"), ("b",)])
async def test_a_learner_removed_meanwhile_is_told_and_nothing_breaks(
    pair: Workspace, keys: tuple[str, ...]
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        meanwhile(pair, lambda w, c, learner, _: removing.remove(w, c, learner))
        await pilot.press("f2")
        assert isinstance(app.screen, FormScreen)
        assert "no longer in this caseload" in app.screen.query_one("#form-error", Bar).text
        await pilot.press("escape", "y")
        assert main(app).view == "caseload"


async def test_what_is_typed_is_kept_when_the_line_drops_while_one_chooses(
    pair: Workspace,
) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press(*SKILL)
        meanwhile(pair, english())
        await pilot.press("f2", "m")
        app.leave()
        await pilot.pause()
    again = app_of(opened(pair.root))
    async with again.run_test() as pilot:
        await pilot.press("enter", "4", "e")
        form = again.screen
        assert isinstance(form, FormScreen)
        assert form.typed["evidence"] == "Seen"


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_long_values_stand_whole_beside_each_other(
    pair: Workspace, size: tuple[int, int]
) -> None:
    app = app_of(pair)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*SKILL)
        meanwhile(pair, english(evidence=f"{LONG} \x1b]52;c;aGk=\x07 [/b] Lee \u202eend"))
        await pilot.press("f2")
        seen = ""
        for _ in range(4):
            seen += drawn(app)
            await pilot.press("pagedown")
        assert not CONTROL.search(seen.replace("\n", ""))
        for word in (*LONG.split(), "[/b]", "Lee"):
            assert word in seen
        assert "Sam [ill] Jones" in seen


async def test_moving_between_fields_shows_where_the_keys_go(pair: Workspace) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("enter", "2", "m", *"2026-12-03", "tab", *"15:00")
        meanwhile(pair, moved(9))
        await pilot.press("f2")
        for key, field in (("j", "end"), ("down", "start"), ("k", "end"), ("up", "date")):
            await pilot.press(key)
            [line] = [line for line in drawn(app).splitlines() if line.startswith(">")]
            assert line.split() == [">", field]


async def test_learners_edited_elsewhere_keep_that_edit(pair: Workspace) -> None:
    app = app_of(pair)
    async with app.run_test() as pilot:
        await pilot.press("enter", "7", "j")
        meanwhile(
            pair, lambda w, c, learner, _: learners.edit(w, c, learner, {"employer": "Elsewhere"})
        )
        await pilot.press("d")
        learner = now(pair)[0]
        assert (learner.employer, learner.gateway["employer"].state) == ("Elsewhere", "done")

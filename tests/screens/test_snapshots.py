"""Each screen as it looks, at a fixed day and at the sizes that people have."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.exchange.ilr_samples import delivery, learner, message, skill
from tests.long import LONG
from tests.screens.people import app_of, by_somebody_else, caseload_of, empty_workspace, opened
from tests.screens.test_damage import damage
from tests.screens.test_keys import main
from tutor_tui.app import TutorTui
from tutor_tui.workspace import history, learners, progress, visits
from tutor_tui.workspace.configuration import Configuration
from tutor_tui.workspace.workspace import Workspace

SIZES = ((80, 24), (120, 40))
WIDE = (160, 48)

RECORD: dict[str, tuple[str, ...]] = {
    "record-overview": ("enter",),
    "record-visits": ("enter", "2"),
    "record-ksbs": ("enter", "3", "space", "space"),
    "record-ksbs-by-duty": ("enter", "3", "o"),
    "record-ksb-map": ("enter", "3", "o", "M"),
    "record-skills": ("enter", "4"),
    "record-hours": ("enter", "5"),
    "record-reviews": ("enter", "6"),
    "record-gateway": ("enter", "7"),
    "record-evidence": ("enter", "8"),
    "record-notes": ("enter", "9"),
    "record-timeline": ("enter", "0"),
}
SCREENS: dict[str, tuple[str, ...]] = {
    "caseload": (),
    "caseload-filtered": ("slash", *"sian", "enter"),
    "caseload-overdue": ("1",),
    "caseload-by-name": ("s",),
    **RECORD,
    "record-a-visit": ("v",),
    "book-a-visit": ("b",),
    "set-a-skill": ("enter", "4", "e"),
    "edit-a-learner": ("enter", "e"),
    "write-a-note": ("enter", "9", "n"),
    "what-if": ("enter", "w", "right_curly_bracket", "v"),
    "why-an-item": ("enter", "7", "question_mark"),
    "ready-to-paste": ("v", *(["tab"] * 3), *"k6 s8", "f2"),
    "report": ("R",),
    "new-learner": ("n",),
    "export": ("x",),
    "tutors": ("t",),
    "help": ("question_mark",),
    "palette": ("colon", *"visit"),
}
IN_ALL_WIDTHS = ("caseload", *RECORD, "record-a-visit", "what-if")
"""What is compared at the middle size in the long run, and whenever pictures are drawn anew."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(
    request: pytest.FixtureRequest,
    snap_compare: Callable[..., bool],
    demo: Workspace,
    name: str,
    size: tuple[int, int],
) -> None:
    anew = request.config.getoption("update_snapshots")
    if name in IN_ALL_WIDTHS and size == SIZES[1] and not (LONG or anew):
        pytest.skip("narrower and wider in every run, this size in the long run: make test-long")
    assert snap_compare(app_of(demo), press=SCREENS[name], terminal_size=size)


@pytest.mark.parametrize("name", IN_ALL_WIDTHS)
def test_wide(snap_compare: Callable[..., bool], demo: Workspace, name: str) -> None:
    assert snap_compare(app_of(demo), press=SCREENS[name], terminal_size=WIDE)


LOOKED_AT = ("record-overview", "record-ksb-map", "record-timeline", "record-reviews")
"""Where colours tell most; each word stands without them too."""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_light(snap_compare: Callable[..., bool], demo: Workspace, name: str) -> None:
    app = TutorTui(demo, caseload_of(demo), Configuration(theme="textual-light"))
    assert snap_compare(app, press=SCREENS[name], terminal_size=(80, 24))


@pytest.mark.parametrize("name", LOOKED_AT)
def test_sixteen_colours(
    snap_compare: Callable[..., bool],
    demo: Workspace,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    assert snap_compare(app_of(demo), press=SCREENS[name], terminal_size=(80, 24))


def test_a_question(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    keys = ("b", "4", "escape")
    assert snap_compare(app_of(demo), press=keys, terminal_size=(80, 24))


def test_few_colours(
    snap_compare: Callable[..., bool], demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    assert snap_compare(app_of(demo), terminal_size=(80, 24))


def test_ascii_signs(
    snap_compare: Callable[..., bool], demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_TUI_ASCII", "1")
    assert snap_compare(app_of(demo), terminal_size=(80, 24))


def test_nobody_yet(snap_compare: Callable[..., bool], tmp_path: Path) -> None:
    app = app_of(empty_workspace(tmp_path / "workspace"))
    assert snap_compare(app, terminal_size=(80, 24))


def test_a_form_that_is_refused(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    async def fill_in(pilot: Pilot[None]) -> None:
        await pilot.press("b", *"31 feb", "f2")

    assert snap_compare(app_of(demo), run_before=fill_in, terminal_size=(80, 24))


WIDTHS = ((80, 24), (120, 40), (160, 48))


@pytest.fixture
def busy(demo: Workspace) -> Workspace:
    """A demo in which two people have made changes of all kinds."""
    caseload = caseload_of(demo)
    other, others = by_somebody_else(demo, caseload)
    ids = list(caseload.learners)
    note = "Talked about the portfolio and what is left of the evidence; a draft by Friday."
    visits.record(
        demo,
        caseload,
        caseload.learners[ids[0]],
        on=demo.today,
        outcome="attended",
        minutes=60,
        ksbs={"K1": "submitted"},
        note=note,
    )
    learners.edit(other, others, others.learners[ids[1]], {"employer": "Harbour [ill] & Sons"})
    progress.set_gateway(demo, caseload, caseload.learners[ids[2]], "english", "done")
    history.undo(demo, caseload)
    progress.set_skill(other, others, others.learners[ids[3]], "maths", "working_towards")
    for number in range(1, 10):
        learner = caseload.learners[ids[number % 4]]
        progress.set_ksbs(demo, caseload, learner, {f"K{number}": "none", "B1": "submitted"})
    return demo


@pytest.mark.parametrize("size", WIDTHS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_history(snap_compare: Callable[..., bool], busy: Workspace, size: tuple[int, int]) -> None:
    assert snap_compare(app_of(busy), press=("H", "G", "k"), terminal_size=size)


def test_history_of_a_learner(snap_compare: Callable[..., bool], busy: Workspace) -> None:
    async def read_through(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"ap rhys", "enter", "enter", "H", "G", "k")
        await pilot.app.workers.wait_for_complete()

    assert snap_compare(app_of(busy), run_before=read_through, terminal_size=(80, 24))


def test_history_with_a_filter_and_its_fields_scrolled(
    snap_compare: Callable[..., bool], busy: Workspace
) -> None:
    keys = ("H", "slash", *"invent", "enter", "d", "j", "j", "j")
    assert snap_compare(app_of(busy), press=keys, terminal_size=(80, 24))


def test_history_in_light_colours(snap_compare: Callable[..., bool], busy: Workspace) -> None:
    app = app_of(busy)
    app.theme = "textual-light"
    assert snap_compare(app, press=("H", "G", "k"), terminal_size=(80, 24))


def test_history_without_colour(
    snap_compare: Callable[..., bool], busy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app_of(busy), press=("H", "G", "k", "d"), terminal_size=(80, 24))


def clash(workspace: Workspace, *keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Set a skill that somebody else sets meanwhile, then press the keys."""

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"callum", "enter", "enter", "4", "e", "a")
        await pilot.press("tab", "tab", "tab", *"Certificate seen")
        other, others = by_somebody_else(workspace, caseload_of(workspace))
        learner = next(one for one in others.learners.values() if one.given_name == "Callum")
        evidence = (
            "Assessed at the college on Harbour Street [ill]: reading is secure at Level 1, "
            "writing is not; another mock before Christmas."
        )
        progress.set_skill(other, others, learner, "english", "working_towards", evidence=evidence)
        await pilot.press("f2", *keys)

    return play


@pytest.mark.parametrize("size", WIDTHS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_clash(snap_compare: Callable[..., bool], demo: Workspace, size: tuple[int, int]) -> None:
    assert snap_compare(app_of(demo), run_before=clash(demo, "m"), terminal_size=size)


def test_clash_with_few_colours(
    snap_compare: Callable[..., bool], demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    app = app_of(demo)
    assert snap_compare(app, run_before=clash(demo, "t"), terminal_size=(80, 24))


def test_clash_without_a_choice(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    assert snap_compare(app_of(demo), run_before=clash(demo, "f2"), terminal_size=(80, 24))


def test_damaged(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    damage(demo)
    app = app_of(opened(demo.root))

    async def without_the_path(pilot: Pilot[None]) -> None:
        # the message names the file, which lies elsewhere in every run
        await pilot.pause()
        main(app).say("")

    assert snap_compare(app, run_before=without_the_path, terminal_size=(80, 24))


COLLEGE = """\
Learner ref,First name,Surname,Programme,Start date,Planned end,Placement,Class,Coach,Last visit
N1,Sam [ill],Jones,ST1379,01/09/2026,31/12/2027,Harbour School,2B,,
N2,Ann [/b],Lee,ST1379,07/09/2026,31/12/2027,Moor Academy,2C,Bo Lee,16/11/2026
N3,Una,,ST1379,01/09/2026,31/12/2027,Moor Academy,2C,,
N4,Tom,Orr,ST1379,31/02/2026,31/12/2027,Moor Academy,2C,,
"""


@pytest.fixture
def college(tmp_path: Path) -> Path:
    """A table that lies among the downloads."""
    file = tmp_path / "home" / "Downloads" / "college.csv"
    file.parent.mkdir(parents=True)
    file.write_text(COLLEGE)
    return file


def reading(*keys: str, then: tuple[str, ...] = ()) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Have the newest download read; press keys when it is, and others when the plan is made."""

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("I", "f2")
        for step in (keys, then):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            await pilot.press(*step)

    return play


IMPORTS = {
    "file": None,
    "headings": reading("down", "down", "enter", *"giv"),
    "preview": reading("f2", then=("down", "space")),
    "question": reading("f2", then=("i",)),
}


@pytest.mark.usefixtures("college")
@pytest.mark.parametrize("step", IMPORTS)
def test_an_import(snap_compare: Callable[..., bool], demo: Workspace, step: str) -> None:
    app, play = app_of(demo), IMPORTS[step]
    assert snap_compare(app, press=("I",) if play is None else (), run_before=play)


@pytest.mark.usefixtures("college")
def test_an_import_wide(snap_compare: Callable[..., bool], demo: Workspace) -> None:
    assert snap_compare(app_of(demo), run_before=IMPORTS["preview"], terminal_size=WIDE)


def test_an_import_of_a_return_with_questions(
    snap_compare: Callable[..., bool], demo: Workspace, college: Path
) -> None:
    english = skill("60350001", 2, "2026-09-07")
    student = learner("B1", "Zoe", "Adams", delivery(LearnStartDate="2026-09-07"), english)
    college.with_name("ilr.xml").write_bytes(message("2026-27", student))
    college.unlink()
    assert snap_compare(app_of(demo), run_before=reading(), terminal_size=(80, 24))

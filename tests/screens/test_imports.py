"""Importing on the screen: what a file would change is seen, chosen, done once and undone."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.bar import Bar, Page
from screens.import_mapping import FieldInput, MappingScreen
from screens.imports import ImportScreen
from screens.main import MainScreen
from screens.prompt import Prompt
from screens.tutors import TutorsScreen
from tests.exchange.ilr_samples import delivery, learner, message, skill
from tests.screens.people import app_of, empty_workspace, with_learner
from tutor_tui.workspace import import_maps, importing, tutors
from tutor_tui.workspace.import_maps import AimMeaning
from tutor_tui.workspace.importing import Request
from tutor_tui.workspace.imports import ImportPlan
from tutor_tui.workspace.workspace import Workspace

TABLE = """\
Learner ref,First name,Surname,Programme,Start date,Planned end,Placement,Class,Coach,Class
A1,,,,,,Hill,2B,,
N1,Sam [ill],Jones,ST1379,01/09/2026,31/12/2027,Dale,2B,Bo Lee,
N2,Ann [/b],Lee,ST1379,01/09/2026,31/12/2027,Moor\x1b[31m,2C,,
N3,Una,,ST1379,01/09/2026,31/12/2027,,2C,,
"""
APPRENTICE = delivery(LearnStartDate="2026-09-07")


@pytest.fixture(autouse=True)
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of imports yet, and there are no downloads."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Anna has the learner A1; Bo has nobody."""
    found = empty_workspace(tmp_path / "workspace")
    with_learner(found)
    tutors.add(found, name="Bo Lee", login="bo")
    return found


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    return file


def refs(workspace: Workspace) -> list[str]:
    return sorted(one.ref for all_ in workspace.caseloads() for one in all_.learners.values())


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what is done aside is done, and shown."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def opened(pilot: Pilot[None], file: Path) -> None:
    """Ask for the import of a file, and let it be read."""
    await pilot.pause()
    await pilot.press("I")
    field = pilot.app.screen.query_one("#field-file")
    field.value = str(file)  # type: ignore[attr-defined]
    await pilot.press("f2")
    await settled(pilot)


def preview(pilot: Pilot[None]) -> ImportScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ImportScreen)
    return screen


def listed(pilot: Pilot[None]) -> list[tuple[str, str]]:
    """What the list shows: kind and reference of each row."""
    return [(row.cells[0][2:], row.cells[1]) for row in preview(pilot).rows.rows]


def told(pilot: Pilot[None], name: str = "message") -> str:
    return " ".join(pilot.app.screen.query_one(f"#{name}", Prompt).text.split())


async def test_a_table_is_mapped_shown_chosen_from_imported_and_undone(
    workspace: Workspace, table: Path
) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await opened(pilot, table)
        assert isinstance(app.screen, MappingScreen)
        fields = {row.cells[0]: row.cells[1] for row in app.screen.columns.rows}
        assert (fields["Placement"], fields["Class"]) == ("employer", "(not taken)")
        await pilot.press("f2")
        await settled(pilot)
        assert listed(pilot) == [
            ("new", "N1"),
            ("new", "N2"),
            ("updated", "A1"),
            ("skipped", "N3"),
        ]
        assert "2 new 2" in preview(pilot).query_one("#import-counts", Bar).text
        details = preview(pilot).query_one("#import-details", Page).text
        assert "Sam [ill]" in details
        assert "breaks" not in details  # what every new learner has says nothing
        await pilot.press("down", "space")  # N2 is left
        assert "employer" in preview(pilot).query_one("#import-details", Page).text
        await pilot.press("i")
        question = told(pilot, "import-message")
        assert question == "Import 1 new and 1 updated learners into 2 caseloads? y/n"
        assert refs(workspace) == ["A1"]
        await pilot.press("y")
        await settled(pilot)
        assert refs(workspace) == ["A1", "N1"]
        assert told(pilot) == ("Imported 1 new and 1 updated learners from table.csv. u to undo.")
        await pilot.press("u")
        assert "Undone: import table.csv, in 2 caseloads" in told(pilot)
        assert refs(workspace) == ["A1"]


async def test_rows_are_filtered_by_kind_and_text_and_marked_all_or_none(
    workspace: Workspace, table: Path
) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await opened(pilot, table)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("2")
        assert listed(pilot) == [("new", "N1"), ("new", "N2")]
        await pilot.press("a", "0")
        assert {row.split()[1] for row in preview(pilot).accepted} == {"A1"}
        await pilot.press("a", "slash", *"lee", "enter")
        assert listed(pilot) == [("new", "N1"), ("new", "N2")]  # to Bo Lee the one, Lee the other
        assert len(preview(pilot).accepted) == 3
        await pilot.press("escape", "a", "i")
        assert "Nothing is accepted" in told(pilot, "import-message")
        await pilot.press("4", "space")
        assert "nothing is imported of it" in told(pilot, "import-message")
        await pilot.press("escape", "escape")
        assert told(pilot) == "Nothing was imported."
        assert refs(workspace) == ["A1"]


async def test_a_heading_is_taken_for_another_field_and_kept_by_name(
    workspace: Workspace, table: Path
) -> None:
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await opened(pilot, table)
        mapping = app.screen
        assert isinstance(mapping, MappingScreen)
        mapping.columns.go_to("7")
        await pilot.press("enter", *"organ", "enter")
        assert mapping.columns.rows[7].cells[:3] == ("Class", "organisation", "you")
        mapping.columns.go_to("6")
        await pilot.press("minus")
        assert mapping.columns.rows[6].cells[1] == "(not taken)"
        await pilot.press("enter", *"nonsense", "enter")
        assert "no field" in mapping.query_one("#mapping-hint", Bar).text
        await pilot.press("escape")
        mapping.columns.go_to("9")
        await pilot.press("minus")
        assert "a column before has" in mapping.query_one("#mapping-hint", Bar).text.casefold()
        await pilot.press("s")
        mapping.query_one(FieldInput).value = "college"
        await pilot.press("enter", "f2")
        await settled(pilot)
        assert "organisation" in preview(pilot).query_one("#import-rows").rows[2].cells[3]  # type: ignore[attr-defined]
    [kept] = import_maps.load().tables
    assert (kept.name, kept.mapping["Class"], kept.mapping["Placement"]) == (
        "college",
        "organisation",
        "-",
    )
    async with app_of(workspace).run_test() as pilot:
        await opened(pilot, table)  # found again by its headings: shown at once
        assert "map college" in preview(pilot).query_one("#import-title", Bar).text


async def test_questions_of_a_return_are_answered_in_the_list_and_remembered(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "return.xml"
    english = skill("60350001", 2, "2026-09-07")
    student = learner("B1", "Zoe", "Adams", APPRENTICE, english, monitoring={"A": "T7"})
    file.write_bytes(message("2026-27", student))
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("I")
        app.screen.query_one("#field-file").value = str(file)  # type: ignore[attr-defined]
        app.screen.query_one("#field-tutor_from").choose("A")  # type: ignore[attr-defined]
        await pilot.press("f2")
        await settled(pilot)
        assert listed(pilot)[:3] == [("question", "60350001"), ("question", "T7"), ("new", "B1")]
        await pilot.press("enter", "f2")
        await settled(pilot)
        assert listed(pilot)[0] == ("question", "T7")
        await pilot.press("enter")
        assert isinstance(app.screen, TutorsScreen)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert listed(pilot)[0] == ("new", "B1")
        await pilot.press("i", "y")
        await settled(pilot)
        bo = workspace.choose_tutor("bo")
        assert told(pilot).endswith("from return.xml. Undo it in the caseload of Bo Lee.")
        assert [one.ref for one in workspace.caseload(bo.id).learners.values()] == ["B1"]
    maps = import_maps.load()
    assert maps.aims == {"60350001": AimMeaning(subject="english", level="2")}
    assert (maps.tutors, maps.tutor_from, maps.folder) == ({"t7": bo.id}, "A", str(tmp_path))
    async with app_of(workspace).run_test() as pilot:
        await pilot.pause()
        await pilot.press("I", "f2")  # the newest file of the same place, read the same way
        await settled(pilot)
        assert listed(pilot) == [("unchanged", "B1")]


async def test_returns_of_several_years_are_read_as_one_and_tables_are_not(
    workspace: Workspace, table: Path, tmp_path: Path
) -> None:
    for year in ("2025-26", "2026-27"):
        student = learner(f"Y{year[:4]}", "Zoe", "Adams", APPRENTICE)
        (tmp_path / f"{year}.xml").write_bytes(message(year, student))
    async with app_of(workspace).run_test() as pilot:
        await pilot.pause()
        await pilot.press("I")
        form = pilot.app.screen
        assert "read" in form.query_one("#form-keys", Bar).text
        field = form.query_one("#field-file")
        field.value = f"{table} {table}x"  # type: ignore[attr-defined]
        await pilot.press("f2")
        assert "there is no such file" in form.query_one("#form-error", Bar).text
        table.with_name("another.csv").write_text(TABLE)
        field.value = str(table.with_name("*.csv"))  # type: ignore[attr-defined]
        await pilot.press("f2")
        assert "one at a time" in form.query_one("#form-error", Bar).text
        field.value = str(tmp_path / "*.xml")  # type: ignore[attr-defined]
        await pilot.press("f2")
        await settled(pilot)
        assert listed(pilot)[:2] == [("new", "Y2026"), ("new", "Y2025")]
        title = preview(pilot).query_one("#import-title", Bar).text
        assert "2025-26.xml and 2026-27.xml" in title


async def test_a_caseload_changed_meanwhile_is_looked_at_again_before_anything_is_done(
    workspace: Workspace, table: Path
) -> None:
    async with app_of(workspace).run_test() as pilot:
        await opened(pilot, table)
        await pilot.press("f2")
        await settled(pilot)
        with_learner(workspace, ref="N2", given="Ann", family="Lee")
        await pilot.press("i", "y")
        await settled(pilot)
        assert "look again" in told(pilot, "import-message")
        assert ("updated", "N2") in listed(pilot)
        assert refs(workspace) == ["A1", "N2"]


async def test_reading_takes_keys_and_is_stopped_by_one(
    workspace: Workspace, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    shown, stopped = threading.Event(), threading.Event()

    def endless(_: Request, progress: importing.Progress) -> ImportPlan:
        try:
            while True:
                progress(45, 100)
                shown.set()
        finally:
            stopped.set()

    monkeypatch.setattr(importing, "read", endless)
    app = app_of(workspace)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("I")
        app.screen.query_one("#field-file").value = str(table)  # type: ignore[attr-defined]
        await pilot.press("f2")
        shown.wait(5)
        await pilot.pause()
        assert "45 %  reading table.csv" in preview(pilot).query_one("#import-counts", Bar).text
        await pilot.press("escape")
        assert stopped.wait(5)
        assert told(pilot) == "Stopped; nothing was imported."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"<Message xmlns='ESFA/ILR/2025-26'>", "not a whole"),
        (b"PK\x03\x04 torn", "is no whole workbook"),
    ],
)
async def test_what_cannot_be_read_is_told_in_a_line(
    workspace: Workspace, table: Path, content: bytes, sentence: str
) -> None:
    table.write_bytes(content)
    async with app_of(workspace).run_test() as pilot:
        await opened(pilot, table)
        assert sentence in told(pilot, "import-message")
        await pilot.press("i", "m", "space", "a", "enter", "escape")
        assert told(pilot) == "Nothing was imported."


async def test_where_many_learners_are_to_be_judged_keys_are_taken_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_of(workspace).run_test() as pilot:
        await pilot.pause()
        desk = pilot.app.screen
        assert isinstance(desk, MainScreen)
        monkeypatch.setattr("screens.desk.MANY", 1)
        monkeypatch.setattr("screens.desk.AT_A_TIME", 1)
        for ref in ("A2", "A3", "A4"):
            with_learner(workspace, ref=ref)
        titles: list[str] = []
        draw = desk._draw_title

        def drawn(doing: str = "") -> None:
            draw(doing)
            titles.append(desk.query_one("#title", Bar).text)

        monkeypatch.setattr(desk, "_draw_title", drawn)
        desk.refresh_all()
        assert len(desk.pane.rows) == 1  # as before, and the keys go on being taken
        await settled(pilot)
        assert len(desk.pane.rows) == 4
        assert any("learners stand: 33 %" in title for title in titles)
        assert "no visits today" in desk.query_one("#title", Bar).text


async def test_thousands_of_rows_make_no_widget_each(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    heads = "Ref,First name,Surname,Programme,Start date,Planned end\n"
    rows = (f"R{n:05},Al,Orr{n},ST1379,01/09/2026,31/12/2027\n" for n in range(2000))
    file.write_text(heads + "".join(rows))
    async with app_of(workspace).run_test() as pilot:
        await opened(pilot, file)
        await pilot.press("f2")
        await settled(pilot)
        await pilot.press("G")
        screen = preview(pilot)
        assert screen.chosen is not None
        assert screen.chosen.ref == "R01999"
        assert len([*screen.query("#import-body *")]) < 10

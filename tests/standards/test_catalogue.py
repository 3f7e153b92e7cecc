"""Finding a standard: by id and version, by start date, by LARS code; and added files."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor_tui.errors import BadFile, NotFound
from tutor_tui.model.standard import Standard
from tutor_tui.standards import files
from tutor_tui.standards.catalogue import Catalogue, placeholder

SMALL = """
id = 'ST0001'
version = '{version}'
name = 'Signal tuner'
lars = 1
starts_from = {first}
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return Catalogue()


def add(folder: Path, stem: str, text: str) -> Path:
    path = folder / f"{stem}.toml"
    path.write_text(text, "utf-8")
    return path


def small(version: str = "1.0", first: str = "2024-01-01", more: str = "") -> str:
    return SMALL.format(version=version, first=first) + more


@pytest.mark.parametrize(
    ("start", "version", "warned"),
    [
        ("2019-09-01", "1.0", True),
        ("2023-02-28", "1.0", True),
        ("2023-03-01", "1.0", False),
        ("2023-09-11", "1.0", False),
        ("2023-09-12", "1.1", False),
        ("2024-08-01", "1.1", False),
        ("2024-08-02", "1.2", False),
        ("2026-11-22", "1.2", False),
        ("2099-01-01", "1.2", False),
    ],
)
def test_the_original_start_chooses_the_version(
    shipped: Catalogue, start: str, version: str, warned: bool
) -> None:
    standard, warning = shipped.for_start("ST1379", date.fromisoformat(start))
    assert standard.version == version
    assert (warning is not None) == warned
    if warning:
        assert start in warning
        assert "ST1379 v1.0" in warning


@given(st.dates())
def test_every_start_finds_a_version(start: date) -> None:
    standard, warning = Catalogue().for_start("ST1379", start)
    assert (warning is None) == (start >= date(2023, 3, 1))
    if warning is None:
        assert standard.starts_from is not None
        assert standard.starts_from <= start <= (standard.starts_to or date.max)


def test_a_range_not_known_warns_of_nothing(shipped: Catalogue) -> None:
    standard, warning = shipped.for_start("ST0148", date(2021, 1, 4))
    assert (standard.version, warning) == ("1.0", None)


def test_t_level_before_its_first_day_is_warned_of(shipped: Catalogue) -> None:
    assert shipped.for_start("TLEVEL-SMS", date(2021, 9, 1))[1] is None
    assert shipped.for_start("TLEVEL-SMS", date(2021, 8, 31))[1] is not None


def test_without_a_version_the_newest(shipped: Catalogue) -> None:
    assert shipped.get("ST1379").version == "1.2"


def test_not_found_says_what_there_is(shipped: Catalogue) -> None:
    with pytest.raises(NotFound, match=r"ST9999.*ST0148, ST1379, TLEVEL-SMS"):
        shipped.get("ST9999")
    with pytest.raises(NotFound, match=r"'1\.3'; its versions are 1\.0, 1\.1, 1\.2\."):
        shipped.get("ST1379", "1.3")
    with pytest.raises(NotFound, match="ST9999"):
        shipped.for_start("ST9999", date(2024, 1, 1))


@pytest.mark.parametrize(("code", "id"), [(694, "ST1379"), (403, "ST0148"), (123, None)])
def test_by_lars_code(shipped: Catalogue, code: int, id: str | None) -> None:
    assert shipped.by_lars(code) == id


def test_an_unknown_lars_code_has_only_what_every_apprenticeship_has(shipped: Catalogue) -> None:
    standard = shipped.get("LARS-123", None)
    assert standard == placeholder("LARS-123")
    assert (standard.kind, standard.known, standard.lars) == ("apprenticeship", False, 123)
    assert (standard.version, standard.ksbs, standard.skills) == (None, (), ())
    assert standard.has_cadence
    assert standard.cadence is None
    assert standard.gateway == ("duration", "hours", "organisation")
    assert shipped.for_start("LARS-123", date(2024, 1, 1)) == (standard, None)


def test_an_unknown_t_level_has_no_cadence(shipped: Catalogue) -> None:
    standard = shipped.get("TLEVEL-UNKNOWN")
    assert (standard.kind, standard.known, standard.has_cadence) == ("t_level", False, False)
    assert standard.gateway == ()


@pytest.mark.parametrize("id", ["LARS-", "LARS-x", "LARS-１２", "LARS-1234567890", "lars-1", ""])
def test_no_placeholder_for_anything_else(shipped: Catalogue, id: str) -> None:
    with pytest.raises(NotFound):
        placeholder(id)
    with pytest.raises(NotFound):
        shipped.get(id)


def test_a_workspace_adds_and_replaces(tmp_path: Path) -> None:
    add(tmp_path, "ST0001-1.9", small("1.9") + "starts_to = 2024-12-31\n")
    add(tmp_path, "ST0001-1.10", small("1.10", "2025-01-01"))
    add(
        tmp_path,
        "ST0148-1.0",
        "id = 'ST0148'\nversion = '1.0'\nname = 'Ours'\nlars = 403\notj_hours = 300\n"
        "cadence = {min_weeks = 6, max_weeks = 8}\n",
    )
    (tmp_path / "notes.txt").write_text("not a standard")
    (tmp_path / ".#ST0001-1.9.toml").write_text("an editor's leftover")
    catalogue = Catalogue(tmp_path)
    assert [standard.label for standard in catalogue.all()] == [
        "ST0001 v1.9",
        "ST0001 v1.10",
        "ST0148 v1.0",
        "ST1379 v1.0",
        "ST1379 v1.1",
        "ST1379 v1.2",
        "TLEVEL-SMS",
    ]
    ours = catalogue.get("ST0148")
    assert (ours.name, ours.otj_hours) == ("Ours", 300)
    assert ours.cadence is not None
    assert ours.cadence.max_weeks == 8
    assert catalogue.get("ST0001").version == "1.10"
    assert catalogue.by_lars(1) == "ST0001"


def test_a_gap_between_versions_takes_the_nearer_and_of_two_the_newer(tmp_path: Path) -> None:
    add(tmp_path, "ST0001-1.0", small("1.0") + "starts_to = 2024-01-10\n")
    add(tmp_path, "ST0001-2.0", small("2.0", "2024-01-20"))
    catalogue = Catalogue(tmp_path)
    chosen = [
        catalogue.for_start("ST0001", date(2024, 1, 10) + timedelta(days))[0].version
        for days in (0, 1, 4, 5, 6, 9, 10)
    ]
    assert chosen == ["1.0", "1.0", "1.0", "2.0", "2.0", "2.0", "2.0"]


def test_a_file_may_take_fields_from_a_shipped_one(tmp_path: Path) -> None:
    add(tmp_path, "ST0001-1.0", small(more="[same_as]\nksbs = 'ST1379-1.2'\n"))
    catalogue = Catalogue(tmp_path)
    assert catalogue.get("ST0001").ksbs == catalogue.get("ST1379").ksbs


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Catalogue(tmp_path / "none").all() == Catalogue().all()


def test_a_broken_file_harms_only_its_own_programme(tmp_path: Path) -> None:
    add(tmp_path, "ST0001-1.0", "id = ")
    catalogue = Catalogue(tmp_path)
    assert catalogue.get("ST1379").version == "1.2"
    with pytest.raises(BadFile):
        catalogue.get("ST0001")


BROKEN = {
    "truncated": ("id = 'ST0001'\nversion = '1.0", "not valid TOML.*at end of document"),
    "not TOML": ("<html>", "not valid TOML.*line 1"),
    "same key twice": (small(more="lars = 2\n"), "not valid TOML.*line 7"),
    "unknown key": (small(more="leval = 4\n"), "unknown key 'leval'"),
    "unknown key in a KSB": (
        small(more="ksbs = [{code = 'K1', text = 'a'}, {code = 'K2', txt = 'b'}]"),
        "unknown key 'txt' in ksbs 2",
    ),
    "unknown key in the cadence": (small(more="cadence = {weeks = 4}"), "'weeks' in cadence"),
    "wrong type": (small(more="level = 'four'\n"), "in level: expected a whole number, got text"),
    "version as a number": (
        small().replace("'1.0'", "1.0"),
        "in version: expected text, got a decimal number",
    ),
    "wrong type within": (
        small(more="ksbs = [{code = 'K1', text = []}]"),
        "in ksbs 1, text: expected text, got a list",
    ),
    "table for a list": (small(more="ksbs = {K1 = 'a'}"), "in ksbs|unknown key 'K1' in ksbs"),
    "date with a time": (
        small(first="2024-01-01T10:00:00"),
        "in starts_from: expected a date, got a date with a time",
    ),
    "no such kind": (small(more="kind = 'course'\n"), "in kind: invalid enum value 'course'"),
    "no such kind, with an escape": (small(more='kind = "\\u001b[2J"\n'), "in kind"),
    "no such gateway item": (small(more="gateway = ['tea']\n"), "in gateway 1"),
    "missing name": ("id = 'ST0001'\nversion = '1.0'\n", "missing field `name`"),
    "missing text": (small(more="ksbs = [{code = 'K1'}]\n"), "in ksbs 1: missing field `text`"),
    "other id": (small().replace("ST0001", "ST0002"), "holds 'ST0002 v1.0'.*ST0002-1.0.toml"),
    "code twice": (
        small(more="ksbs = [{code = 'K1', text = 'a'}, {code = 'K1', text = 'b'}]"),
        "KSB code 'K1' stands twice",
    ),
    "code in Cyrillic": (small(more="ksbs = [{code = 'К1', text = 'a'}]"), "plain letters"),
    "duty with an unknown code": (
        small(
            more="ksbs = [{code = 'K1', text = 'a'}]\n"
            "duties = [{number = 3, text = 'b', ksbs = ['K1', 'K2']}]"
        ),
        "duty 3 names KSB 'K2'",
    ),
    "duty twice": (
        small(more="duties = [{number = 3, text = 'b'}, {number = 3, text = 'c'}]"),
        "duty 3 stands twice",
    ),
    "method with an unknown code": (
        small(more="methods = [{id = 'o', name = 'O', ksbs = ['S1']}]"),
        "method 'o' names KSB 'S1'",
    ),
    "points in no order": (
        small(more="methods = [{id = 'o', name = 'O', points = 10, pass_points = 11}]"),
        "method 'o' must have",
    ),
    "grades short of a method": (
        small(
            more="methods = [{id = 'o', name = 'O'}, {id = 'd', name = 'D'}]\n"
            "grading = [{methods = ['pass'], overall = 'pass'}]"
        ),
        "grading needs 2 grades",
    ),
    "gateway without its skill": (small(more="gateway = ['ict']\n"), "gateway has ict"),
    "ends before it begins": (small(more="starts_to = 2023-12-31\n"), "starts_from is after"),
    "cadence upside down": (
        small(more="cadence = {min_weeks = 6, max_weeks = 5}"),
        "min_weeks <= max_weeks",
    ),
    "below nothing": (small(more="max_funding = -1\n"), "max_funding must be"),
    "a number beyond measure": (small(more=f"lars_ = {'9' * 5000}\n"), "beyond all measure"),
    "nested beyond measure": (small(more=f"x = {'[' * 5000}"), "beyond all measure"),
    "unconfirmed of nothing": (small(more="unconfirmed = ['fee']\n"), "'fee', which is no field"),
    "empty name": (small().replace("Signal tuner", " "), "name is empty"),
    "escape sequence": (
        small().replace("'Signal tuner'", '"Signal \\u001b[2J"'),
        "name holds a line break or another control",
    ),
    "takes what cannot be lent": (small(more="[same_as]\nlars = 'ST1379-1.2'"), "'lars' cannot"),
    "takes from nothing": (small(more="[same_as]\nksbs = 'ST7-1.2'"), "'ST7-1.2', which is not"),
    "takes from itself": (small(more="[same_as]\nksbs = 'ST0001-1.0'"), "has them from"),
    "takes from a borrower": (small(more="[same_as]\nksbs = 'ST1379-1.0'"), "has them from"),
    "gives and takes": (
        small(more="ksbs = []\n[same_as]\nksbs = 'ST1379-1.0'"),
        "given here and in same_as",
    ),
    "takes by no name": (small(more="[same_as]\nksbs = 1"), "the name of a file"),
    "takes without a table": (small(more="same_as = 'ST1379-1.2'\n"), "must be a table"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = add(tmp_path, "ST0001-1.0", text)
    with pytest.raises(BadFile, match=said) as caught:
        Catalogue(tmp_path).all()
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert message.endswith(".")
    assert message.isprintable()


def test_binary_and_large_files_and_folders_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ST0001-1.0.toml"
    path.write_bytes(b"id = 'ST\xff\x00'")
    with pytest.raises(BadFile, match="not text at byte 9"):
        files.read(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(BadFile, match="larger than 1 MB"):
        files.read(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(BadFile, match="not an ordinary file"):
        files.read(path)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "ST0001-1.0.toml"
    path.write_bytes(b"\xef\xbb\xbf" + small().replace("\n", "\r\n").encode())
    assert files.read(path).standard.name == "Signal tuner"


def test_overlapping_ranges_name_the_added_file(tmp_path: Path) -> None:
    path = add(
        tmp_path,
        "ST1379-1.3",
        "id = 'ST1379'\nversion = '1.3'\nname = 'M'\nstarts_from = 2027-01-01",
    )
    catalogue = Catalogue(tmp_path)
    for ask in (catalogue.all, lambda: catalogue.for_start("ST1379", date(2027, 1, 1))):
        with pytest.raises(BadFile, match=r"ST1379 v1\.2 and ST1379 v1\.3") as caught:
            ask()
        assert str(caught.value).startswith(f"{path}: ")
    assert catalogue.get("ST1379", "1.2").version == "1.2"


def test_ranges_that_share_one_day_overlap(tmp_path: Path) -> None:
    add(tmp_path, "ST0001-1.0", small("1.0") + "starts_to = 2024-06-01\n")
    add(tmp_path, "ST0001-1.1", small("1.1", "2024-06-01"))
    with pytest.raises(BadFile, match="both for some start dates"):
        Catalogue(tmp_path).all()


def test_one_lars_code_for_two_standards_is_refused(tmp_path: Path) -> None:
    path = add(tmp_path, "ST0001-1.0", small().replace("lars = 1\n", "lars = 694\n"))
    with pytest.raises(BadFile, match="LARS code 694") as caught:
        Catalogue(tmp_path).by_lars(694)
    assert str(caught.value).startswith(f"{path}: ")


@given(content=st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_bad_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "ST0001-1.0.toml"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        files.read(path)


def refusal(catalogue: Catalogue) -> str:
    """What the catalogue says of a bad file; nothing where all files are good."""
    try:
        catalogue.all()
    except BadFile as error:
        return str(error)
    return ""


def listed(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


def tabled(items: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name} = {value}" for name, value in items.items()) + "}"


keys = st.sampled_from(["code", "text", "number", "ksbs", "id", "name", "methods", "overall"])
values = st.recursive(
    st.integers().map(str)
    | st.sampled_from(["true", "'x'", "''", "2024-01-01", "10:00:00", "1.5", "nan", "'K1'"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(listed)
        | st.dictionaries(keys, inner, max_size=3).map(tabled)
    ),
    max_leaves=8,
)


@given(
    field=st.sampled_from([*Standard.__struct_fields__[2:], "same_as"]),
    value=values,
)
def test_no_value_of_a_field_raises_anything_but_a_bad_file(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fields"
    folder.mkdir(exist_ok=True)
    name = "" if field == "name" else "name = 'x'\n"
    add(folder, "ST0001", f"id = 'ST0001'\n{name}{field} = {value}\n")
    assert refusal(Catalogue(folder)).isprintable()


def test_one_standard_costs_one_file_and_no_heavy_import() -> None:
    script = (
        "import sys, tomllib\n"
        "from tutor_tui.standards.catalogue import Catalogue\n"
        "parsed = 0\n"
        "loads = tomllib.loads\n"
        "def counted(text):\n"
        "    global parsed\n"
        "    parsed += 1\n"
        "    return loads(text)\n"
        "tomllib.loads = counted\n"
        "catalogue = Catalogue()\n"
        "for _ in range(3): catalogue.get('ST1379', '1.2')\n"
        "assert parsed == 1, parsed\n"
        "heavy = {'pydantic', 'importlib.resources', 'textual', 'rich'} & sys.modules.keys()\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

"""What imports remember: kept whole, for the user alone, and never lost to a strange file."""

import os
from pathlib import Path

import pytest

from tutor_tui.errors import BadFile, Refused
from tutor_tui.workspace import import_maps
from tutor_tui.workspace.import_maps import AimMeaning, ImportMaps, SavedTable

MAPS = ImportMaps(
    aims={"60342344": AimMeaning(subject="english", level="2"), "60350003": None},
    t_levels={"60358294": "TLEVEL-SMS"},
    tutors={"T-KHAN": "0f3a"},
    tables=(
        SavedTable(name="OneFile", headings=("Trainee ", "Coach"), mapping={"Trainee ": "name"}),
    ),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "tutor-tui" / "import-maps.json"


def test_what_is_saved_is_loaded(file: Path) -> None:
    assert import_maps.load() == ImportMaps()
    import_maps.save(MAPS)
    assert import_maps.load() == MAPS
    import_maps.save(ImportMaps())
    assert import_maps.load() == ImportMaps()


def test_the_file_is_the_users_alone_and_nothing_lies_beside_it(file: Path) -> None:
    before = os.umask(0)
    try:
        import_maps.save(MAPS)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "strange",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe{}",
        b'{"version": 2}',
        b'{"schools": {}}',
        b'{"aims": {"60342344": {"subject": "french", "level": "2"}}}',
        b'{"aims": {"60342344": {"subject": "maths", "level": "2", "more": 1}}}',
        b'{"tutors": {"A": ' + b"[" * 100_000,
        b'{"version": 1}' + b" " * import_maps.MOST_BYTES,
    ],
)
def test_a_strange_file_is_told_in_one_line_and_stays(file: Path, strange: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(strange)
    for act in (import_maps.load, lambda: import_maps.save(MAPS)):
        with pytest.raises(BadFile) as told:
            act()
        assert str(file) in str(told.value)
        assert "\n" not in str(told.value)
    assert file.read_bytes() == strange


def test_what_is_no_file_is_refused(file: Path) -> None:
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    with pytest.raises(BadFile):
        import_maps.load()
    with pytest.raises(BadFile):
        import_maps.save(MAPS)


def test_a_link_to_a_file_kept_elsewhere_stays_a_link(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.json"
    kept.write_text('{"version": 1}')
    file.parent.mkdir(parents=True)
    file.symlink_to(kept)
    import_maps.save(MAPS)
    assert file.is_symlink()
    assert import_maps.load() == MAPS


def test_a_directory_that_cannot_be_made_is_told(file: Path) -> None:
    file.parent.parent.write_text("a file where the directory should be")
    with pytest.raises((BadFile, Refused)):
        import_maps.save(MAPS)

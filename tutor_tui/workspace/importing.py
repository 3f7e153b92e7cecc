"""An import step by step, as a screen does it: what is asked, read, shown, and then done.

Each step is a function of what the one before has given, so that any of them can be made in a
thread of its own, with a workspace of its own.
"""

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from msgspec import structs

from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.exchange.own_visits import CalendarVisits
from tutor_tui.rules.words import listing
from tutor_tui.workspace import (
    calendar_import,
    ilr_files,
    ilr_import,
    import_maps,
    imports,
    table_import,
    table_mapping,
)
from tutor_tui.workspace.ilr_files import IlrFiles
from tutor_tui.workspace.imports import ImportPlan
from tutor_tui.workspace.location import path_given
from tutor_tui.workspace.table_mapping import MappedTable
from tutor_tui.workspace.workspace import Workspace

FileKind = Literal["return", "table", "calendar"]
TutorFrom = Literal["A", "B"]
Contents = IlrFiles | MappedTable | CalendarVisits
Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

SUFFIXES = (".xml", ".csv", ".xlsx", ".tsv", ".txt")
"""How the names of files end that may be proposed."""

_BEGINNING = 4096
_CALENDAR = "begin:vcalendar"
_RETURN = ("esfa/ilr", "<message", "sfa/ilr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a person asks to import: one table; returns, perhaps of several years; calendars.

    `tutor` is the id of who gets new learners whose tutor the file does not name, `standard` the
    id of the programme of those whose row names none, `sheet` the sheet of a workbook.
    """

    files: tuple[Path, ...]
    kind: FileKind
    tutor: str
    sheet: str | None = None
    standard: str | None = None
    tutor_from: TutorFrom | None = None

    @property
    def called(self) -> str:
        """The files by their names, for messages."""
        return listing([file.name for file in self.files])


def files_given(text: str) -> tuple[Path, ...]:
    """The files that a person names: one, or several as in a shell, patterns and `~` included.

    Args:
        text: Such as `~/ilr-*.xml`, or `"last year.xml" this.xml`. A file whose name is the whole
            text is meant, whatever signs are in it.

    Raises:
        WrongUsage: It names none, or cannot be read as paths.
        BadFile: A path is none of a file that is there.
    """
    whole = path_given(text.strip())
    if not text.strip():
        raise WrongUsage("File: give the name of the file to import")
    if whole.is_file():
        return (whole,)
    try:
        parts = shlex.split(text)
    except ValueError:
        raise WrongUsage(f"File: a quotation mark is not closed in {text.strip()}") from None
    found: dict[Path, None] = {}
    for part in parts:
        path = path_given(part)
        matching = [path] if path.is_file() else _matching(path)
        if not matching:
            raise BadFile(f"{path}: there is no such file")
        found |= dict.fromkeys(matching)
    return tuple(found)


def _matching(pattern: Path) -> list[Path]:
    """The files of the folder whose names fit, in order."""
    try:
        there = sorted(pattern.parent.iterdir())
    except OSError:
        return []
    return [one for one in there if fnmatchcase(one.name, pattern.name) and one.is_file()]


def kind_of(file: Path) -> FileKind:
    """What a file seems to be, by how it begins; a table where that cannot be told.

    Raises:
        BadFile: There is no such file, or it cannot be read.
    """
    try:
        if not file.is_file():  # opening what only looks like one may never end
            raise BadFile(f"{file}: there is no such file")
        with file.open("rb") as stream:
            start = stream.read(_BEGINNING)
    except OSError as error:
        raise BadFile(f"{file}: cannot be read: {error.strerror}") from None
    # without its noughts, UTF-16 reads as the ASCII that an element's name is made of
    text = start.replace(b"\0", b"").decode("ascii", "ignore").lstrip().casefold()
    if text.startswith(_CALENDAR):
        return "calendar"
    is_return = text.startswith("<") and any(sign in text for sign in _RETURN)
    return "return" if is_return else "table"


def proposed(folder: str) -> Path | None:
    """The newest file that may be one to import, where the last was or among the downloads."""
    for place in (Path(folder) if folder else None, Path.home() / "Downloads"):
        if place is None:
            continue
        try:
            found = [
                (one.stat().st_mtime, one)
                for one in place.iterdir()
                if one.suffix.casefold() in SUFFIXES and one.is_file()
            ]
        except OSError:
            continue
        if found:
            return max(found)[1]
    return None


def read(request: Request, progress: Progress) -> Contents:
    """Read the file, or the returns or calendars.

    Raises:
        BadFile: It is not of its kind, or damaged, or what is remembered of imports is.
        WrongUsage: It has no such sheet.
    """
    if request.kind == "return":
        return ilr_files.read_all(request.files, progress)
    if request.kind == "calendar":
        return calendar_import.read(request.files)
    [file] = request.files
    return table_mapping.read(file, sheet=request.sheet, progress=progress)


def plan(
    workspace: Workspace, request: Request, contents: Contents, progress: Progress
) -> ImportPlan:
    """Work out what was read would change, with what is remembered by now.

    Raises:
        BadFile: No column of a table has a field, or what is remembered is damaged.
        NotFound: There is no such programme.
        Refused: A caseload is damaged.
    """
    if isinstance(contents, CalendarVisits):
        return calendar_import.plan_of(workspace, contents)
    tutor = workspace.caseload(request.tutor).tutor
    if isinstance(contents, MappedTable):
        return table_import.plan_of(
            workspace, contents, tutor=tutor, standard=request.standard, progress=progress
        )
    return ilr_import.plan_of(
        workspace,
        contents,
        tutor=tutor,
        tutor_from=request.tutor_from,
        maps=import_maps.load(),
        progress=progress,
    )


def carry_out(workspace: Workspace, request: Request, made: ImportPlan) -> None:
    """Do what the plan says, and remember for the next time where the file was.

    Raises:
        Overtaken: A caseload was changed since the plan was made; nothing was imported.
        Refused: It could not be saved, or not all of it, which the message tells.
    """
    imports.apply(workspace, made, reason=f"import {request.called}")
    remember(request)


def remember(request: Request) -> None:
    """Keep for the next import where the file was, and which code names the tutors.

    Raises:
        BadFile: What is remembered is damaged; it stays as it is.
        Refused: It cannot be written.
    """
    maps = import_maps.load()
    folder = os.fsencode(request.files[0].absolute().parent).decode(errors="replace")
    kept = structs.replace(maps, folder=folder)
    if request.kind == "return":
        kept = structs.replace(kept, tutor_from=request.tutor_from)
    if kept != maps:
        import_maps.save(kept)

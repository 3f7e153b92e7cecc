"""The forms of an import: which file, and what a code in it means."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from screens.form import Field, FormScreen
from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.workspace import import_maps, importing
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.ilr_answers import with_answers
from tutor_tui.workspace.importing import FileKind, Request, TutorFrom
from tutor_tui.workspace.imports import Question
from tutor_tui.workspace.workspace import Workspace

RETURN, TABLE, CALENDAR = "return (ILR)", "table", "calendar"
_KINDS: dict[str, FileKind] = {RETURN: "return", TABLE: "table", CALENDAR: "calendar"}
_NEITHER = "neither"

NOTES = (
    "Nothing is changed yet: what the file would change is shown first.",
    "File: several returns are read as one, as new.xml old.xml or ~/ilr/*.xml.",
    "Tutor's code: in which of its own two fields the provider's return names the tutor of a new "
    "learner. Learners whose tutor the file does not name go to this caseload.",
    "Calendar: visits that were moved or cancelled in it are known by their ids; no other event is "
    "taken.",
    "Sheet: of a workbook; the one whose headings are known best where none is given. "
    "Programme: the id of the standard of new learners whose row of a table names none.",
)


def file_form(
    workspace: Workspace, caseload: Caseload, asked: Callable[[Request], None]
) -> FormScreen:
    """Ask which file is to be imported, and hand it on; nothing is read yet.

    Raises:
        BadFile: What is remembered of imports is damaged.
    """
    maps = import_maps.load()
    file = importing.proposed(maps.folder)

    def submit(values: dict[str, str]) -> str:
        files, standard = importing.files_given(values["file"]), values["standard"].strip() or None
        for file in files:
            importing.kind_of(file)  # refuses what cannot be read while the form is open
        if standard:
            workspace.catalogue.get(standard, None)
        kind, code = _KINDS[values["kind"]], values["tutor_from"]
        if kind == "table" and len(files) > 1:
            raise WrongUsage(f"File: tables are read one at a time, and these are {len(files)}")
        request = Request(
            files=files,
            kind=kind,
            tutor=caseload.tutor.id,
            sheet=values["sheet"].strip() or None,
            standard=standard,
            tutor_from=cast(TutorFrom, code) if code in ("A", "B") else None,
        )
        asked(request)
        return f"Reading {request.called}."

    return FormScreen(
        "Import: which file?",
        [
            Field(
                name="file",
                label="File",
                value=_short(file) if file else "",
                hint="returns (ILR), a table (CSV, XLSX), a calendar (.ics)",
            ),
            Field(
                name="kind", label="It is a", value=_seems(str(file or "")), choices=tuple(_KINDS)
            ),
            Field(
                name="tutor_from",
                label="Tutor's code",
                value=maps.tutor_from or "none",
                choices=("none", "A", "B"),
            ),
            Field(name="sheet", label="Sheet", hint="the best known if blank"),
            Field(name="standard", label="Programme", hint="as ST1379, for rows that name none"),
        ],
        submit,
        notes=NOTES,
        follow=lambda values: {"kind": _seems(values["file"])},
        verb="Read",
    )


def aim_form(workspace: Workspace, question: Question) -> FormScreen:
    """Ask what an English or maths aim of the return is, and remember it."""

    def submit(values: dict[str, str]) -> str:
        subject = values["subject"]
        meaning = "none" if subject == _NEITHER else f"{subject}:{values['level']}"
        return _remember(workspace, aims=[f"{question.code}={meaning}"])

    return FormScreen(
        f"Aim {question.code}: what is it?",
        [
            Field(name="subject", label="Subject", choices=("english", "maths", _NEITHER)),
            Field(name="level", label="Level", value="2", choices=("2", "1", "E3")),
        ],
        submit,
        notes=["The return names an aim by its reference alone. It is asked once."],
    )


def t_level_form(workspace: Workspace, question: Question) -> FormScreen:
    """Ask which T Level an aim of the return is, and remember it."""
    programmes = [one for one in workspace.catalogue.all() if one.kind == "t_level"]

    def submit(values: dict[str, str]) -> str:
        return _remember(workspace, t_levels=[f"{question.code}={values['programme']}"])

    return FormScreen(
        f"T Level aim {question.code}: which programme?",
        [
            Field(
                name="programme",
                label="Programme",
                choices=tuple(one.id for one in programmes),
            )
        ],
        submit,
        notes=[f"{one.id}: {one.name}" for one in programmes],
    )


def remember_tutor(workspace: Workspace, question: Question, tutor_id: str) -> str:
    """Remember whose code it is, and say so."""
    return _remember(workspace, tutors=[f"{question.code}={tutor_id}"])


def _remember(
    workspace: Workspace,
    *,
    aims: Sequence[str] = (),
    t_levels: Sequence[str] = (),
    tutors: Sequence[str] = (),
) -> str:
    maps = import_maps.load()
    import_maps.save(with_answers(maps, workspace, aims=aims, t_levels=t_levels, tutors=tutors))
    return "Remembered."


def _short(file: Path) -> str:
    """The path as a person writes it."""
    home = Path.home()
    return f"~/{file.relative_to(home)}" if file.is_relative_to(home) else str(file)


def _seems(given: str) -> str:
    """What the first file seems to be; a return where there is no such file yet."""
    try:
        kind = importing.kind_of(importing.files_given(given)[0])
    except (BadFile, WrongUsage):
        kind = "return"
    return next(words for words, one in _KINDS.items() if one == kind)

"""What imports have asked for once and remember: the meaning of aims and codes, tables' columns.

It is kept for each user, beside the configuration file, and holds nothing about learners.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from tutor_tui.errors import BadFile, Refused
from tutor_tui.model.common import Level
from tutor_tui.workspace.configuration import PROGRAM
from tutor_tui.workspace.export_files import write_export

FILE_NAME = "import-maps.json"
MOST_BYTES = 1024 * 1024

AimSubject = Literal["english", "maths"]


class AimMeaning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an aim of the government return teaches, which its file does not say."""

    subject: AimSubject
    level: Level


class SavedTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns of a table that is imported again and again.

    `headings` are all of the table's, by which it is found again; `mapping` gives the field
    of each heading that is taken.
    """

    name: str
    headings: tuple[str, ...]
    mapping: dict[str, str]


class ImportMaps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything remembered.

    `aims` are English and maths aims by their references; None for one that is neither.
    `t_levels` are ids of standards by the references of T Levels' aims, `tutors` ids of tutors
    by the provider's codes for them. `tutor_from` says in which of its own two fields the
    provider puts such a code, and `folder` is where the last file was that was imported.
    """

    version: Literal[1] = 1
    aims: Mapping[str, AimMeaning | None] = {}
    t_levels: Mapping[str, str] = {}
    tutors: Mapping[str, str] = {}
    tables: tuple[SavedTable, ...] = ()
    tutor_from: Literal["A", "B"] | None = None
    folder: str = ""


class _Strange(Exception):
    """The file is not what was saved; the message says in what."""


def maps_file() -> Path:
    """Where the maps are kept; the file need not be there."""
    from platformdirs import user_config_path

    return user_config_path(PROGRAM) / FILE_NAME


def load() -> ImportMaps:
    """What is remembered; nothing where nothing was saved yet.

    Raises:
        BadFile: The file cannot be read or is not one of ours; it stays as it is.
    """
    file = maps_file()
    try:
        return _decoded(file)
    except FileNotFoundError:
        return ImportMaps()
    except OSError as error:
        raise BadFile(f"{file}: cannot be read: {error.strerror}") from None
    except _Strange as strange:
        raise BadFile(
            f"{file}: not the remembered maps of imports: {strange}; mend it or move it away"
        ) from None


def save(maps: ImportMaps) -> None:
    """Remember these maps in place of those before.

    Raises:
        BadFile: What is there now is not one of ours and would be lost; it stays as it is.
        Refused: The file cannot be written; what was remembered still is.
    """
    load()
    file = maps_file()
    data = msgspec.json.format(msgspec.json.encode(maps, order="sorted"), indent=2) + b"\n"
    if len(data) > MOST_BYTES:
        raise Refused(f"{file}: more than can be remembered; take out what is old")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # a link, as people keep their configuration elsewhere, stays one
        whole = file.resolve()
    except (OSError, RuntimeError):
        raise Refused(f"{file.parent}: cannot be made; look at what is there") from None
    write_export(whole, data)


def _decoded(file: Path) -> ImportMaps:
    if file.exists() and not file.is_file():
        raise _Strange("no plain file")
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _Strange("too large")
    try:
        return msgspec.json.decode(data, type=ImportMaps)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _Strange(str(error)) from None

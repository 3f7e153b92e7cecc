"""One learner's whole record as a JSON file: to hand it over, or to show what is kept of them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar, get_args

import msgspec

from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.exchange.values import quoted
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import GatewayCode, RequiredSkill
from tutor_tui.model.visit import Visit

VERSION: Final = 1
FORMAT: Final = "tutor-tui learner record"
MOST_BYTES: Final = 20 * 1024 * 1024

_PARTS: Final = {"format", "version", "exported", "tutor", "learner", "visits", "folder", "history"}
_ITEM_ID: Final = re.compile(r"[0-9a-z]{16}")
_KSB_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}")
_SUBJECTS: Final = frozenset(get_args(RequiredSkill.__annotations__["subject"]))
_GATEWAY: Final = frozenset(get_args(GatewayCode))
_LONGEST_PROBLEM: Final = 200

D = TypeVar("D", Learner, Visit, Folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRecord:
    """Everything kept of one learner; `folder` is None where nothing was put in yet."""

    learner: Learner
    visits: tuple[Visit, ...] = ()
    folder: Folder | None = None


def write(
    record: LearnerRecord,
    *,
    on: date,
    tutor: str,
    history: Sequence[Mapping[str, Any]] | None = None,
) -> bytes:
    """The file: the documents as they are kept, private notes with `private` true.

    Args:
        record: Whose.
        on: The day it is written.
        tutor: The name of the tutor whose caseload it comes from.
        history: What was changed of the record, where that is told too.
    """
    form = {
        "format": FORMAT,
        "version": VERSION,
        "exported": on,
        "tutor": tutor,
        "learner": record.learner,
        "visits": record.visits,
        "folder": record.folder,
    }
    if history is not None:
        form["history"] = history
    text = msgspec.json.format(msgspec.json.encode(form)).decode()
    return "".join(f"{_inert(line)}\n" for line in text.split("\n")).encode()


def read(data: bytes, name: str) -> LearnerRecord:
    """The record of a file, every document checked. Its history, if any, is not read.

    Args:
        data: The whole file.
        name: The file's name, for messages.

    Raises:
        BadFile: It is no such file, or something in it is not what it must be; the message
            names the place.
    """
    try:
        return _record(_content(data))
    except _Wrong as problem:
        told = str(problem)
        short = told if len(told) <= _LONGEST_PROBLEM else told[: _LONGEST_PROBLEM - 1] + "…"
        raise BadFile(f"{name}: {short}") from None


def _inert(line: str) -> str:
    """A line of JSON with what a terminal might obey escaped, as JSON allows anywhere in a text."""
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)


class _Wrong(Exception):
    """What is wrong and where in the file, in a clause."""


def _content(data: bytes) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _Wrong(f"not valid JSON: {error}") from None
    except RecursionError:
        raise _Wrong("lists nested beyond all measure; not a learner's record") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _Wrong("not a learner's record; give a file of: tutor-tui learner export")
    if content.get("version") != VERSION:
        raise _Wrong(
            f"made by another version of tutor-tui (form {quoted(str(content.get('version')))}; "
            f"this one reads form {VERSION})"
        )
    _refuse_unknown(content, _PARTS, "")
    return content


def _record(content: Mapping[str, Any]) -> LearnerRecord:
    learner = _document(Learner, content.get("learner"), "learner")
    given = content.get("visits")
    if not isinstance(given, list):
        raise _Wrong("visits: it must be a list")
    visits = [_document(Visit, one, f"visit {number}") for number, one in enumerate(given, 1)]
    kept = content.get("folder")
    folder = None if kept is None else _document(Folder, kept, "folder")
    record = LearnerRecord(learner=learner, visits=tuple(visits), folder=folder)
    for problem in _problems(record):
        raise _Wrong(problem)
    return record


def _problems(record: LearnerRecord) -> Iterator[str]:
    """What is wrong beyond the shape of the documents, a clause each."""
    id_, visits = record.learner.id, record.visits
    yield from _id_problems("learner, id", [id_])
    for number, visit in enumerate(visits, 1):
        yield from _id_problems(f"visit {number}, id", [visit.id])
        if visit.learner != id_:
            yield f"visit {number}: it is another learner's"
    if len({visit.id for visit in visits}) < len(visits):
        yield "visits: two have one id"
    yield from _learner_problems(record.learner)
    if record.folder:
        if record.folder.id != id_:
            yield "folder: it is another learner's"
        yield from _folder_problems(record.folder)


def _document(kind: type[D], given: Any, where: str) -> D:
    from tutor_tui.model.border import admitted  # loads pydantic: only when importing

    if not isinstance(given, dict):
        raise _Wrong(f"{where}: it must be an object")
    _refuse_unknown(given, set(kind.__struct_fields__), f"{where}: ")
    try:
        return admitted(kind, given)
    except WrongUsage as problem:
        raise _Wrong(f"{where}, {problem}") from None


def _refuse_unknown(given: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse a field nobody knows: what it says would be lost without a word."""
    for name in given.keys() - set(known):
        raise _Wrong(f"{where}unknown field {quoted(name)!r}")


def _learner_problems(learner: Learner) -> Iterator[str]:
    for code in learner.ksbs:
        if not _KSB_CODE.fullmatch(code):
            yield f"learner, ksbs: {quoted(code)!r} is no code such as K6"
    for subject in learner.skills.keys() - _SUBJECTS:
        yield f"learner, skills: {quoted(subject)!r} is no subject"
    for code in learner.gateway.keys() - _GATEWAY:
        yield f"learner, gateway: {quoted(code)!r} is no gateway item"
    for name in ("reviews", "actions", "attempts"):
        yield from _id_problems(f"learner, {name}", getattr(learner, name))


def _folder_problems(folder: Folder) -> Iterator[str]:
    for name in ("evidence", "hours", "notes", "done"):
        yield from _id_problems(f"folder, {name}", getattr(folder, name))
    for role, contact in folder.contacts.items():
        if role != contact.role:
            yield f"folder, contacts: {quoted(role)!r} is not the contact's role"
    for evidence in folder.evidence.values():
        for code in evidence.ksbs:
            if not _KSB_CODE.fullmatch(code):
                yield f"folder, evidence: {quoted(code)!r} is no code such as K6"


def _id_problems(where: str, ids: Iterable[str]) -> Iterator[str]:
    for key in ids:
        if not _ITEM_ID.fullmatch(key):
            yield f"{where}: {quoted(key)!r} is no id"

"""Adding standards to the workspace's catalogue: checked first, then each written as one file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from msgspec import structs

from store.errors import StoreError
from store.files import make_directory, replace_file
from tutor_tui.errors import BadFile, Refused, TutorTuiError
from tutor_tui.model.folder import Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import code_order
from tutor_tui.rules.words import count, listing
from tutor_tui.standards import files, skills_england
from tutor_tui.standards.catalogue import DATA, Catalogue
from tutor_tui.standards.files import StandardFile
from tutor_tui.standards.toml_out import toml
from tutor_tui.workspace.given_files import read_whole
from tutor_tui.workspace.workspace import FILE_MODE, ROOT_MODE, Workspace

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedStandard:
    """One standard that was added, its file, and what it stands in place of."""

    standard: Standard
    path: Path
    replaces: Literal["added", "shipped"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """The standards of a file, and what to know of the learners they concern.

    `ended` are earlier versions that now end the day before one of them begins.
    """

    standards: tuple[AddedStandard, ...]
    ended: tuple[AddedStandard, ...]
    warnings: tuple[str, ...]


def add(
    workspace: Workspace,
    file: Path,
    *,
    replace: bool = False,
    ends_earlier: bool = False,
    dry_run: bool = False,
) -> Addition:
    """Add the standards of a file to the workspace's catalogue.

    It takes hold for whoever opens the workspace from then on. No learner is changed; a record
    that names what a replaced standard no longer has keeps it.

    Args:
        workspace: Whose catalogue.
        file: One standard as the catalogue's own TOML, or one or several as Skills England's
            JSON.
        replace: Whether to take the place of one of the same id and version.
        ends_earlier: Whether versions that go on beyond the start of a new one end the day
            before it. One that comes with the program is ended by a copy in the workspace.
        dry_run: Whether to stop before anything is written.

    Raises:
        BadFile: The file is not right, or does not go with the rest of the catalogue; the
            message names the place.
        Refused: A standard is there already and is not to be replaced, or the user may not
            write the catalogue.
    """
    read, contents = _read(file)
    folder = workspace.root / "standards"
    standards = tuple(_placed(workspace.catalogue, folder, one.standard) for one in read)
    taken = next((one for one in standards if one.replaces), None)
    if taken and not replace:
        whose = "comes with the program" if taken.replaces == "shipped" else "is there already"
        raise Refused(f"{taken.standard.label} {whose}; to put this one in its place add --replace")
    earlier = list(_ended_before(workspace.catalogue, read)) if ends_earlier else []
    ended = tuple(_placed(workspace.catalogue, folder, one) for one in earlier)
    copies = [StandardFile(one.path, one.standard, {}) for one in ended]
    then = workspace.catalogue.with_added([*copies, *read])
    then.all()
    warnings = _warnings(workspace, then, [one.standard for one in read])
    if not dry_run:
        # those that end come first: a day of no version is told, a day of two is refused
        contents = [*(toml(one).encode() for one in earlier), *contents]
        paths = [one.path for one in (*ended, *standards)]
        _write(folder, zip(paths, contents, strict=True))
    return Addition(standards=standards, ended=ended, warnings=tuple(warnings))


def _ended_before(catalogue: Catalogue, read: Sequence[StandardFile]) -> Iterator[Standard]:
    """The versions that began before the first new one of their id and go on, ended before it."""
    starts: dict[str, date] = {}
    for standard in (one.standard for one in read):
        if standard.starts_from:
            starts[standard.id] = min(standard.starts_from, starts.get(standard.id, date.max))
    new = {(one.standard.id, one.standard.version) for one in read}
    for known in catalogue.all():
        start = starts.get(known.id)
        if start is None or (known.id, known.version) in new or known.starts_from is None:
            continue
        if known.starts_from < start <= (known.starts_to or date.max):
            yield structs.replace(known, starts_to=start - timedelta(days=1))


def _read(file: Path) -> tuple[list[StandardFile], list[bytes]]:
    """The standards of a file, and what is to be written for each."""
    data = _content(file)
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        if len(data) > files.LARGEST:
            raise BadFile(f"{file}: larger than 1 MB, so not a standard.")
        return [files.decode(file, data)], [data]
    standards = skills_england.read(data, str(file))
    seen: set[str] = set()
    for standard in standards:
        if standard.label in seen:
            raise BadFile(f"{file}: {standard.label} stands in it twice; leave one out.")
        seen.add(standard.label)
    read = [StandardFile(file, standard, {}) for standard in standards]
    return read, [toml(standard).encode() for standard in standards]


def _content(file: Path) -> bytes:
    data = read_whole(file, skills_england.LARGEST, ask="give a standard as TOML or JSON.")
    if len(data) > skills_england.LARGEST:
        raise BadFile(f"{file}: larger than 20 MB; give the standards you need one by one.")
    return data


def _placed(catalogue: Catalogue, folder: Path, standard: Standard) -> AddedStandard:
    key = standard.id, standard.version
    there = catalogue.path_of(*key)
    return AddedStandard(
        standard=standard,
        path=folder / f"{files.stem(key)}.toml",
        replaces=None if there is None else "shipped" if there.parent == DATA else "added",
    )


def _write(folder: Path, contents: Iterable[tuple[Path, bytes]]) -> None:
    done: list[str] = []
    try:
        with suppress(FileExistsError):
            make_directory(folder, ROOT_MODE, inherit=True)
        for path, content in contents:
            replace_file(path, content, FILE_MODE, inherit=True)
            done.append(path.name)
    except PermissionError:
        raise Refused(
            f"{folder}: the catalogue is the administrator's to write; ask them"
        ) from None
    except OSError as error:
        told = f"; written already: {', '.join(done)}" if done else ""
        raise Refused(f"{folder}: cannot be written: {error.strerror}{told}") from None
    except StoreError as error:
        raise Refused(str(error)) from None


def _warnings(workspace: Workspace, then: Catalogue, added: Sequence[Standard]) -> list[str]:
    """What learners' records name that their standard will not have, and whom it now fits."""
    opened, failed = workspace.opened()
    lost: dict[str, list[set[str]]] = {}
    programmes: Counter[str] = Counter()
    for _, caseload in opened:
        for learner in caseload.learners.values():
            programmes[learner.standard] += 1
            standard = _changed(workspace.catalogue, then, learner)
            if standard and (named := _named(learner, caseload.folder(learner)) - _known(standard)):
                lost.setdefault(standard.label, []).append(named)
    warnings = [f"learners not looked at: {error}" for error in failed.values()]
    for label, each in lost.items():
        names = sorted(set().union(*each), key=code_order)
        more = ["others"] if len(names) > _MOST_NAMED else []
        warnings.append(
            f"{label} no longer has {listing([*names[:_MOST_NAMED], *more])}, recorded of "
            f"{count(len(each), 'learner')}: kept in the record, and no longer counted"
        )
    for standard in added:
        if waiting := programmes[f"LARS-{standard.lars}"]:
            warnings.append(
                f"{count(waiting, 'learner')} of LARS-{standard.lars} can have it now: tutor-tui "
                f"learner edit REF --standard {standard.id}"
            )
    return warnings


def _changed(now: Catalogue, then: Catalogue, learner: Learner) -> Standard | None:
    """The learner's standard as it will be, where it will be another than now."""
    try:
        will = then.get(learner.standard, learner.standard_version)
    except TutorTuiError:
        return None
    try:
        return None if will == now.get(learner.standard, learner.standard_version) else will
    except TutorTuiError:
        return will


def _named(learner: Learner, folder: Folder) -> set[str]:
    """The KSBs and assessment methods that a record names."""
    claimed = (code for evidence in folder.evidence.values() for code in evidence.ksbs)
    attempted = (attempt.method for attempt in learner.attempts.values())
    return {*learner.ksbs, *claimed, *attempted}


def _known(standard: Standard) -> set[str]:
    return {ksb.code for ksb in standard.ksbs} | {method.id for method in standard.methods}

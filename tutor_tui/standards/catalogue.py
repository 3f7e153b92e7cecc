"""The catalogue: every standard version we know, found by id, by start date, by LARS code."""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from tutor_tui.errors import BadFile, NotFound
from tutor_tui.model.standard import Standard
from tutor_tui.standards import checks, files
from tutor_tui.standards.files import Key, StandardFile

DATA: Final = Path(__file__).with_name("data")
"""The files that come with the program."""

_UNKNOWN_LARS: Final = "LARS-"
_UNKNOWN_T_LEVEL: Final = "TLEVEL-UNKNOWN"


class Catalogue:
    """The standards that come with the program, and those a workspace adds.

    A file is read when it is first asked for, and once: a start of the program pays for the
    programmes of its caseload, and a broken file harms only those whose programme it is.
    """

    def __init__(self, extra: Path | None = None) -> None:
        """List the files; none is opened.

        Args:
            extra: A folder of further files. One for the same id and version as a shipped file
                takes its place. A folder that does not exist is an empty one.

        Raises:
            BadFile: The folder cannot be listed.
        """
        self._paths = _listed(DATA) | (_listed(extra) if extra else {})
        self._files: dict[Key, StandardFile] = {}
        self._standards: dict[Key, Standard] = {}
        self._in_order: dict[str, tuple[Standard, ...]] = {}

    def with_added(self, added: Iterable[StandardFile]) -> "Catalogue":
        """The catalogue as it would be with these files, in place of those of the same versions.

        Only how they are called is checked yet: ask it for `all`.

        Raises:
            BadFile: An id or a version is none.
        """
        changed = Catalogue()
        changed._paths, changed._files = dict(self._paths), dict(self._files)
        for file in added:
            for problem in checks.names(file.standard):
                raise BadFile(f"{file.path}: {problem}.")
            key = file.standard.id, file.standard.version
            changed._paths[key], changed._files[key] = file.path, file
        return changed

    def path_of(self, id: str, version: str | None) -> Path | None:
        """The file of this id and version, which need not be sound; None where there is none."""
        return self._paths.get((id, version))

    def all(self) -> tuple[Standard, ...]:
        """Every standard version, by id, then version.

        Raises:
            BadFile: A file is broken, or two of them contradict each other.
        """
        ids = sorted({key[0] for key in self._paths})
        standards = tuple(chain.from_iterable(self._versions(name) for name in ids))
        for one, other in checks.shared_lars(standards):
            raise BadFile(
                f"{self._blamed(one, other)}: LARS code {one.lars} is given to {one.label} "
                f"and to {other.label}; correct one of them."
            )
        return standards

    def get(self, id: str, version: str | None = None) -> Standard:
        """One standard; the newest version of the id where none is named.

        An id that an import made for a programme it did not know gives its placeholder.

        Raises:
            NotFound: There is no such id, or no such version of it.
            BadFile: The file is broken.
        """
        if version is not None and (id, version) in self._standards:
            return self._standards[id, version]
        keys = self._keys(id)
        if not keys:
            return self._unknown(id)
        if version is None:
            return self._load(keys[-1])
        if (id, version) not in keys:
            known = ", ".join(number or "one without a number" for _, number in keys)
            raise NotFound(f"{id} has no version {version!r}; its versions are {known}.")
        return self._load((id, version))

    def for_start(self, id: str, original_start: date) -> tuple[Standard, str | None]:
        """The version that holds for a learner who first started on this day.

        A start outside every range takes the nearest version (of two as near, the newer) and
        gives a sentence that says so; else the sentence is None. Where no version's range is
        known, the newest is taken.

        Raises:
            NotFound: There is no such id.
            BadFile: A file of this id is broken, or the ranges of two versions overlap.
        """
        versions = self._versions(id)
        ranged = [version for version in versions if version.starts_from or version.starts_to]
        if not ranged:
            return self.get(id), None
        nearest = min(
            reversed(ranged), key=lambda version: checks.days_outside(version, original_start)
        )
        if checks.days_outside(nearest, original_start) == 0:
            return nearest, None
        return nearest, (
            f"No version of {id} is for a start on {original_start}; "
            f"the nearest, {nearest.label}, is used."
        )

    def by_lars(self, code: int) -> str | None:
        """The id of the standard with this LARS code, or None.

        Raises:
            BadFile: A file is broken, or two standards share a code.
        """
        return next((standard.id for standard in self.all() if standard.lars == code), None)

    def _keys(self, id: str) -> list[Key]:
        """The versions of an id, oldest first."""
        return sorted((key for key in self._paths if key[0] == id), key=_age)

    def _unknown(self, id: str) -> Standard:
        """The placeholder of this id, or the refusal that lists what there is."""
        try:
            return placeholder(id)
        except NotFound:
            known = ", ".join(sorted({key[0] for key in self._paths}))
            raise NotFound(f"There is no standard {id!r}; there are {known}.") from None

    def _versions(self, id: str) -> tuple[Standard, ...]:
        """Every version of an id, oldest first, their ranges checked against each other."""
        if id in self._in_order:
            return self._in_order[id]
        versions = tuple(self._load(key) for key in self._keys(id))
        for one, other in checks.overlaps(versions):
            raise BadFile(
                f"{self._blamed(one, other)}: {one.label} and {other.label} are both for some "
                "start dates; correct starts_from or starts_to, or let the earlier one end the "
                "day before with: tutor-tui standard add FILE --ends-earlier"
            )
        self._in_order[id] = versions
        return versions

    def _load(self, key: Key) -> Standard:
        """One standard, with what it takes from other files."""
        if key not in self._standards:
            file = self._file(key)
            lent: dict[str, Any] = {name: self._lent(file, name) for name in file.same_as}
            standard = replace(file.standard, **lent)
            for problem in checks.problems(standard):
                raise BadFile(f"{file.path}: {problem}.")
            self._standards[key] = standard
        return self._standards[key]

    def _lent(self, file: StandardFile, field: str) -> object:
        """The value of a field that stands in another file."""
        name = file.same_as[field]
        if files.key(name) not in self._paths:
            raise BadFile(f"{file.path}: same_as takes {field} from {name!r}, which is not there.")
        lender = self._file(files.key(name))
        if field in lender.same_as:
            raise BadFile(
                f"{file.path}: same_as takes {field} from {name}, which itself has them from "
                f"{lender.same_as[field]!r}; name the file they stand in."
            )
        return getattr(lender.standard, field)

    def _file(self, key: Key) -> StandardFile:
        if key not in self._files:
            self._files[key] = files.read(self._paths[key])
        return self._files[key]

    def _blamed(self, *standards: Standard) -> Path:
        """The file to name where standards clash: an added one, for the shipped do not."""
        paths = [self._paths[standard.id, standard.version] for standard in standards]
        return next((path for path in paths if path.parent != DATA), paths[-1])


def placeholder(id: str) -> Standard:
    """What stands for a programme the catalogue does not hold.

    `LARS-<code>` is an apprenticeship with the gateway items the funding rules give every
    apprenticeship; its level is not known, so neither is the English and maths it asks for.
    `TLEVEL-UNKNOWN` is a T Level, without a cadence unless one is set.

    Raises:
        NotFound: The id is neither.
    """
    code = id.removeprefix(_UNKNOWN_LARS)
    if code != id and code.isascii() and code.isdecimal() and len(code) < 10:
        return Standard(
            id=id,
            name=f"Apprenticeship with LARS code {code}",
            known=False,
            lars=int(code),
            gateway=("duration", "hours", "organisation"),
        )
    if id == _UNKNOWN_T_LEVEL:
        return Standard(
            id=id, name="T Level not named yet", kind="t_level", known=False, has_cadence=False
        )
    raise NotFound(f"{id!r} does not stand for an unknown programme, as LARS-<code> would.")


def _listed(folder: Path) -> dict[Key, Path]:
    """The TOML files of a folder, by the standard their names promise."""
    try:
        paths: Iterable[Path] = sorted(folder.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadFile(f"{folder}: cannot be listed: {error.strerror}.") from None
    return {
        files.key(path.stem): path
        for path in paths
        if path.suffix == ".toml" and not path.name.startswith(".")
    }


def _age(key: Key) -> tuple[int, ...]:
    """Order of versions by number, 1.10 after 1.9; one without a number is the oldest."""
    return tuple(int(part) for part in key[1].split(".")) if key[1] else ()

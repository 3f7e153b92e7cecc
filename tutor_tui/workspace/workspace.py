"""The workspace: a directory with the provider's settings and a caseload per tutor."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from store.engine import JsonStore, refuse_network
from store.errors import NoStore, NotReadable, StoreError
from store.files import make_directory, read_file, replace_file
from store.handover import recover
from store.ids import new_id
from tutor_tui.errors import NotFound, Refused, WrongUsage
from tutor_tui.model.settings import Settings, settings_problem
from tutor_tui.model.tutor import Tutor
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload, store_errors

SCHEMA = 1
SETTINGS_FILE = "workspace.json"
ROOT_MODE, FILE_MODE, CASELOAD_MODE = 0o2750, 0o640, 0o2770


@dataclass(frozen=True, slots=True, kw_only=True)
class _WorkspaceFile:
    """What `workspace.json` holds."""

    schema: int
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schema:
    """As much of `workspace.json` as any version of it holds."""

    schema: int


class Workspace:
    """Everything screens and commands may know of the store.

    `today` is the day every rule is asked about; `now` gives the instant of a change, for
    stamps; `actor` is who makes the changes; `day` tells the current day to a program that
    stays open, None where `today` was given.
    """

    def __init__(
        self,
        root: Path,
        *,
        today: date,
        now: Callable[[], datetime],
        actor: str,
        day: Callable[[], date] | None = None,
    ) -> None:
        """Open the workspace in `root`.

        Raises:
            Refused: There is none, or it cannot be read.
        """
        self.root = root
        self.today = today
        self.now = now
        self._day = day
        self.actor = actor
        self.settings = _read_settings(root)
        self.catalogue = Catalogue(extra=root / "standards")
        self._caseloads: dict[str, Caseload] = {}
        self._notices: list[str] = []
        self._damage_told: dict[str, str] = {}

    @staticmethod
    def create(root: Path, *, network: bool = False, gid: int | None = None) -> None:
        """Make an empty workspace; refuses where there is one, or anything else.

        Args:
            root: Its directory.
            network: Whether it may be on a network file system.
            gid: The number of the group that may look into it; the maker's own where None.

        Raises:
            Refused: The directory holds something already, is on a network file system, or
                cannot be made.
        """
        if (root / SETTINGS_FILE).exists():
            raise Refused(f"{root} already holds a workspace; nothing was changed")
        try:
            if root.is_dir() and any(root.iterdir()):
                raise Refused(f"{root} is not empty; give a directory of its own")
            root.parent.mkdir(parents=True, exist_ok=True)
            if not network:
                refuse_network(root.parent)
            if not root.is_dir():
                make_directory(root, ROOT_MODE & 0o700)
            if gid is not None:
                os.chown(root, -1, gid)
            # last, since a change of group may take the setgid bit away
            root.chmod(ROOT_MODE)
            make_directory(root / "caseloads", ROOT_MODE)
            settings = Settings(network_file_system=network)
            content = msgspec.json.encode(_WorkspaceFile(schema=SCHEMA, settings=settings))
            replace_file(root / SETTINGS_FILE, msgspec.json.format(content) + b"\n", FILE_MODE)
        except OSError as error:
            raise Refused(f"{root}: cannot make a workspace: {error.strerror}") from None
        except StoreError as error:
            raise Refused(str(error)) from None

    def change_settings(self, change: Callable[[Settings], Settings]) -> Settings:
        """Change the provider's settings, as they are in the file by then.

        Raises:
            WrongUsage: They would not hold what they must.
            Refused: They may not be written by this user, or cannot be.
        """
        from tutor_tui.model.border import checked  # loads pydantic: only when writing

        settings = checked(change(_read_settings(self.root)))
        content = msgspec.json.encode(_WorkspaceFile(schema=SCHEMA, settings=settings))
        file = self.root / SETTINGS_FILE
        try:
            replace_file(file, msgspec.json.format(content) + b"\n", FILE_MODE)
        except PermissionError:
            raise Refused(
                f"{file}: you may not change the provider's settings; the administrator may"
            ) from None
        except OSError as error:
            raise Refused(f"{file}: cannot be written: {error.strerror}") from None
        except StoreError as error:
            raise Refused(str(error)) from None
        self.settings = settings
        # what was judged by the settings before is judged anew
        self._caseloads = {}
        return settings

    @property
    def caseloads_directory(self) -> Path:
        """The directory that holds one directory a caseload."""
        return self.root / "caseloads"

    def day_has_turned(self) -> bool:
        """Whether it is another day than `today`; if so, that day is today from now on.

        A day that was given stays.
        """
        if self._day is None or (current := self._day()) == self.today:
            return False
        self.today = current
        return True

    def new_id(self) -> str:
        """A new id, sortable by the time it was made."""
        return new_id(int(self.now().timestamp() * 1000))

    def tutor_ids(self) -> list[str]:
        """The ids of all caseloads, readable or not, in order."""
        try:
            with os.scandir(self.caseloads_directory) as entries:
                return sorted(
                    entry.name for entry in entries if entry.is_dir(follow_symlinks=False)
                )
        except OSError as error:
            raise Refused(f"{self.caseloads_directory}: cannot be read: {error.strerror}") from None

    def caseload(self, tutor_id: str) -> Caseload:
        """One tutor's caseload.

        Raises:
            NotFound: There is none of this id.
            Refused: It may not be read, or its files are damaged.
        """
        known = self._caseloads.get(tutor_id)
        if known is None:
            if tutor_id not in self.tutor_ids():
                raise NotFound(f"no caseload {tutor_id}")
            try:
                store = self.open_store(tutor_id)
                self._settle(store)
            except StoreError as error:
                raise Refused(f"caseload {tutor_id}: {error}") from error
            known = self._caseloads[tutor_id] = self._caseload_in(store)
        return known

    def open_store(self, tutor_id: str) -> JsonStore:
        """The store of one caseload, opened anew.

        Raises:
            StoreError: It cannot be.
        """
        return JsonStore.open(
            self.caseloads_directory / tutor_id,
            clock=lambda: self.now().timestamp(),
            network=self.settings.network_file_system,
        )

    def unread_store(self, tutor_id: str) -> JsonStore:
        """The store of one caseload without a look at its files, to be filled anew."""
        return JsonStore(self.caseloads_directory / tutor_id, clock=lambda: self.now().timestamp())

    def new_caseload(self, tutor_id: str) -> Caseload:
        """A caseload without a document, made anew.

        Raises:
            StoreError: It cannot be made.
        """
        store = JsonStore.create(
            self.caseloads_directory / tutor_id,
            mode=CASELOAD_MODE,
            clock=lambda: self.now().timestamp(),
            network=self.settings.network_file_system,
        )
        return self._caseload_in(store)

    def _caseload_in(self, store: JsonStore) -> Caseload:
        return Caseload(store, self.settings, self.catalogue, settle=self._settle)

    def _settle(self, store: JsonStore) -> None:
        """Finish handovers that were cut short, or take them back, where this user may."""
        if not store.pending:
            return
        try:
            recover(store, self.open_store, actor=self.actor)
        except StoreError as error:
            # what is on the move cannot be changed meanwhile, the rest can
            self._notices.append(
                f"handing over learners was cut short and cannot be finished by you ({error}); "
                "the administrator can, with: tutor-tui doctor --repair"
            )

    def told(self) -> list[str]:
        """What the user must be told of the stores opened since the last asking, in sentences."""
        notices, self._notices = self._notices, []
        for tutor_id, caseload in self._caseloads.items():
            notices += caseload.store.notices()
            with store_errors():
                damage = caseload.store.damage
            if damage and damage != self._damage_told.get(tutor_id):
                self._damage_told[tutor_id] = damage
                notices.append(
                    f"{damage}; nothing can be changed until it is mended: tutor-tui doctor "
                    "--repair"
                )
        return notices

    def readable(self, tutor_id: str) -> Caseload | None:
        """The caseload, or None where there is none or this user may not read it."""
        try:
            return self.caseload(tutor_id)
        except Refused as error:
            if may_not_be_read(error) or isinstance(error.__cause__, NoStore):
                return None
            raise

    def caseloads(self) -> Iterator[Caseload]:
        """Every caseload this user may read; directories that hold none are passed over."""
        for tutor_id in self.tutor_ids():
            caseload = self.readable(tutor_id)
            if caseload is not None and not _is_nobodys(caseload):
                yield caseload

    def opened(
        self, ids: Iterable[str] | None = None
    ) -> tuple[list[tuple[Tutor, Caseload]], dict[str, Refused]]:
        """The tutors with their caseloads, and by id what keeps the others from being opened.

        So one caseload's damage takes nothing from who works with another.

        Args:
            ids: Which caseloads; every one where not given.
        """
        found = []
        failed = {}
        for tutor_id in self.tutor_ids() if ids is None else ids:
            try:
                caseload = self.caseload(tutor_id)
                found.append((caseload.tutor, caseload))
            except Refused as error:
                failed[tutor_id] = error
        return found, failed

    def choose_tutor(self, given: str | None) -> Tutor:
        """The tutor meant: by id, login or part of a name; without one, the user or the only one.

        Raises:
            WrongUsage: No tutor or several answer; the sentence names them.
            Refused: There is no tutor yet, or the caseload of the one meant is damaged.
        """
        ids = self.tutor_ids()
        if given is not None and given in ids:
            return self.caseload(given).tutor
        if given is None and (own := self._own_tutor(ids)):
            return own
        found, failed = self.opened(ids)
        tutors = [tutor for tutor, _ in found]
        damage = [error for id_, error in failed.items() if self._is_damage(id_, error)]
        if not tutors and damage:
            raise damage[0]
        if not tutors:
            raise Refused("there is no tutor you may read yet; add one with: tutor-tui tutor add")
        names = "; ".join([_names(tutors), *map(str, damage)])
        if given is None:
            mine = [tutor for tutor in tutors if tutor.login == self.actor]
            # the one that is left may not be the user's, where another cannot be opened
            found_one = mine or (tutors if len(tutors) == 1 and not damage else [])
            if len(found_one) != 1:
                raise WrongUsage(f"several tutors; choose one with --tutor: {names}")
            return found_one[0]
        meant = answering(tutors, line(given))
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise WrongUsage(f"several tutors answer to {line(given)!r}: {_names(meant)}")
        raise WrongUsage(f"no tutor {line(given)!r}; there are: {names}")

    def _is_damage(self, tutor_id: str, error: Refused) -> bool:
        """Whether a tutor may be behind what could not be opened, though they may be read."""
        if may_not_be_read(error) or isinstance(error.__cause__, NoStore):
            return False
        caseload = self._caseloads.get(tutor_id)
        try:
            return caseload is None or not _is_nobodys(caseload)
        except Refused:
            return True

    def _own_tutor(self, ids: Iterable[str]) -> Tutor | None:
        """The user as a tutor, looked for in directories of their own before all are read."""
        own = os.geteuid()
        found, _ = self.opened(
            id_ for id_ in ids if (self.caseloads_directory / id_).stat().st_uid == own
        )
        return next((tutor for tutor, _ in found if tutor.login == self.actor), None)

    def close(self) -> None:
        """Let go of every store."""
        for caseload in self._caseloads.values():
            caseload.store.close()
        self._caseloads.clear()


def may_not_be_read(error: Refused) -> bool:
    """Whether the operating system keeps this user from the caseload, which may well be sound."""
    return isinstance(error.__cause__, NotReadable)


def _is_nobodys(caseload: Caseload) -> bool:
    """Whether the store is sound and holds no tutor, as when adding one was cut short."""
    with store_errors():
        return not caseload.store.find("tutor")


def answering(tutors: list[Tutor], given: str) -> list[Tutor]:
    """The tutors who answer to an id, else a login, else a whole name, else a part of one."""
    folded = given.casefold()
    ways: tuple[Callable[[Tutor], bool], ...] = (
        lambda tutor: tutor.id == given,
        lambda tutor: tutor.login == given,
        lambda tutor: tutor.name.casefold() == folded,
        lambda tutor: folded in tutor.name.casefold(),
    )
    answers = ([tutor for tutor in tutors if way(tutor)] for way in ways)
    return next(filter(None, answers), [])


def _names(tutors: list[Tutor]) -> str:
    return ", ".join(f"{tutor.name} ({tutor.login or tutor.id})" for tutor in tutors)


def _read_settings(root: Path) -> Settings:
    file = root / SETTINGS_FILE
    try:
        data = read_file(file)
        # before the settings, which another version may shape otherwise
        schema = msgspec.json.decode(data, type=_Schema).schema
        if schema != SCHEMA:
            raise Refused(
                f"{file}: made by another version of tutor-tui (schema {schema}); "
                f"this one reads schema {SCHEMA}"
            )
        settings = msgspec.json.decode(data, type=_WorkspaceFile).settings
    except FileNotFoundError:
        raise Refused(
            f"no workspace in {root}; make one with: tutor-tui init, or see one with: "
            "tutor-tui demo"
        ) from None
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}") from None
    except StoreError as error:
        raise Refused(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{file}: not a workspace file: {error}") from None
    if problem := settings_problem(settings):
        raise Refused(f"{file}: {problem}; correct it there")
    return settings

"""What every command starts from: the options given, and what they lead to."""

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import update_wrapper
from typing import Any, TypeVar

import click

from tutor_tui.cli.arguments import Day, parse_day
from tutor_tui.cli.out import warn
from tutor_tui.errors import WrongUsage
from tutor_tui.london import london_date
from tutor_tui.model.learner import Learner
from tutor_tui.model.tutor import Tutor
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_learner, find_visit
from tutor_tui.workspace.location import workspace_path
from tutor_tui.workspace.workspace import Workspace

TODAY = "TUTOR_TUI_TODAY"

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Session:
    """The options of one run. The workspace is opened when it is first asked for."""

    workspace_flag: str | None = None
    tutor: str | None = None
    given_day: date | None = None
    as_json: bool = False
    _workspace: Workspace | None = field(default=None, repr=False)

    @property
    def today(self) -> date:
        """The day given, else London's date now: the one place the clock is asked for it."""
        return self._fixed_day or current_day()

    @property
    def _fixed_day(self) -> date | None:
        """The day given by the option or the environment."""
        text = os.environ.get(TODAY)
        if self.given_day is not None or not text:
            return self.given_day
        try:
            return parse_day(text)
        except WrongUsage as error:
            raise WrongUsage(f"{TODAY}: {error}") from None

    def workspace(self) -> Workspace:
        """The workspace the options lead to."""
        if self._workspace is None:
            self._workspace = Workspace(
                workspace_path(self.workspace_flag),
                today=self.today,
                now=now,
                actor=login(),
                day=None if self._fixed_day else current_day,
            )
        return self._workspace

    def caseload(self) -> Caseload:
        """The caseload of the tutor meant."""
        return self.workspace().caseload(self.chosen_tutor().id)

    def every_caseload(self) -> tuple[list[Caseload], list[str]]:
        """Every caseload, and the ids of those that cannot be read, each with a warning."""
        opened, failed = self.workspace().opened()
        for error in failed.values():
            warn(f"left out: {error}")
        return [caseload for _, caseload in opened], list(failed)

    def chosen_tutor(self) -> Tutor:
        """The tutor meant: the one given, the user, or the only one."""
        return self.workspace().choose_tutor(self.tutor)

    def find_learner(self, given: str) -> tuple[Caseload, Learner]:
        """The learner meant, the tutor's own caseload first."""
        return find_learner(self.workspace(), given, self._own())

    def find_visit(self, given: str) -> tuple[Caseload, Learner, Visit]:
        """The visit of this id."""
        return find_visit(self.workspace(), given, self._own())

    def tell(self) -> None:
        """Say on stderr what the stores that were opened have to tell."""
        if self._workspace is not None:
            for sentence in self._workspace.told():
                warn(sentence)

    def _own(self) -> str | None:
        """The tutor whose caseload is looked in first; nobody where several are possible."""
        if self.tutor is not None:
            return self.chosen_tutor().id
        try:
            return self.chosen_tutor().id
        except WrongUsage:
            return None


def current_day() -> date:
    """London's date now."""
    return london_date(now())


def now() -> datetime:
    """The real clock, for stamps."""
    return datetime.now(UTC)


def login() -> str:
    """The name of the effective user id; never taken from the environment."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def common(command: F) -> F:
    """Give a command the options that may also follow it, and the session as first argument."""

    @click.pass_context
    def run(ctx: click.Context, *args: Any, **kwargs: Any) -> Any:
        session = ctx.find_object(Session)
        assert session is not None
        session.tutor = kwargs.pop("tutor_option") or session.tutor
        session.as_json = kwargs.pop("json_option") or session.as_json
        session.given_day = kwargs.pop("today_option") or session.given_day
        try:
            return command(session, *args, **kwargs)
        finally:
            session.tell()

    options = (
        click.option("--tutor", "tutor_option", metavar="TUTOR", help="Id, login or part of name."),
        click.option("--json", "json_option", is_flag=True, help="Print JSON."),
        click.option(
            "--today", "today_option", type=Day(), metavar="DAY", help="Take this day as today."
        ),
    )
    wrapped: Any = update_wrapper(run, command)
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]

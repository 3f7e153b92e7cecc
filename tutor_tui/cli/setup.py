"""`init` and `demo`: a workspace of one's own, or an invented one."""

import shutil
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path

import click

from tutor_tui.cli.out import changed, say, warn
from tutor_tui.cli.program import open_program
from tutor_tui.cli.session import Session, common, login, now
from tutor_tui.cli.triage import print_triage
from tutor_tui.cli.tutor import pattern_fields, working_pattern
from tutor_tui.errors import WrongUsage
from tutor_tui.workspace import exports, tutors
from tutor_tui.workspace.location import workspace_path
from tutor_tui.workspace.workspace import Workspace

DEMO_FILE = "tutor-tui-demo.ics"


@click.command("init")
@click.option("--tutor-name", help="Name of the first tutor.")
@click.option("--login", "login_name", help="The first tutor's login; yours where left out.")
@click.option("--group", help="Group of all the tutors, who may look into the workspace.")
@click.option(
    "--network-file-system",
    "network",
    is_flag=True,
    help="Allow a network file system, where nothing is promised.",
)
@working_pattern
@common
def init_command(
    session: Session,
    *,
    tutor_name: str | None,
    login_name: str | None,
    group: str | None,
    network: bool,
    **pattern: object,
) -> None:
    """Make a workspace, and its first tutor where a name is given."""
    fields = pattern_fields(pattern)
    if not tutor_name and (login_name or fields):
        raise WrongUsage("to add the first tutor, give --tutor-name")
    if tutor_name:  # before anything is made
        tutors.account(login_name or login())
        tutors.proposed("", name=tutor_name, login=login_name or login(), details=fields)
    root = workspace_path(session.workspace_flag)
    today = session.today
    Workspace.create(root, network=network, gid=tutors.group_id(group))
    forms: list[dict[str, object]] = [{"workspace": str(root)}]
    sentence = f"Made a workspace in {root}."
    if tutor_name:
        from tutor_tui.cli.json_forms import tutor_form

        workspace = Workspace(root, today=today, now=now, actor=login())
        saved, commands = tutors.add(
            workspace, name=tutor_name, login=login_name or login(), details=fields
        )
        for command in commands:
            warn(f"the administrator still has to run: {command}")
        forms.append(tutor_form(saved, 0))
        sentence += f" Added {saved.name}, id {saved.id}."
    changed(session.as_json, forms, sentence)


@click.command("demo")
@click.option("--headless", is_flag=True, help=f"Print the triage and write {DEMO_FILE} here.")
@common
def demo_command(session: Session, *, headless: bool) -> None:
    """Try the program on an invented caseload; nothing of yours is touched."""
    from tutor_tui.demo import create

    directory = Path(tempfile.mkdtemp(prefix="tutor-tui-demo-"))
    try:
        root = directory / "workspace"
        create(root, session.today, login=login())
        # stamps are fixed, so that every demo of one day is the same
        fixed = datetime.combine(session.today, time(8), tzinfo=UTC)
        workspace = Workspace(root, today=session.today, now=lambda: fixed, actor=login())
        demo = Session(
            tutor=session.tutor,
            given_day=session.today,
            as_json=session.as_json,
            _workspace=workspace,
        )
        if headless:
            _headless(demo)
        else:
            open_program(demo)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _headless(demo: Session) -> None:
    print_triage(demo, all_tutors=True)
    everyone = list(demo.workspace().caseloads())
    ahead = exports.CalendarChoice(first=demo.today)
    exported = exports.write_calendar(everyone, ahead, Path(DEMO_FILE))
    if not demo.as_json:
        say()
        say(f"Wrote {exported.visits} visits: {DEMO_FILE}")

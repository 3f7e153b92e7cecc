"""The entry point: global options, the table of commands, and errors as one line."""

import os
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import click

from tutor_tui import __version__
from tutor_tui.cli.arguments import Day
from tutor_tui.errors import TutorTuiError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("setup", "Try the program on an invented caseload."),
    "init": ("setup", "Make a workspace, and its first tutor."),
    "triage": ("triage", "Whom to see next and why."),
    "learner": ("learner", "Learners: add, edit, show, transfer, remove, export, import, ..."),
    "visit": ("visit", "Visits: book, move, record, edit, cancel, list."),
    "plan": ("plan", "Propose the visits of the weeks to come, and book them."),
    "closure": ("closure", "Days on which nobody is seen: add, list, remove, import."),
    "skill": ("progress", "Functional skills: set."),
    "ksb": ("ksbs", "Knowledge, skills and behaviours: list, set."),
    "gateway": ("progress", "Gateway items: show, set."),
    "review": ("review", "Progress reviews: record, sign, drop, list."),
    "hours": ("hours", "Off-the-job training and placement: add, plan, drop, list."),
    "evidence": ("evidence", "Evidence: add, accept, return, drop, list."),
    "action": ("action", "Agreed actions: add, done, drop, list."),
    "note": ("note", "Notes, private or shareable: add, edit, drop, list."),
    "contact": ("contact", "Whom to speak to: set, drop, list."),
    "assessment": ("assessment", "End-point assessment: book, record, drop, list."),
    "timeline": ("timeline", "What happened to a learner, in order of time; progress by month."),
    "report": ("report", "A learner's progress update; the audit pack of a caseload."),
    "why": ("why", "The rules and numbers behind a learner's flags."),
    "import": ("imports", "Import the ILR, a table of learners, or moves in a calendar."),
    "export": ("export", "Export visits as calendar files, the caseload as tables."),
    "tutor": ("tutor", "Tutors: add, list, edit, leave."),
    "standard": ("standard", "The catalogue of standards: list, show, add."),
    "log": ("history", "What was changed, by whom and when."),
    "undo": ("history", "Take a change back."),
    "redo": ("history", "Do again what was undone."),
    "backup": ("keeping", "Copy the workspace to another place."),
    "restore": ("keeping", "Put caseloads back from a backup."),
    "doctor": ("keeping", "Look whether all is well; mend what can be mended."),
}
"""Every command: the module of `tutor_tui.cli` that holds it, and its line of help."""


class LateGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"tutor_tui.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LateGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.option("--workspace", metavar="PATH", help="The workspace's directory.")
@click.option("--tutor", metavar="TUTOR", help="Id, login or part of a name.")
@click.option("--today", type=Day(), metavar="DAY", help="Take this day (YYYY-MM-DD) as today.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON where a command lists.")
@click.option("--plain", is_flag=True, help="Print the caseload as text; open no screen.")
@click.version_option(__version__, prog_name="tutor-tui", message="%(prog)s %(version)s")
@click.pass_context
def cli(
    ctx: click.Context,
    workspace: str | None,
    tutor: str | None,
    today: date | None,
    as_json: bool,
    plain: bool,
) -> None:
    """Whom to see next and why: a caseload of apprentices in the terminal.

    Without a command, opens the terminal program on the caseload.
    """
    from tutor_tui.cli.session import Session

    ctx.obj = Session(workspace_flag=workspace, tutor=tutor, given_day=today, as_json=as_json)
    if ctx.invoked_subcommand is None:
        from tutor_tui.cli.program import open_program

        open_program(ctx.obj, plain=plain)


def main() -> None:
    """Run the command line; errors become one line on stderr and an exit status."""
    if sys.stdout is None:  # closed by whoever started the program
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        status = cli.main(prog_name="tutor-tui", standalone_mode=False)
        sys.stdout.flush()
    except TutorTuiError as error:
        _fail(str(error), error.exit_status)
    except click.UsageError as error:
        _fail(error.format_message(), 2)
    except click.ClickException as error:
        _fail(error.format_message(), 1)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except BrokenPipeError:
        # the reader has gone: what python would still flush must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _fail(f"{named}{error.strerror or error}", 1)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _fail(sentence: str, status: int) -> None:
    from tutor_tui.text import shown

    print(f"error: {shown(' '.join(sentence.split()))}", file=sys.stderr)  # noqa: T201
    sys.exit(status)

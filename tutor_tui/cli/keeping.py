"""`backup`, `restore`, `doctor`: copies of the workspace, and whether all is well with it."""

from typing import Any

import click

from tutor_tui.cli.history import entry_form
from tutor_tui.cli.out import changed, emit, say, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import Refused
from tutor_tui.rules.words import count
from tutor_tui.workspace import keeping
from tutor_tui.workspace.location import path_given

REPAIR = "tutor-tui doctor --repair"


@click.command("backup")
@click.option("--to", metavar="DIR", help="The directory that holds the backups.")
@click.option("--keep", type=click.IntRange(min=1), help="Remove older backups beyond so many.")
@common
def backup_command(session: Session, *, to: str | None, keep: int | None) -> None:
    """Copy every caseload you may read, the settings and the added standards.

    Each backup is a directory of its own, readable by you alone, history included. Without
    --to it is made in `tutor-tui-backups` in your data directory (~/.local/share on Linux).
    """
    place = path_given(to) if to else keeping.default_place()
    made = keeping.backup(session.workspace(), place, keep=keep)
    for tutor_id in made.unread:
        warn(f"caseload {tutor_id} is not in the backup: you may not read it")
    form = {
        "backup": str(made.path),
        "caseloads": list(made.caseloads),
        "not_looked_at": list(made.unread),
        "left_out": list(made.left_out),
        "removed": [str(path) for path in made.removed],
    }
    removed = f" Removed {count(len(made.removed), 'older backup')}." if made.removed else ""
    copied = count(len(made.caseloads), "caseload")
    changed(session.as_json, [form], f"Copied {copied} to {made.path}.{removed}")
    if made.left_out:
        raise Refused(f"the backup is not whole: left out {'; '.join(made.left_out)}")


@click.command("restore")
@click.argument("backup")
@click.option(
    "--discard-newer", is_flag=True, help="Take back what was changed since the backup was made."
)
@common
def restore_command(session: Session, *, backup: str, discard_newer: bool) -> None:
    """Put the caseloads of BACKUP, a directory that `backup` made, in place of what there is.

    With --tutor only that tutor's. Where something was changed since, nothing is done and what
    would be lost is said, unless --discard-newer is given. Who was erased since stays erased.
    The settings and the added standards are left as they are.
    """
    done = keeping.restored(
        session.workspace(), path_given(backup), tutor=session.tutor, discard_newer=discard_newer
    )
    forms = [
        {
            "caseload": one.caseload,
            "tutor": one.tutor,
            "taken_back": [entry_form(entry) for entry in one.lost],
        }
        for one in done
    ]
    lost = sum(len(one.lost) for one in done)
    taken_back = f" {count(lost, 'newer change')} taken back." if lost else ""
    names = ", ".join(one.tutor for one in done)
    changed(
        session.as_json,
        forms,
        f"Restored {count(len(done), 'caseload')}: {names}.{taken_back}",
    )


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
@common
def doctor_command(session: Session, *, repair: bool) -> int:
    """Read everything there is and say what is wrong.

    The exit status is 1 while anything is. What --repair puts aside stays in the caseload's
    directory, in a folder whose name begins with `damaged-`.
    """
    workspace = session.workspace()
    mended, health = keeping.mend(workspace) if repair else ([], keeping.looked_over(workspace))
    for tutor_id in health.unread:
        warn(f"caseload {tutor_id} was not looked at: you may not read it")
    if session.as_json:
        emit(_form(mended, health))
    else:
        _print(mended, health)
    return 1 if health.problems else 0


def _form(mended: list[str], health: keeping.Health) -> dict[str, Any]:
    return {
        "version": 1,
        "mended": mended,
        "problems": [
            {
                "caseload": problem.where,
                "tutor": problem.tutor or None,
                "what": problem.what,
                "mendable": problem.mendable,
            }
            for problem in health.problems
        ],
        "looked_at": list(health.looked_at),
        "not_looked_at": list(health.unread),
    }


def _print(mended: list[str], health: keeping.Health) -> None:
    for step in mended:
        say(f"mended: {step}")
    caseloads = count(len(health.looked_at), "caseload")
    if not health.problems:
        say(f"All is well; {caseloads} looked at.")
        return
    for problem in health.problems:
        whose = f"{problem.tutor}, caseload {problem.where}" if problem.tutor else problem.where
        can = "can be mended" if problem.mendable else "cannot be mended by itself"
        say(f"{whose}: {problem.what} ({can})")
    problems = count(len(health.problems), "problem")
    mendable = any(problem.mendable for problem in health.problems)
    say(f"{problems}; {caseloads} looked at." + (f" Mend with: {REPAIR}" if mendable else ""))

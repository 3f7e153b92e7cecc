"""`import calendar`: visits moved or cancelled in a calendar, taken back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from tutor_tui.cli.json_forms import visit_form
from tutor_tui.cli.out import emit, say
from tutor_tui.cli.session import Session, common
from tutor_tui.rules.words import listing
from tutor_tui.workspace import calendar_import
from tutor_tui.workspace.calendar_import import Becomes, VisitItem
from tutor_tui.workspace.imports import ImportItem, ImportPlan, carry_out
from tutor_tui.workspace.visit_times import day_and_times


@click.command("calendar")
@click.argument(
    "files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1, required=True
)
@click.option(
    "--only", type=click.Choice(get_args(Becomes)), help="Take only moves, or only cancellations."
)
@click.option(
    "--learner",
    "refs",
    multiple=True,
    metavar="REF",
    help="Take only visits to the learner of this reference; may be given again.",
)
@click.option(
    "--even-older",
    is_flag=True,
    help="Take older copies too, of visits that were changed here since.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@common
def calendar(
    session: Session,
    *,
    files: tuple[Path, ...],
    only: Becomes | None,
    refs: tuple[str, ...],
    even_older: bool,
    dry_run: bool,
) -> None:
    """Take back from the calendar in FILE (.ics) what was done to our visits there.

    They are known by their UIDs. A visit that is not in the file stays as it is.
    """
    workspace, found = session.workspace(), calendar_import.read(files)

    def wanted(item: ImportItem) -> bool:
        assert isinstance(item, VisitItem)
        return only is None or item.becomes == only

    def planned() -> ImportPlan:
        plan = calendar_import.plan_of(workspace, found, even_older=even_older)
        return plan.limited_to(refs=refs).limited(wanted)

    if dry_run:
        plan = planned()
    else:
        what = listing([file.name for file in files])
        plan = carry_out(workspace, planned, reason=f"import {what}")
    if session.as_json:
        emit(_form(plan, session.today, dry_run=dry_run))
    else:
        _print(plan, session.today, dry_run=dry_run)


def _visits(plan: ImportPlan) -> Iterator[VisitItem]:
    return (item for item in plan.items if isinstance(item, VisitItem))


def _print(plan: ImportPlan, today: date, *, dry_run: bool) -> None:
    for item in _visits(plan):
        when = day_and_times(item.visit, today)
        if item.after is not None:
            new = f" -> {day_and_times(item.after, today)}" if item.becomes == "moved" else ""
            say(f"{item.becomes:<9}  {item.ref}  {item.name}: {when}{new}")
        elif item.kind == "skipped":
            say(f"left       {item.ref}  {item.name}: {when}: {item.reason}")
        for warning in item.warnings:
            say(f"             {warning}")
    for warning in plan.warnings:
        say(f"note: {warning}")
    numbers = [
        f"{sum(item.becomes == kind for item in _visits(plan))} {kind}"
        for kind in get_args(Becomes)
    ]
    if plan.declined:
        numbers.append(f"{len(plan.declined)} not chosen")
    nothing = "; nothing was changed (dry run)" if dry_run else ""
    unchanged, left = len(plan.of("unchanged")), len(plan.of("skipped"))
    say(f"{', '.join(numbers)}, {unchanged} unchanged, {left} left{nothing}.")


def _form(plan: ImportPlan, today: date, *, dry_run: bool) -> dict[str, Any]:
    items = [*_visits(plan)]
    return {
        "version": 1,
        "dry_run": dry_run,
        **{
            kind: [_item(item, today) for item in items if item.becomes == kind]
            for kind in get_args(Becomes)
        },
        "unchanged": [_item(item, today) for item in items if item.kind == "unchanged"],
        "left": [_item(item, today) for item in items if item.kind == "skipped"],
        "not_chosen": [_item(item, today) for item in plan.declined if isinstance(item, VisitItem)],
        "warnings": plan.warnings,
    }


def _item(item: VisitItem, today: date) -> dict[str, Any]:
    form: dict[str, Any] = {
        "ref": item.ref,
        "name": item.name,
        "visit": visit_form(item.visit, today),
    }
    if item.after is not None:
        form["after"] = visit_form(item.after, today)
        form["warnings"] = list(item.warnings)
    elif item.reason:
        form["reason"] = item.reason
    return form

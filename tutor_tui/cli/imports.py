"""`import`: the ILR, or a table of learners; what a calendar holds is in `import_calendar`."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import structs

from tutor_tui.cli.arguments import Noun
from tutor_tui.cli.import_calendar import calendar
from tutor_tui.cli.out import Column, emit, say
from tutor_tui.cli.out import table as print_table
from tutor_tui.cli.session import Session, common
from tutor_tui.cli.working import working
from tutor_tui.errors import WrongUsage
from tutor_tui.model.tutor import Tutor
from tutor_tui.rules.words import count, listing
from tutor_tui.workspace import ilr_import, import_maps, table_import, table_mapping
from tutor_tui.workspace.ilr_answers import with_answers
from tutor_tui.workspace.import_views import asked, change_words, field_words
from tutor_tui.workspace.imports import FieldChange, ImportItem, ImportPlan, Question, carry_out
from tutor_tui.workspace.learner_fields import to_import
from tutor_tui.workspace.table_mapping import MappedTable

PLANNING = "working out what would change"
_FILE = click.Path(path_type=Path)
F = TypeVar("F", bound=Callable[..., Any])


def _chosen(command: F) -> F:
    """The options that limit an import to some of what the file holds."""
    command = click.option(
        "--learner",
        "refs",
        multiple=True,
        metavar="REF",
        help="Import only the learner of this reference; may be given again.",
    )(command)
    return click.option(
        "--only",
        type=click.Choice(["new", "updated"]),
        help="Import only new learners, or only what is updated.",
    )(command)


@click.group("import", cls=Noun)
def import_command() -> None:
    """Import the ILR, a table of learners, or moves in a calendar."""


@import_command.command("ilr")
@click.argument("files", metavar="FILE...", type=_FILE, nargs=-1, required=True)
@click.option(
    "--tutor-from",
    type=click.Choice(["A", "B", "none"]),
    help="The provider's own code in the file that names each learner's tutor; remembered.",
)
@click.option(
    "--tutor-code",
    "tutors",
    multiple=True,
    metavar="CODE=TUTOR",
    help="Whose code it is; remembered.",
)
@click.option(
    "--aim",
    "aims",
    multiple=True,
    metavar="AIM=SUBJECT:LEVEL",
    help="What an English or maths aim is, such as 60342344=english:2, or =none; remembered.",
)
@click.option(
    "--t-level",
    "t_levels",
    multiple=True,
    metavar="AIM=PROGRAMME",
    help="Which T Level an aim is, such as ZTLOS006=TLEVEL-SMS; remembered.",
)
@_chosen
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@common
def ilr(
    session: Session,
    *,
    files: tuple[Path, ...],
    tutor_from: Any,
    only: Any,
    refs: tuple[str, ...],
    dry_run: bool,
    **answers: tuple[str, ...],
) -> None:
    """Import the ILR (government return) in FILE; several years' files in any order."""
    workspace, known = session.workspace(), import_maps.load()
    maps = with_answers(known, workspace, **answers)
    if tutor_from:
        maps = structs.replace(maps, tutor_from=None if tutor_from == "none" else tutor_from)
    tutor, names = _default(session, maps.tutor_from), listing([file.name for file in files])

    def planned() -> ImportPlan:
        with working(f"working through {names}") as told:
            plan = ilr_import.plan(
                workspace,
                files,
                tutor=tutor,
                tutor_from=maps.tutor_from,
                maps=maps,
                progress=told,
            )
        plan = plan.limited_to(only=only, refs=refs)
        if maps != known and not dry_run:
            import_maps.save(maps)
        return plan

    _finish(session, planned, names, dry_run=dry_run)


@import_command.command("table")
@click.argument("file", type=_FILE)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--map", "mapping", metavar="PAIRS", help='Such as "Trainee=name, Coach=tutor".')
@click.option(
    "--save-map",
    metavar="NAME",
    help="Remember which heading is which, for the next table with these headings.",
)
@click.option("--show-map", is_flag=True, help="Show which heading is which; import nothing.")
@click.option("--standard", metavar="ID", help="The programme of new learners who have none.")
@_chosen
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@common
def table(
    session: Session,
    *,
    file: Path,
    sheet: str | None,
    mapping: str | None,
    save_map: str | None,
    show_map: bool,
    standard: str | None,
    only: Any,
    refs: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Import a table (CSV, XLSX) of learners or visits in FILE."""
    chosen = table_mapping.parse_mapping(mapping) if mapping else {}
    if show_map:
        mapped = table_mapping.read(file, chosen=chosen, sheet=sheet)
        if save_map:
            table_mapping.keep(mapped, save_map)
        _show_map(session, mapped)
        return
    workspace, tutor = session.workspace(), _default(session, "the row")
    with working(f"reading {file.name}") as told:
        mapped = table_mapping.read(file, chosen=chosen, sheet=sheet, progress=told)

    def planned() -> ImportPlan:
        with working(PLANNING) as told:
            plan = table_import.plan_of(
                workspace, mapped, tutor=tutor, standard=standard, progress=told
            )
        plan = plan.limited_to(only=only, refs=refs)
        if save_map and not dry_run:
            table_mapping.keep(mapped, save_map)
        return plan

    _finish(session, planned, file.name, dry_run=dry_run)


import_command.add_command(calendar)

_DECIDED: dict[table_mapping.By, str] = {
    "given": "given",
    "saved": "saved",
    "guess": "guessed",
    "typo": "guessed",
    "nobody": "",
}


def _show_map(session: Session, mapped: MappedTable) -> None:
    """Print which heading is taken for which field, with samples of what stands below it."""
    table = mapped.table
    if session.as_json:
        emit(
            {
                "version": 1,
                "file": table.name,
                "sheet": table.sheet or None,
                "kind": mapped.kind,
                "heading_row": table.heading_row,
                "rows": len(table.rows),
                "saved_map": mapped.saved or None,
                "columns": [
                    {
                        "heading": column.heading,
                        "field": column.field,
                        "by": _DECIDED[column.by] or None,
                        "doubt": column.doubt or None,
                        "samples": list(mapped.samples(column)),
                    }
                    for column in mapped.columns
                ],
                "warnings": list(table.problems),
            }
        )
        return
    where = f", sheet {table.sheet}" if table.sheet else ""
    kind = "a row a visit" if mapped.kind == "visits" else "a row a learner"
    say(
        f"{table.name}{where}: headings in row {table.heading_row}, {count(len(table.rows), 'row')}"
    )
    say(f"{kind}{f'; saved map: {mapped.saved}' if mapped.saved else ''}")
    print_table(
        (Column("heading", 26), Column("field", 16), Column("", 8), Column("such as", 0)),
        [
            (
                column.heading,
                column.field or "(not taken)",
                _DECIDED[column.by],
                " | ".join(mapped.samples(column)),
            )
            for column in mapped.columns
        ],
    )
    for sentence in (*mapped.doubts, *table.problems):
        say(f"note: {sentence}")
    say(f"fields: {', '.join(table_mapping.fields_for(mapped.kind))}, and codes of KSBs")


def _default(session: Session, file_may_say: str | None) -> Tutor | None:
    """Who gets new learners; nobody where several are possible and the file may say."""
    try:
        return session.chosen_tutor()
    except WrongUsage:
        if session.tutor is not None or not file_may_say:
            raise
        return None


def _finish(
    session: Session, planned: Callable[[], ImportPlan], what: str, *, dry_run: bool
) -> None:
    if dry_run:
        plan = planned()
    else:
        plan = carry_out(session.workspace(), planned, reason=f"import {what}")
    if session.as_json:
        emit(_form(plan, dry_run=dry_run))
    else:
        _print(plan, dry_run=dry_run)


def _print(plan: ImportPlan, *, dry_run: bool) -> None:
    for item in plan.of("new"):
        say(f"new        {item.ref}  {item.name}")
    for item in (*plan.of("updated"), *plan.of("unchanged")):
        if item.changes:
            say(f"{item.kind:<9}  {item.ref}  {item.name}")
        for change in item.changes:
            say(f"             {field_words(change)}: {change_words(change)}")
    for item in plan.of("skipped"):
        say(f"skipped    {item.ref}  {item.name}: {item.reason}")
    for reason, number in sorted(plan.left_out.items()):
        say(f"skipped    {count(number, 'learner')}: {reason}")
    for learner in plan.unseen:
        say(f"not in the file: {learner.ref}  {learner.name}; kept as it is")
    for warning in plan.warnings:
        say(f"note: {warning}")
    for question in plan.questions:
        say(f"question: {_asked(question)}")
    left_out = len(plan.of("skipped")) + sum(plan.left_out.values())
    summary = ", ".join(f"{len(plan.of(kind))} {kind}" for kind in ("new", "updated", "unchanged"))
    if plan.declined:
        summary += f", {len(plan.declined)} not chosen"
    nothing = "; nothing was changed (dry run)" if dry_run else ""
    say(f"{summary}, {left_out} skipped{nothing}.")


def _form(plan: ImportPlan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "dry_run": dry_run,
        "new": [_item(item) for item in plan.of("new")],
        "updated": [_item(item) for item in plan.of("updated")],
        "unchanged": [_item(item) for item in plan.of("unchanged")],
        "skipped": [_item(item) for item in plan.of("skipped")],
        "not_chosen": [{"kind": item.kind, **_item(item)} for item in plan.declined],
        "left_out": dict(sorted(plan.left_out.items())),
        "not_in_file": [
            {"id": learner.id, "ref": learner.ref, "name": learner.name} for learner in plan.unseen
        ],
        "warnings": plan.warnings,
        "questions": [
            {"kind": one.kind, "code": one.code, "learners": one.learners} for one in plan.questions
        ],
    }


def _asked(question: Question) -> str:
    """The question, and how it is answered on the command line."""
    code, learners = question.code, count(question.learners, "learner")
    match question.kind:
        case "aim":
            named, answer = f"aim {code}", f"--aim {code}=english:2, or {code}=none for neither"
        case "t_level":
            named = f"T Level aim {code}"
            answer = f"--t-level {code}=ID, an id of: tutor-tui standard list"
        case "tutor":
            named, answer = f"tutor code {code!r}", f"--tutor-code {shlex.quote(code)}=TUTOR"
    return f"{named} ({learners}): {asked(question)} Say so once: {answer}"


def _item(item: ImportItem) -> dict[str, Any]:
    form: dict[str, Any] = {"ref": item.ref, "name": item.name}
    if item.changes:
        form["changes"] = [_change(change) for change in item.changes]
    if item.kind == "skipped":
        form["reason"] = item.reason
    return form


def _change(change: FieldChange) -> dict[str, Any]:
    return {
        "field": change.field,
        "before": to_import(change.before),
        "after": to_import(change.after),
        "kept": change.held,
    }

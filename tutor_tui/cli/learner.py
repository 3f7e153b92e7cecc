"""`learner`: list, show, add, edit, status, break, transfer, remove, export, import."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar, get_args

import click

from tutor_tui.cli import learner_file
from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.json_forms import learner_form, triage_form, unreadable_form, whole_learner_form
from tutor_tui.cli.out import Column, changed, emit, say, table, warn
from tutor_tui.cli.record_forms import record_form, standing_form
from tutor_tui.cli.session import Session, common
from tutor_tui.cli.show import print_differences, print_record
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Break, Learner, Support
from tutor_tui.model.visit import Visit
from tutor_tui.rules.status import status as status_on
from tutor_tui.rules.words import count
from tutor_tui.text import shown
from tutor_tui.typed import typed_away, typed_time
from tutor_tui.workspace import learner_words, learners, removing, visits, what_if
from tutor_tui.workspace.learner_fields import weekdays_of
from tutor_tui.workspace.standing import Standing, standing

_COLUMNS = (
    Column("REF", 12),
    Column("NAME", 0),
    Column("STANDARD", 14),
    Column("STATUS", 12),
    Column("PLANNED END", 11),
)


F = TypeVar("F", bound=Callable[..., Any])


def details(command: F) -> F:
    """The options of what is known of a learner besides name, programme and dates."""
    hours = click.IntRange(min=0)
    for option in reversed(
        (
            click.option("--born", type=Day()),
            click.option("--email"),
            click.option("--uln"),
            click.option("--ukprn"),
            click.option("--employer"),
            click.option("--postcode", help="Of the workplace."),
            click.option("--mode", type=click.Choice(["online", "workplace"])),
            click.option("--link", help="Where the learner is met online."),
            click.option(
                "--support",
                "--needs",
                "support",
                type=click.Choice(get_args(Support)),
                help="A plan or statement, or a professional's assessment.",
            ),
            click.option(
                "--bsl/--no-bsl", default=None, help="First language British Sign Language."
            ),
            click.option("--otj-planned", type=hours, help="Off-the-job hours planned."),
            click.option("--otj-actual", type=hours, help="Off-the-job hours so far."),
            click.option("--prior-hours", type=hours, help="Taken off for prior learning."),
            click.option("--weekly-hours", type=click.IntRange(0, 168), help="Worked in a week."),
            click.option("--organisation", help="That will make the end-point assessment."),
            click.option("--second-tutor", metavar="TUTOR", help="Id, login or part of a name."),
            click.option(
                "--prefers", "preferred_days", metavar="DAYS", help="Such as mon,wed; or any."
            ),
            click.option("--prefers-at", "preferred_time", metavar="HH:MM", help="Time of day."),
            click.option("--never-on", metavar="DAYS", help="Cannot be seen: fri; any takes back."),
            click.option(
                "--away",
                metavar="DAYS",
                help="'2026-12-01 to 2026-12-05; 2026-12-20': all of them.",
            ),
        )
    ):
        command = option(command)
    return command


def detail_fields(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """The learner's fields from what the options of `details` gave."""
    fields = {name: value for name, value in given.items() if value is not None}
    for name, read in (
        ("preferred_days", weekdays_of),
        ("never_on", weekdays_of),
        ("preferred_time", typed_time),
        ("away", partial(typed_away, today=session.today)),
    ):
        if name in fields:
            fields[name] = read(fields[name])
    if second := fields.get("second_tutor"):
        fields["second_tutor"] = session.workspace().choose_tutor(second).id
    return fields


@click.group("learner", cls=Noun)
def learner_command() -> None:
    """Learners: list, show, add, edit, status, break, transfer, remove, export, import."""


learner_command.add_command(learner_file.export_command)
learner_command.add_command(learner_file.import_command)


@learner_command.command("list")
@click.option("--all-tutors", is_flag=True, help="Every caseload you may read.")
@common
def list_(session: Session, *, all_tutors: bool) -> None:
    """List learners by family name, those who have finished included."""
    workspace = session.workspace()
    caseloads, left_out = session.every_caseload() if all_tutors else ([session.caseload()], [])
    found = sorted(
        (learner for caseload in caseloads for learner in caseload.learners.values()),
        key=lambda one: (one.family_name.casefold(), one.given_name.casefold(), one.id),
    )
    if session.as_json:
        document: dict[str, Any] = {
            "version": 1,
            "learners": [learner_form(learner, workspace.today) for learner in found],
        }
        if left_out:
            document["unreadable"] = [unreadable_form(id_) for id_ in left_out]
        emit(document)
        return
    if not found:
        say("No learners yet.")
        return
    table(
        _COLUMNS,
        [
            (
                learner.ref,
                learner.name,
                learner_words.programme(learner),
                status_on(learner, workspace.today).replace("_", " "),
                str(learner.planned_end),
            )
            for learner in found
        ],
    )


@learner_command.command("show")
@click.argument("learner")
@click.option("--break-from", "start", type=Day(), help="What if: on a break from this day.")
@click.option("--break-to", "end", type=Day(), help="What if: back from it on this day.")
@click.option("--visit", "seen", type=Day(), help="What if: seen on this day, or booked for it.")
@common
def show(
    session: Session, *, learner: str, start: date | None, end: date | None, seen: date | None
) -> None:
    """Print the whole record of LEARNER with every rule's verdict.

    With --break-from or --visit it prints what would be otherwise, and saves nothing; --today
    tells what will be on another day.
    """
    if end and not start:
        raise WrongUsage("give --break-from too: a break begins before it ends")
    caseload, who = session.find_learner(learner)
    today, settings = session.today, session.workspace().settings
    held = visits.in_order(caseload.visits_of(who))
    standard = caseload.standard_of(who)
    now = standing(who, held, standard, settings, today)
    if start or seen:
        supposed = what_if.supposing(who, held, today)
        supposed = supposed.with_break(Break(start=start, end=end)) if start else supposed
        supposed = supposed.with_visit(seen) if seen else supposed
        then = supposed.standing(standard, settings)
        _tell_what_if(session, now, then, f"If {who.name} were {supposed.words}")
        return
    folder = caseload.folder(who)
    if session.as_json:
        form = whole_learner_form(now.verdict, held, today)
        emit(
            {
                "version": 1,
                "learner": {**form, **record_form(who, folder), "standing": standing_form(now)},
            }
        )
        return
    second = session.workspace().readable(who.second_tutor) if who.second_tutor else None
    print_record(now, folder, held, second.tutor.name if second else who.second_tutor, today)


@learner_command.command("add")
@click.option("--ref", required=True, help="The provider's reference.")
@click.option("--given-name", default="")
@click.option("--family-name", required=True)
@click.option("--standard", required=True, metavar="ID", help="Such as ST1379.")
@click.option("--standard-version", "version", help="Chosen by the start where not given.")
@click.option("--start", type=Day(), required=True, help="The first start.")
@click.option("--planned-end", type=Day(), required=True)
@details
@common
def add(
    session: Session,
    *,
    ref: str,
    given_name: str,
    family_name: str,
    standard: str,
    version: str | None,
    start: date,
    planned_end: date,
    **given: Any,
) -> None:
    """Add a learner to the tutor's caseload."""
    saved, warning = learners.add(
        session.workspace(),
        session.caseload(),
        ref=ref,
        given_name=given_name,
        family_name=family_name,
        standard=standard,
        version=version,
        start=start,
        planned_end=planned_end,
        details=detail_fields(session, given),
    )
    if warning:
        warn(warning)
    _changed(session, saved, f"Added {saved.name} ({saved.ref}), {learner_words.programme(saved)}.")


@learner_command.command("edit")
@click.argument("learner")
@click.option("--ref")
@click.option("--given-name")
@click.option("--family-name")
@click.option("--standard", metavar="ID")
@click.option("--standard-version")
@click.option("--start", "original_start", type=Day())
@click.option("--planned-end", type=Day())
@click.option("--expected-end", type=Day())
@details
@click.option("--min-weeks", type=click.IntRange(1, 52), help="Own cadence, least weeks.")
@click.option("--max-weeks", type=click.IntRange(1, 52), help="Own cadence, most weeks.")
@click.option("--clear", "cleared", multiple=True, metavar="FIELD", help="Empty, or give back.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    min_weeks: int | None,
    max_weeks: int | None,
    cleared: tuple[str, ...],
    **fields: Any,
) -> None:
    """Change fields of LEARNER."""
    caseload, who = session.find_learner(learner)
    changes = detail_fields(session, fields)
    if min_weeks or max_weeks:
        own = caseload.standard_of(who).cadence
        now = who.cadence or own or session.workspace().settings.cadence
        changes["cadence"] = Cadence(
            min_weeks=min_weeks or now.min_weeks, max_weeks=max_weeks or now.max_weeks
        )
    if not changes and not cleared:
        raise WrongUsage("nothing to change; see the fields with: tutor-tui learner edit --help")
    saved = learners.edit(session.workspace(), caseload, who, changes, cleared)
    if "standard_version" not in changes and (note := learner_words.version_followed(who, saved)):
        warn(note)
    _changed(session, saved, learner_words.changed(saved, (*changes, *cleared)))


@learner_command.command("status")
@click.argument("learner")
@click.argument("status", type=click.Choice(["on_programme", "gateway", "completed", "withdrawn"]))
@click.option("--on", "on", type=Day(), help="From this day; today where not given.")
@common
def status(session: Session, *, learner: str, status: Any, on: date | None) -> None:
    """Give LEARNER a STATUS."""
    caseload, who = session.find_learner(learner)
    on = on or session.today
    open_ = learner_words.still_open(caseload.verdict(who, session.today), status)
    saved = learners.set_status(session.workspace(), caseload, who, status, on)
    if open_:
        warn(open_)
    if status in ("completed", "withdrawn"):
        _warn_of_bookings(session, visits.still_booked(caseload, who, on))
    _changed(session, saved, learner_words.status_given(saved, status, on, session.today))


@learner_command.command("break")
@click.argument("learner")
@click.option("--from", "start", type=Day(), required=True, help="First day of the break.")
@click.option("--to", "end", type=Day(), help="Day of return; left out while not known.")
@click.option("--drop", is_flag=True, help="Take back the break that begins on that day.")
@common
def break_(session: Session, *, learner: str, start: date, end: date | None, drop: bool) -> None:
    """Begin a break in learning of LEARNER, or give one its day of return."""
    caseload, who = session.find_learner(learner)
    if drop:
        saved = learners.drop_break(session.workspace(), caseload, who, start)
        _changed(session, saved, learner_words.break_dropped(saved, start, session.today))
        return
    result = learners.set_break(session.workspace(), caseload, who, start, end)
    _warn_of_bookings(session, visits.still_booked(caseload, who, start, end))
    if result.proposed_end:
        warn(
            f"{learner_words.end_proposed(result.proposed_end, session.today)}: tutor-tui learner "
            f"edit {who.ref} --expected-end {result.proposed_end}"
        )
    told = learner_words.break_set(result.learner, start, end, session.today)
    _changed(session, result.learner, told)


@learner_command.command("transfer")
@click.argument("learner")
@click.option("--to", required=True, metavar="TUTOR", help="Id, login or part of a name.")
@common
def transfer(session: Session, *, learner: str, to: str) -> None:
    """Hand LEARNER over to another tutor, with every visit."""
    workspace = session.workspace()
    caseload, who = session.find_learner(learner)
    target = workspace.caseload(workspace.choose_tutor(to).id)
    saved = learners.transfer(workspace, caseload, who, target)
    _changed(session, saved, learner_words.handed_over(saved, target.tutor))


@learner_command.command("remove")
@click.argument("learner")
@click.option("--erase", is_flag=True, help="Leave no trace; this cannot be undone.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@common
def remove(session: Session, *, learner: str, erase: bool, yes: bool) -> None:
    """Take LEARNER and their visits out of the records.

    This can be undone. With --erase no trace is left in any caseload, its history or its
    backups, and nothing brings the learner back: neither `undo` nor `restore`. Backups made
    with `backup`, exported calendars and other copies are not reached; the names of imported
    files stay in the history of who else was in them.
    """
    workspace = session.workspace()
    caseload, who = session.find_learner(learner)
    visits_too = count(len(caseload.visits_of(who)), "visit")
    if not erase:
        form = learner_form(who, session.today)
        removing.remove(workspace, caseload, who)
        tutor = f" --tutor {session.tutor}" if session.tutor else ""
        undo = f"Take it back with: tutor-tui undo{tutor}"
        changed(session.as_json, [form], f"Removed {who.name} and {visits_too}. {undo}")
        return
    if not yes:
        _ask_to_erase(who, visits_too)
    holders = removing.erase(workspace, caseload, who)
    changed(
        session.as_json,
        [{"id": who.id, "erased": True, "caseloads": holders}],
        f"Erased {who.name} and {visits_too}.",
    )
    warn(
        "backups made with `tutor-tui backup`, exported calendars and other copies are not "
        "reached: delete them where they are"
    )


def _ask_to_erase(who: Learner, visits_too: str) -> None:
    """Go on only where a person at a terminal says yes.

    Raises:
        Refused: They do not.
        WrongUsage: There is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise WrongUsage(f"erasing {who.name} cannot be undone; to do it, add --yes")
    question = f"Erase {shown(who.name)} and {visits_too}? This cannot be undone."
    if not click.confirm(question, default=False, err=True):
        raise Refused(f"{who.name} was not erased")


def _changed(session: Session, learner: Learner, sentence: str) -> None:
    changed(session.as_json, [learner_form(learner, session.today)], sentence)


def _warn_of_bookings(session: Session, standing: Sequence[Visit]) -> None:
    """Name the bookings that a change of the learner's status has left as they are."""
    if standing:
        them = "it" if len(standing) == 1 else "them"
        commands = "; ".join(f"tutor-tui visit cancel {visit.id}" for visit in standing)
        told = learner_words.still_booked(standing, session.today)
        warn(f"{told}: cancel {them} with: {commands}")


def _tell_what_if(session: Session, now: Standing, then: Standing, supposed: str) -> None:
    found = what_if.differences(now, then, session.today)
    if session.as_json:
        changes = [{"what": one.what, "now": one.now, "then": one.then} for one in found]
        form = {"learner": now.verdict.learner.id, "supposed": supposed, "changes": changes}
        emit({"version": 1, "what_if": {**form, "verdict": triage_form(then.verdict)}})
        return
    print_differences(supposed, found)

"""`learner`: list, show, add, edit, status, break, transfer, remove."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.json_forms import learner_form, unreadable_form, whole_learner_form
from tutor_tui.cli.out import Column, changed, emit, say, say_wrapped, table, warn
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.common import Cadence
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.rules.rule import RULES
from tutor_tui.rules.status import status as status_on
from tutor_tui.rules.triage import Verdict, subject_name
from tutor_tui.rules.words import count
from tutor_tui.text import shown
from tutor_tui.workspace import learners, removing, visits
from tutor_tui.workspace.overview import overview
from tutor_tui.workspace.record_views import skill_line, submitted_ksbs, visit_line, when
from tutor_tui.workspace.views import state_text

_COLUMNS = (
    Column("REF", 12),
    Column("NAME", 0),
    Column("STANDARD", 14),
    Column("STATUS", 12),
    Column("PLANNED END", 11),
)


@click.group("learner", cls=Noun)
def learner_command() -> None:
    """Learners: list, show, add, edit, status, break, transfer, remove."""


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
                _label(learner),
                status_on(learner, workspace.today).replace("_", " "),
                str(learner.planned_end),
            )
            for learner in found
        ],
    )


@learner_command.command("show")
@click.argument("learner")
@common
def show(session: Session, *, learner: str) -> None:
    """Print the whole record of LEARNER with every rule's verdict."""
    caseload, who = session.find_learner(learner)
    today = session.today
    verdict = caseload.verdict(who, today)
    held = visits.in_order(caseload.visits_of(who))
    if session.as_json:
        emit({"version": 1, "learner": whole_learner_form(verdict, held, today)})
        return
    _print_record(session, verdict)
    say()
    say("VISITS" if held else "No visits yet.")
    for visit in held:
        say_wrapped(f"  {when(visit, today):<20} ", visit_line(visit, today))


@learner_command.command("add")
@click.option("--ref", required=True, help="The provider's reference.")
@click.option("--given-name", default="")
@click.option("--family-name", required=True)
@click.option("--standard", required=True, metavar="ID", help="Such as ST1379.")
@click.option("--standard-version", "version", help="Chosen by the start where not given.")
@click.option("--start", type=Day(), required=True, help="The first start.")
@click.option("--planned-end", type=Day(), required=True)
@click.option("--born", type=Day())
@click.option("--email")
@click.option("--uln")
@click.option("--ukprn")
@click.option("--employer")
@click.option("--postcode", help="Of the workplace.")
@click.option("--mode", type=click.Choice(["online", "workplace"]))
@click.option("--link", help="Where the learner is met online.")
@click.option("--support", type=click.Choice(["none", "plan", "assessment"]))
@click.option("--otj-planned", type=click.IntRange(min=0), help="Off-the-job hours planned.")
@click.option("--otj-actual", type=click.IntRange(min=0), help="Off-the-job hours so far.")
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
    **details: Any,
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
        details={name: value for name, value in details.items() if value is not None},
    )
    if warning:
        warn(warning)
    _changed(session, saved, f"Added {saved.name} ({saved.ref}), {_label(saved)}.")


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
@click.option("--born", type=Day())
@click.option("--email")
@click.option("--uln")
@click.option("--ukprn")
@click.option("--employer")
@click.option("--postcode")
@click.option("--mode", type=click.Choice(["online", "workplace"]))
@click.option("--link")
@click.option("--support", type=click.Choice(["none", "plan", "assessment"]))
@click.option("--bsl/--no-bsl", default=None, help="First language British Sign Language.")
@click.option("--otj-planned", type=click.IntRange(min=0))
@click.option("--otj-actual", type=click.IntRange(min=0))
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
    changes = {name: value for name, value in fields.items() if value is not None}
    if min_weeks or max_weeks:
        now = who.cadence or session.workspace().settings.cadence
        changes["cadence"] = Cadence(
            min_weeks=min_weeks or now.min_weeks, max_weeks=max_weeks or now.max_weeks
        )
    if not changes and not cleared:
        raise WrongUsage("nothing to change; see the fields with: tutor-tui learner edit --help")
    if cleared and changes:
        raise WrongUsage("change and clear in two steps: --clear stands alone")
    if cleared:
        saved = learners.clear(session.workspace(), caseload, who, list(cleared))
    else:
        saved = learners.edit(session.workspace(), caseload, who, changes)
    chosen = {"standard", "standard_version"} & changes.keys()
    if saved.standard_version != who.standard_version and not chosen:
        warn(f"the standard's version follows the start: {_label(saved)} now")
    _changed(session, saved, f"Changed {saved.name}: {', '.join(cleared or sorted(changes))}.")


@learner_command.command("status")
@click.argument("learner")
@click.argument("status", type=click.Choice(["on_programme", "gateway", "completed", "withdrawn"]))
@click.option("--on", "on", type=Day(), help="From this day; today where not given.")
@common
def status(session: Session, *, learner: str, status: Any, on: date | None) -> None:
    """Give LEARNER a STATUS."""
    caseload, who = session.find_learner(learner)
    on = on or session.today
    saved = learners.set_status(session.workspace(), caseload, who, status, on)
    if status in ("completed", "withdrawn"):
        _warn_of_bookings(session, visits.still_booked(caseload, who, on))
    _changed(session, saved, f"{saved.name} is {status.replace('_', ' ')} from {on}.")


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
        _changed(session, saved, f"Took back {saved.name}'s break from {start}.")
        return
    result = learners.set_break(session.workspace(), caseload, who, start, end)
    _warn_of_bookings(session, visits.still_booked(caseload, who, start, end))
    if result.proposed_end:
        warn(
            f"the expected end would move to {result.proposed_end}: tutor-tui learner edit "
            f"{who.ref} --expected-end {result.proposed_end}"
        )
    until = f", back on {end}" if end else ""
    _changed(session, result.learner, f"{who.name} is on a break from {start}{until}.")


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
    _changed(session, saved, f"{saved.name} is in {target.tutor.name}'s caseload now.")


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
    if not standing:
        return
    times = ", ".join(when(visit, session.today) for visit in standing)
    commands = "; ".join(f"tutor-tui visit cancel {visit.id}" for visit in standing)
    number = len(standing)
    are, them = ("is", "it") if number == 1 else ("are", "them")
    warn(f"{count(number, 'visit')} {are} still booked ({times}): cancel {them} with: {commands}")


def _label(learner: Learner) -> str:
    version = learner.standard_version
    return f"{learner.standard} v{version}" if version else learner.standard


def _print_record(session: Session, verdict: Verdict) -> None:
    """The record as text: who, where they stand, why, and every rule's verdict."""
    today = session.today
    learner = verdict.learner
    say_wrapped("", f"{learner.name} ({learner.ref}): {state_text(verdict, today)}")
    for label, text in overview(verdict, today):
        say_wrapped(f"  {label:<16} ", text)
    say()
    say("WHY" if verdict.reasons else "Nothing presses.")
    for reason in verdict.reasons:
        say_wrapped(f"  {reason.weight:>6.1f}  ", reason.text)
        say_wrapped(" " * 10, f"{reason.rule}: {RULES[reason.rule].source}")
    if verdict.skills:
        say()
        say("SKILLS")
    for skill in verdict.skills:
        say_wrapped(f"  {subject_name(skill.subject):<13} ", skill_line(skill, learner, today))
    if verdict.gateway.items:
        say()
        say("GATEWAY")
    for item in verdict.gateway.items:
        state = item.state.replace("_", " ")
        say_wrapped(f"  {state:<11} ", f"{item.label}: {item.text} [{item.owes}]")
    if submitted := submitted_ksbs(verdict):
        say()
        say("KSBs SUBMITTED")
        say_wrapped("  ", " ".join(submitted))
    if verdict.ksbs.gaps:
        say()
        say("KSB GAPS")
        say_wrapped("  ", " ".join(verdict.ksbs.gaps))

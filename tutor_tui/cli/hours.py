"""`hours`: off-the-job training and placement logged, corrected, planned, listed, dropped."""

import math
from datetime import date

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.json_forms import learner_form
from tutor_tui.cli.out import Column, changed, say
from tutor_tui.cli.record_forms import hours_form
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.rules.words import count, day
from tutor_tui.workspace.hours import DAY_MINUTES, add_hours, drop_hours, edit_hours
from tutor_tui.workspace.progress import parse_months, plan_hours
from tutor_tui.workspace.record_lines import HOURS_WORDS, length, plan_line

_COLUMNS = (Column("ID", 16), Column("DAY", 11), Column("TIME", 12), Column("WHAT", 0))


@click.group("hours", cls=Noun)
def hours_command() -> None:
    """Off-the-job training and placement: add, edit, list, drop, plan."""


@hours_command.command("add")
@click.argument("learner")
@click.option("--minutes", type=click.IntRange(1, DAY_MINUTES))
@click.option("--hours", type=click.FloatRange(0, 24, min_open=True), help="Such as 1.5.")
@click.option("--on", "on", type=Day(), help="Today where not given.")
@click.option("--what", default="", help="What was done.")
@click.option("--placement", is_flag=True, help="Time of a T Level's industry placement.")
@common
def add(
    session: Session,
    *,
    learner: str,
    minutes: int | None,
    hours: float | None,
    on: date | None,
    what: str,
    placement: bool,
) -> None:
    """Log time of LEARNER, besides that of visits, which carry their own."""
    spent = _minutes(minutes, hours)
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    _, folder = add_hours(
        session.workspace(),
        caseload,
        who,
        minutes=spent,
        on=on,
        what=what,
        kind="placement" if placement else "off_the_job",
    )
    sentence = f"Logged {length(spent)} for {who.name}."
    say_changed(session, who, before.hours, folder.hours, hours_form, sentence)


@hours_command.command("edit")
@click.argument("learner")
@click.argument("entry")
@click.option("--minutes", type=click.IntRange(1, DAY_MINUTES))
@click.option("--hours", type=click.FloatRange(0, 24, min_open=True), help="Such as 1.5.")
@click.option("--on", "on", type=Day(), help="The day.")
@click.option("--what", help="What was done.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    entry: str,
    minutes: int | None,
    hours: float | None,
    on: date | None,
    what: str | None,
) -> None:
    """Correct ENTRY (id or part of what was done) of the time logged of LEARNER."""
    spent = None if minutes is None and hours is None else _minutes(minutes, hours)
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    _, folder = edit_hours(
        session.workspace(), caseload, who, entry, on=on, minutes=spent, what=what
    )
    sentence = f"Changed hours of {who.name}."
    say_changed(session, who, before.hours, folder.hours, hours_form, sentence)


@hours_command.command("drop")
@click.argument("learner")
@click.option("--on", "on", type=Day(), required=True, help="The day it was logged for.")
@click.option("--what", default="", help="Which of several: an id, or part of what was done.")
@common
def drop(session: Session, *, learner: str, on: date, what: str) -> None:
    """Take logged time of LEARNER back."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    _, folder = drop_hours(session.workspace(), caseload, who, on, what)
    sentence = f"Took back {who.name}'s hours of {on}."
    say_changed(session, who, before.hours, folder.hours, hours_form, sentence)


@hours_command.command("plan")
@click.argument("learner")
@click.argument("months", nargs=-1, required=True, metavar="MONTH=HOURS...")
@common
def plan(session: Session, *, learner: str, months: tuple[str, ...]) -> None:
    """Plan the off-the-job hours of LEARNER by month: 2026-09=12 2026-10=10.

    Months that are not given stay as they are; one of 0 hours is taken out. The whole plan is
    taken out with: learner edit LEARNER --clear otj-plan
    """
    wanted = parse_months(months)
    caseload, who = session.find_learner(learner)
    saved = plan_hours(session.workspace(), caseload, who, wanted)
    form = {**learner_form(saved, session.today), "otj_plan": dict(saved.otj_plan)}
    total = count(sum(saved.otj_plan.values()), "hour")
    months_planned = count(len(saved.otj_plan), "month")
    changed(session.as_json, [form], f"{saved.name}: {total} planned in {months_planned}.")


@hours_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the time logged of LEARNER, the oldest first, and the plan by month."""
    caseload, who = session.find_learner(learner)
    found = sorted(caseload.folder(who).hours.items(), key=lambda item: (item[1].on, item[0]))
    list_items(
        session,
        "hours",
        [hours_form(who.id, id_, entry) for id_, entry in found],
        _COLUMNS,
        [
            (
                id_,
                day(entry.on, session.today),
                length(entry.minutes),
                ": ".join(filter(None, (HOURS_WORDS[entry.kind], entry.what))),
            )
            for id_, entry in found
        ],
        plan=dict(who.otj_plan),
    )
    if who.otj_plan and not session.as_json:
        say()
        say(f"Planned: {plan_line(who)}")


def _minutes(minutes: int | None, hours: float | None) -> int:
    """The time given in one way or the other, in minutes."""
    if minutes is not None and hours is None:
        return minutes
    if hours is None or minutes is not None:
        raise WrongUsage("give --minutes or --hours, one of the two")
    if math.isnan(hours):
        raise WrongUsage("--hours: give a number such as 1.5")
    return round(hours * 60)

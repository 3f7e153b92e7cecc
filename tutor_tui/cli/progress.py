"""`skill`, `ksb` and `gateway`: what a learner has reached."""

from datetime import date
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.json_forms import gateway_form, learner_form
from tutor_tui.cli.out import Column, changed, emit, say, table
from tutor_tui.cli.session import Session, common
from tutor_tui.errors import WrongUsage
from tutor_tui.model.common import Level
from tutor_tui.model.learner import Component, SkillState
from tutor_tui.workspace import progress

_COLUMNS = (
    Column("ITEM", 14),
    Column("STATE", 10),
    Column("OWED BY", 23),
    Column("WHY", 0),
)


@click.group("skill", cls=Noun)
def skill_command() -> None:
    """Functional skills."""


@skill_command.command("set")
@click.argument("learner")
@click.argument("subject")
@click.argument("state", type=click.Choice(get_args(SkillState)), required=False)
@click.option("--on", "on", type=Day(), help="Day of the exam or certificate; today if left out.")
@click.option("--level", metavar="N", help="Level reached: E3, 1 or 2; as needed if left out.")
@click.option("--evidence", help="What was seen.")
@click.option(
    "--component",
    "components",
    multiple=True,
    metavar="PART=DAY",
    help="reading, writing or speaking=2026-05-01, or =none; alone, without STATE.",
)
@common
def skill_set(
    session: Session,
    *,
    learner: str,
    subject: str,
    state: Any,
    components: tuple[str, ...],
    **given: Any,
) -> None:
    """Record STATE of SUBJECT (english, maths, ict, safeguarding) for LEARNER.

    With --component the parts of English that are passed: all three make it achieved.
    """
    subject = subject.casefold()
    if bool(state) == bool(components):
        raise WrongUsage("give STATE or --component, one of the two")
    if components and any(value is not None for value in given.values()):
        raise WrongUsage("--component carries its own day: give it alone")
    parts = progress.parse_components(components)
    level = _level(given.pop("level"))
    caseload, who = session.find_learner(learner)
    workspace = session.workspace()
    if parts:
        saved = progress.set_components(workspace, caseload, who, subject, parts)
    else:
        saved = progress.set_skill(workspace, caseload, who, subject, state, level=level, **given)
    record = saved.skills[subject]
    words = record.state.replace("_", " ")
    if parts:
        words += f", {len(record.components)} of {len(get_args(Component))} parts passed"
    form = learner_form(saved, session.today)
    changed(session.as_json, [form], f"{saved.name}: {subject} {words}.")


@click.group("ksb", cls=Noun)
def ksb_command() -> None:
    """Knowledge, skills and behaviours."""


@ksb_command.command("set")
@click.argument("learner")
@click.argument("states", nargs=-1, required=True, metavar="CODE=STATE...")
@click.option("--on", "on", type=Day(), help="Day of the decision; today if left out.")
@common
def ksb_set(session: Session, *, learner: str, states: tuple[str, ...], on: date | None) -> None:
    """Set KSBs of LEARNER: K1=met K2=submitted K3=none."""
    caseload, who = session.find_learner(learner)
    wanted = progress.parse_ksbs(states, caseload.standard_of(who))
    saved = progress.set_ksbs(session.workspace(), caseload, who, wanted, on=on)
    named = ", ".join(f"{code} {state}" for code, state in wanted.items())
    changed(session.as_json, [learner_form(saved, session.today)], f"{saved.name}: {named}.")


@click.group("gateway", cls=Noun)
def gateway_command() -> None:
    """Gateway items."""


@gateway_command.command("show")
@click.argument("learner")
@common
def gateway_show(session: Session, *, learner: str) -> None:
    """Show what stands between LEARNER and the gateway."""
    caseload, who = session.find_learner(learner)
    verdict = caseload.verdict(who, session.today)
    if session.as_json:
        emit({"version": 1, "gateway": gateway_form(verdict)})
        return
    if not verdict.gateway.items:
        say(f"{verdict.standard.label} has no gateway items.")
        return
    table(
        _COLUMNS,
        [
            (item.code, item.state.replace("_", " "), item.owes, item.text)
            for item in verdict.gateway.items
        ],
    )


@gateway_command.command("set")
@click.argument("learner")
@click.argument("code")
@click.argument("state", type=click.Choice(progress.GATEWAY_STATES))
@click.option("--on", "on", type=Day(), help="Day of the declaration; today if left out.")
@common
def gateway_set(session: Session, *, learner: str, code: str, state: str, on: date | None) -> None:
    """Declare gateway item CODE of LEARNER done, open or not_needed."""
    caseload, who = session.find_learner(learner)
    saved = progress.set_gateway(session.workspace(), caseload, who, code.casefold(), state, on=on)
    words = state.replace("_", " ")
    form = learner_form(saved, session.today)
    changed(session.as_json, [form], f"{saved.name}: {code.casefold()} {words}.")


def _level(given: str | None) -> Level | None:
    if given is None:
        return None
    for level in get_args(Level):
        if given.casefold() == level.casefold():
            known: Level = level
            return known
    raise WrongUsage(f"level {given!r}: give E3 (Entry Level 3), 1 or 2")

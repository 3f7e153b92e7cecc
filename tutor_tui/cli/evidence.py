"""`evidence`: filed, accepted, returned, corrected, listed, dropped."""

from datetime import date
from typing import Any, get_args

import click

from tutor_tui.cli.arguments import Day, Noun
from tutor_tui.cli.items import list_items, say_changed
from tutor_tui.cli.out import Column, warn
from tutor_tui.cli.record_forms import evidence_form
from tutor_tui.cli.session import Session, common
from tutor_tui.model.folder import Decision, EvidenceKind, Folder
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace.evidence import add_evidence, decide, drop_evidence, edit_evidence
from tutor_tui.workspace.evidence_views import still_met

_COLUMNS = (
    Column("ID", 16),
    Column("DAY", 11),
    Column("STATE", 9),
    Column("KSBS", 16),
    Column("TITLE", 0),
)


@click.group("evidence", cls=Noun)
def evidence_command() -> None:
    """Evidence: add, accept, return, edit, list, drop."""


@evidence_command.command("add")
@click.argument("learner")
@click.option("--title", required=True, help="What it is.")
@click.option("--kind", type=click.Choice(get_args(EvidenceKind)), default="work")
@click.option("--link", default="", help="Where it lies in the e-portfolio.")
@click.option("--ksb", "ksbs", multiple=True, metavar="CODES", help="K6 or K6,S8; repeatable.")
@click.option("--on", "on", type=Day(), help="Its day; today where not given.")
@click.option("--accepted", is_flag=True, help="It is accepted already.")
@common
def add(
    session: Session,
    *,
    learner: str,
    title: str,
    kind: Any,
    link: str,
    ksbs: tuple[str, ...],
    on: date | None,
    accepted: bool,
) -> None:
    """File evidence of LEARNER; the KSBs it is claimed for become submitted."""
    codes = _codes(ksbs)
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    _, folder = add_evidence(
        session.workspace(),
        caseload,
        who,
        title=title,
        kind=kind,
        link=link,
        ksbs=codes,
        on=on,
        decision="accepted" if accepted else "submitted",
    )
    claimed = f", claimed for {listing([code.upper() for code in codes])}" if codes else ""
    _say(session, who, before, folder, f"Filed for {who.name}: {title}{claimed}.")


@evidence_command.command("accept")
@click.argument("learner")
@click.argument("evidence")
@click.option("--on", "on", type=Day(), help="Day of the decision; today where not given.")
@common
def accept(session: Session, *, learner: str, evidence: str, on: date | None) -> None:
    """Accept EVIDENCE (id or part of its title) of LEARNER; its KSBs are met."""
    _decide(session, learner, evidence, "accepted", on)


@evidence_command.command("return")
@click.argument("learner")
@click.argument("evidence")
@click.option("--on", "on", type=Day(), help="Day of the decision; today where not given.")
@common
def return_(session: Session, *, learner: str, evidence: str, on: date | None) -> None:
    """Return EVIDENCE (id or part of its title) to LEARNER, to be done again."""
    _decide(session, learner, evidence, "returned", on)


@evidence_command.command("edit")
@click.argument("learner")
@click.argument("evidence")
@click.option("--title", help="What it is.")
@click.option("--kind", type=click.Choice(get_args(EvidenceKind)))
@click.option("--link", help="Where it lies in the e-portfolio; empty to take it out.")
@click.option("--ksb", "ksbs", multiple=True, metavar="CODES", help="All of them; none for none.")
@click.option("--on", "on", type=Day(), help="Its day.")
@common
def edit(
    session: Session,
    *,
    learner: str,
    evidence: str,
    title: str | None,
    kind: Any,
    link: str | None,
    ksbs: tuple[str, ...],
    on: date | None,
) -> None:
    """Correct EVIDENCE (id or part of its title) of LEARNER; its KSBs follow."""
    codes = () if ksbs == ("none",) else _codes(ksbs) if ksbs else None
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    saved, folder = edit_evidence(
        session.workspace(),
        caseload,
        who,
        evidence,
        title=title,
        kind=kind,
        link=link,
        ksbs=codes,
        on=on,
    )
    _warn_of_met(saved, before, folder)
    _say(session, who, before, folder, f"Changed evidence of {who.name}.")


@evidence_command.command("drop")
@click.argument("learner")
@click.argument("evidence")
@common
def drop(session: Session, *, learner: str, evidence: str) -> None:
    """Take EVIDENCE (id or part of its title) of LEARNER out of the record."""
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    saved, folder = drop_evidence(session.workspace(), caseload, who, evidence)
    _warn_of_met(saved, before, folder)
    [gone] = before.evidence.keys() - folder.evidence.keys()
    title = before.evidence[gone].title
    _say(session, who, before, folder, f"Took {title} out of {who.name}'s record.")


@evidence_command.command("list")
@click.argument("learner")
@common
def list_(session: Session, *, learner: str) -> None:
    """List the evidence of LEARNER, the oldest first."""
    caseload, who = session.find_learner(learner)
    found = sorted(caseload.folder(who).evidence.items(), key=lambda item: (item[1].on, item[0]))
    list_items(
        session,
        "evidence",
        [evidence_form(who.id, id_, one) for id_, one in found],
        _COLUMNS,
        [
            (id_, day(one.on, session.today), one.decision, " ".join(one.ksbs) or "-", one.title)
            for id_, one in found
        ],
    )


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for part in given for code in part.replace(",", " ").split())


def _decide(
    session: Session, learner: str, evidence: str, decision: Decision, on: date | None
) -> None:
    caseload, who = session.find_learner(learner)
    before = caseload.folder(who)
    saved, folder = decide(session.workspace(), caseload, who, evidence, decision, on=on)
    titles = [one.title for id_, one in folder.evidence.items() if before.evidence.get(id_) != one]
    if decision == "returned":
        _warn_of_met(saved, before, folder)
    _say(session, who, before, folder, f"{who.name}: {listing(titles)} {decision}.")


def _warn_of_met(learner: Learner, before: Folder, after: Folder) -> None:
    """Name the KSBs that stay met, though what was claimed for them is accepted no more."""
    if still := still_met(learner, before, after):
        states = " ".join(f"{code}=submitted" for code in still)
        warn(
            f"{listing(still)} stay{'s' if len(still) == 1 else ''} met; where that holds no "
            f"more: tutor-tui ksb set {learner.ref} {states}"
        )


def _say(session: Session, who: Learner, before: Folder, after: Folder, sentence: str) -> None:
    say_changed(session, who, before.evidence, after.evidence, evidence_form, sentence)

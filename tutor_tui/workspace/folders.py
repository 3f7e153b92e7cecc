"""What is put into a learner's folder: evidence, hours, notes, contacts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.folder import (
    Contact,
    ContactRole,
    Decision,
    Evidence,
    EvidenceKind,
    Folder,
    HoursEntry,
    HoursKind,
    NoteEntry,
)
from tutor_tui.model.learner import KsbRecord, Learner, Placement
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.text import line, lines
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.workspace import Workspace

Filed = tuple[Learner, Folder]
"""The learner and their folder, as they were saved."""


def add_evidence(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    title: str,
    kind: EvidenceKind = "work",
    link: str = "",
    ksbs: Sequence[str] = (),
    on: date | None = None,
    decision: Decision = "submitted",
) -> Filed:
    """File a piece of evidence; the KSBs it is claimed for become submitted, or met.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        title: What it is.
        kind: What kind of thing it is.
        link: Where it lies in the e-portfolio.
        ksbs: The codes it is claimed for, as the standard spells them.
        on: Its day; today where not given.
        decision: What became of it already.

    Raises:
        WrongUsage: The day lies after today, or a code is not of the standard.
        Refused: It cannot be saved.
    """
    when = _not_ahead(workspace, on)
    _refuse_unknown(caseload, learner, ksbs)
    decided = decision != "submitted"
    evidence = Evidence(
        on=when,
        title=line(title),
        kind=kind,
        link=line(link),
        ksbs=tuple(dict.fromkeys(ksbs)),
        decision=decision,
        decided=workspace.today if decided else None,
        by=workspace.actor if decided else "",
    )
    folder = caseload.folder(learner)
    filed = {**folder.evidence, workspace.new_id(): evidence}
    return _save_evidence(workspace, caseload, learner, folder, filed, ksbs, "file evidence")


def decide(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    evidence: str,
    decision: Decision,
    *,
    on: date | None = None,
) -> Filed:
    """Accept a piece of evidence or return it; its KSBs follow.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        evidence: Its id, or an unambiguous part of its title.
        decision: What was decided.
        on: When; today where not given.

    Raises:
        NotFound: No evidence answers to it.
        WrongUsage: Several do, or the day lies after today.
        Refused: It was decided so already, or it cannot be saved.
    """
    when = _not_ahead(workspace, on)
    folder = caseload.folder(learner)
    key = find_item(_titles(folder), evidence, "evidence")
    before = folder.evidence[key]
    if before.decision == decision:
        raise Refused(f"{before.title} is {decision} already")
    decided = decision != "submitted"
    after = replace(
        before,
        decision=decision,
        decided=when if decided else None,
        by=workspace.actor if decided else "",
    )
    filed = {**folder.evidence, key: after}
    return _save_evidence(
        workspace, caseload, learner, folder, filed, before.ksbs, f"evidence {decision}"
    )


def drop_evidence(
    workspace: Workspace, caseload: Caseload, learner: Learner, evidence: str
) -> Filed:
    """Take a piece of evidence out of the folder; its KSBs follow.

    Raises:
        NotFound: No evidence answers to it.
        WrongUsage: Several do.
    """
    folder = caseload.folder(learner)
    key = find_item(_titles(folder), evidence, "evidence")
    filed = {id_: one for id_, one in folder.evidence.items() if id_ != key}
    claimed = folder.evidence[key].ksbs
    return _save_evidence(
        workspace, caseload, learner, folder, filed, claimed, "take back evidence"
    )


def add_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    minutes: int,
    on: date | None = None,
    what: str = "",
    kind: HoursKind = "off_the_job",
) -> Filed:
    """Log time spent, besides that of visits, which carry their own.

    Raises:
        WrongUsage: The day lies after today, or there are no minutes.
        Refused: It cannot be saved.
    """
    when = _not_ahead(workspace, on)
    if minutes <= 0:
        raise WrongUsage(f"minutes: give 1 or more, not {minutes}")
    folder = caseload.folder(learner)
    entry = HoursEntry(on=when, minutes=minutes, what=line(what), kind=kind)
    hours = {**folder.hours, workspace.new_id(): entry}
    return _save_hours(workspace, caseload, learner, folder, hours, "log hours")


def drop_hours(
    workspace: Workspace, caseload: Caseload, learner: Learner, on: date, what: str = ""
) -> Filed:
    """Take logged time of a day back; where several were logged, `what` tells which.

    Raises:
        NotFound: Nothing was logged on that day.
        WrongUsage: Several answer.
    """
    folder = caseload.folder(learner)
    of_day = {key: entry.what for key, entry in folder.hours.items() if entry.on == on}
    key = find_item(of_day, what, f"hours of {on}")
    hours = {id_: entry for id_, entry in folder.hours.items() if id_ != key}
    return _save_hours(workspace, caseload, learner, folder, hours, "take back hours")


def add_note(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    *,
    text: str,
    private: bool = True,
    on: date | None = None,
) -> Folder:
    """Note something of the learner; a private note is in no report.

    Raises:
        WrongUsage: It says nothing, or the day lies after today.
        Refused: It cannot be saved.
    """
    when = _not_ahead(workspace, on)
    if not lines(text).strip():
        raise WrongUsage("a note must say something")
    caseload.must_hold(learner)
    folder = caseload.folder(learner)
    note = NoteEntry(on=when, text=lines(text), private=private, by=workspace.actor)
    return caseload.save(
        replace(folder, notes={**folder.notes, workspace.new_id(): note}),
        actor=workspace.actor,
        reason=f"add a note of {learner.id}",
    )


def edit_note(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    note: str,
    *,
    text: str | None = None,
    private: bool | None = None,
) -> Folder:
    """Change a note; without text left it is taken out.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose note.
        note: Its id, or an unambiguous part of its text.
        text: What it shall say; as before where not given.
        private: Whether no report may show it; as before where not given.

    Raises:
        NotFound: No note answers to it.
        WrongUsage: Several do.
        Refused: Nothing would change, or it cannot be saved.
    """
    folder = caseload.folder(learner)
    key = find_item({key: one.text for key, one in folder.notes.items()}, note, "note")
    before = folder.notes[key]
    after = replace(
        before,
        text=before.text if text is None else lines(text),
        private=before.private if private is None else private,
    )
    if after == before:
        raise Refused("nothing to change: the note is so already")
    notes = {**folder.notes, key: after}
    if not after.text.strip():
        del notes[key]
    return caseload.save(
        replace(folder, notes=notes), actor=workspace.actor, reason=f"edit a note of {learner.id}"
    )


def set_contact(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    role: ContactRole,
    *,
    name: str,
    email: str = "",
    phone: str = "",
) -> Folder:
    """Set who is to be spoken to in a role; without a name the contact is taken out.

    Raises:
        Refused: Nothing would change, or it cannot be saved.
    """
    caseload.must_hold(learner)
    folder = caseload.folder(learner)
    contacts = {key: one for key, one in folder.contacts.items() if key != role}
    if line(name):
        contacts[role] = Contact(role=role, name=line(name), email=line(email), phone=line(phone))
    if contacts == folder.contacts:
        raise Refused("nothing to change: the contact is so already")
    return caseload.save(
        replace(folder, contacts=contacts),
        actor=workspace.actor,
        reason=f"set the {role} contact of {learner.id}",
    )


def _titles(folder: Folder) -> dict[str, str]:
    return {key: one.title for key, one in folder.evidence.items()}


def _save_evidence(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    evidence: dict[str, Evidence],
    claimed: Iterable[str],
    reason: str,
) -> Filed:
    ksbs = dict(learner.ksbs)
    for code in claimed:
        decisions = {one.decision for one in evidence.values() if code in one.ksbs}
        state = ksb_state(learner, code)
        if "accepted" in decisions and state != "met":
            ksbs[code] = KsbRecord(state="met", on=workspace.today)
        elif "submitted" in decisions and state == "none":
            ksbs[code] = KsbRecord(state="submitted", on=workspace.today)
        elif not decisions & {"accepted", "submitted"} and state == "submitted":
            # a KSB that a person set to met stays so
            ksbs.pop(code)
    return _save(
        workspace,
        caseload,
        learner,
        replace(learner, ksbs=ksbs),
        replace(folder, evidence=evidence),
        reason,
    )


def _save_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    hours: dict[str, HoursEntry],
    reason: str,
) -> Filed:
    placed = [entry for entry in hours.values() if entry.kind == "placement"]
    logged = sum(entry.minutes for entry in hours.values() if entry.kind == "off_the_job")
    placement = Placement(
        days=len({entry.on for entry in placed}), minutes=sum(entry.minutes for entry in placed)
    )
    changed = replace(learner, logged_minutes=logged, placement=placement)
    return _save(workspace, caseload, learner, changed, replace(folder, hours=hours), reason)


def _save(
    workspace: Workspace,
    caseload: Caseload,
    before: Learner,
    after: Learner,
    folder: Folder,
    reason: str,
) -> Filed:
    caseload.must_hold(before)
    saved = caseload.save_all(
        [after, folder], actor=workspace.actor, reason=f"{reason} of {before.id}"
    )
    return cast(Filed, tuple(saved))


def _not_ahead(workspace: Workspace, on: date | None) -> date:
    when = on or workspace.today
    if when > workspace.today:
        raise WrongUsage(f"{when} is after today ({workspace.today})")
    return when


def _refuse_unknown(caseload: Caseload, learner: Learner, ksbs: Sequence[str]) -> None:
    standard = caseload.standard_of(learner)
    known = {ksb.code for ksb in standard.ksbs}
    if unknown := [code for code in ksbs if code not in known]:
        raise WrongUsage(f"{standard.label} has no KSB {', '.join(map(line, unknown))}")

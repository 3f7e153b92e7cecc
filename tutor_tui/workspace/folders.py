"""What is put into a learner's folder: evidence, hours, notes, contacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from tutor_tui.errors import NotFound, Refused, WrongUsage
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
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace

DAY_MINUTES = 24 * 60

Filed = tuple[Learner, Folder]
"""The learner and their folder, as they were saved."""


@read_anew
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
        ksbs: The codes it is claimed for, blind to case.
        on: Its day; today where not given.
        decision: What became of it already.

    Raises:
        WrongUsage: It has no title, the day lies after today, or a code is not of the standard.
        Refused: It cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    when = _not_ahead(workspace, on)
    if not line(title):
        raise WrongUsage("evidence must have a title")
    codes = _codes(caseload, learner, ksbs)
    decided = decision != "submitted"
    evidence = Evidence(
        on=when,
        title=line(title),
        kind=kind,
        link=line(link),
        ksbs=codes,
        decision=decision,
        decided=workspace.today if decided else None,
        by=workspace.actor if decided else "",
    )
    folder = caseload.folder(learner)
    filed = {**folder.evidence, workspace.new_id(): evidence}
    changed = replace(learner, ksbs=_following(learner, filed, codes, decided=workspace.today))
    return _save(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason="file evidence",
        seen=seen,
    )


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

    A KSB that is met stays so, since a person may have set it.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        evidence: Its id, or an unambiguous part of its title.
        decision: What was decided.
        on: When; today where not given.

    Raises:
        NotFound: No evidence answers to it.
        WrongUsage: Several do, or the day lies after today or before the evidence.
        Refused: It was decided so already, somebody else changed the caseload meanwhile, or it
            cannot be saved.
    """
    # not judged again where it was overtaken: another's decision is not to be taken back unseen
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    when = _not_ahead(workspace, on)
    folder = caseload.folder(learner)
    key = find_item(_titles(folder), evidence, "evidence")
    before = folder.evidence[key]
    if before.decision == decision:
        raise Refused(f"{before.title} is {decision} already")
    if when < before.on:
        raise WrongUsage(f"{when} is before the evidence ({before.on})")
    decided = decision != "submitted"
    after = replace(
        before,
        decision=decision,
        decided=when if decided else None,
        by=workspace.actor if decided else "",
    )
    filed = {**folder.evidence, key: after}
    changed = replace(learner, ksbs=_following(learner, filed, before.ksbs, decided=when))
    return _save(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason=f"evidence {decision}",
        seen=seen,
    )


@read_anew
def drop_evidence(
    workspace: Workspace, caseload: Caseload, learner: Learner, evidence: str
) -> Filed:
    """Take a piece of evidence out of the folder; its KSBs follow, but for those that are met.

    Raises:
        NotFound: No evidence answers to it.
        WrongUsage: Several do.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    folder = caseload.folder(learner)
    key = find_item(_titles(folder), evidence, "evidence")
    filed = {id_: one for id_, one in folder.evidence.items() if id_ != key}
    claimed = folder.evidence[key].ksbs
    changed = replace(learner, ksbs=_following(learner, filed, claimed, decided=workspace.today))
    return _save(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason="take back evidence",
        seen=seen,
    )


@read_anew
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
        WrongUsage: The day lies after today or before the start, or the minutes are none or
            more than a day has.
        Refused: It cannot be saved.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    when = _not_ahead(workspace, on)
    if when < learner.original_start:
        raise WrongUsage(f"{when} is before the learner's start ({learner.original_start})")
    if not 1 <= minutes <= DAY_MINUTES:
        raise WrongUsage(f"minutes: give 1 to {DAY_MINUTES}, not {minutes}")
    folder = caseload.folder(learner)
    entry = HoursEntry(on=when, minutes=minutes, what=line(what), kind=kind)
    hours = {**folder.hours, workspace.new_id(): entry}
    return _save_hours(workspace, caseload, learner, folder, hours, "log hours", seen)


@read_anew
def drop_hours(
    workspace: Workspace, caseload: Caseload, learner: Learner, on: date, what: str = ""
) -> Filed:
    """Take logged time of a day back.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose time.
        on: The day.
        what: Where several were logged on that day, the id of the one meant, or an unambiguous
            part of what was done.

    Raises:
        NotFound: Nothing was logged on that day, or nothing answers.
        WrongUsage: Several answer.
    """
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    folder = caseload.folder(learner)
    of_day = {key: entry.what for key, entry in folder.hours.items() if entry.on == on}
    if not of_day:
        raise NotFound(f"no hours are logged on {on}")
    if what or len(of_day) == 1:
        key = find_item(of_day, what, f"hours of {on}") if what else next(iter(of_day))
    else:
        raise WrongUsage(f"{len(of_day)} entries are logged on {on}; say which one")
    hours = {id_: entry for id_, entry in folder.hours.items() if id_ != key}
    return _save_hours(workspace, caseload, learner, folder, hours, "take back hours", seen)


@read_anew
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
    seen = caseload.generation()
    caseload.must_hold(learner)
    when = _not_ahead(workspace, on)
    if not lines(text).strip():
        raise WrongUsage("a note must say something")
    folder = caseload.folder(learner)
    note = NoteEntry(on=when, text=lines(text), private=private, by=workspace.actor)
    return caseload.save(
        replace(folder, notes={**folder.notes, workspace.new_id(): note}),
        actor=workspace.actor,
        reason=f"add a note of {learner.id}",
        seen=seen,
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
    caseload.must_hold(learner)
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
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Folder:
    """Set who is to be spoken to in a role; what is not given stays as it is.

    Without a name left the contact is taken out.

    Raises:
        WrongUsage: There is no contact yet, and no name is given.
        Refused: Nothing would change, or it cannot be saved.
    """
    caseload.must_hold(learner)
    folder = caseload.folder(learner)
    before = folder.contacts.get(role)
    if before is None and name is None:
        raise WrongUsage(f"no {role} contact is known yet; give the name")
    given = {"name": name, "email": email, "phone": phone}
    kept = {field: getattr(before, field, "") for field in given}
    after = {field: kept[field] if text is None else line(text) for field, text in given.items()}
    contacts = {key: one for key, one in folder.contacts.items() if key != role}
    if after["name"]:
        contacts[role] = Contact(role=role, **after)
    if contacts == folder.contacts:
        raise Refused("nothing to change: the contact is so already")
    return caseload.save(
        replace(folder, contacts=contacts),
        actor=workspace.actor,
        reason=f"set the {role} contact of {learner.id}",
    )


def _titles(folder: Folder) -> dict[str, str]:
    return {key: one.title for key, one in folder.evidence.items()}


def _following(
    learner: Learner, evidence: Mapping[str, Evidence], claimed: Iterable[str], *, decided: date
) -> dict[str, KsbRecord]:
    """The learner's KSBs as the evidence claimed for these codes makes them."""
    ksbs = dict(learner.ksbs)
    for code in claimed:
        decisions = {one.decision for one in evidence.values() if code in one.ksbs}
        state = ksb_state(learner, code)
        if "accepted" in decisions and state != "met":
            ksbs[code] = KsbRecord(state="met", on=decided)
        elif "submitted" in decisions and state == "none":
            ksbs[code] = KsbRecord(state="submitted", on=decided)
        elif not decisions & {"accepted", "submitted"} and state == "submitted":
            ksbs.pop(code)
    return ksbs


def _save_hours(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    hours: dict[str, HoursEntry],
    reason: str,
    seen: int,
) -> Filed:
    placed = [entry for entry in hours.values() if entry.kind == "placement"]
    logged = sum(entry.minutes for entry in hours.values() if entry.kind == "off_the_job")
    placement = Placement(
        days=len({entry.on for entry in placed}), minutes=sum(entry.minutes for entry in placed)
    )
    changed = replace(learner, logged_minutes=logged, placement=placement)
    return _save(
        workspace, caseload, changed, replace(folder, hours=hours), reason=reason, seen=seen
    )


def _save(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    folder: Folder,
    *,
    reason: str,
    seen: int,
) -> Filed:
    saved = caseload.save_all(
        [learner, folder], actor=workspace.actor, reason=f"{reason} of {learner.id}", seen=seen
    )
    return cast(Filed, tuple(saved))


def _not_ahead(workspace: Workspace, on: date | None) -> date:
    when = on or workspace.today
    if when > workspace.today:
        raise WrongUsage(f"{when} is after today ({workspace.today})")
    return when


def _codes(caseload: Caseload, learner: Learner, given: Sequence[str]) -> tuple[str, ...]:
    """The codes as the standard spells them, each once."""
    standard = caseload.standard_of(learner)
    known = {ksb.code.casefold(): ksb.code for ksb in standard.ksbs}
    if unknown := [code for code in given if line(code).casefold() not in known]:
        raise WrongUsage(f"{standard.label} has no KSB {', '.join(map(line, unknown))}")
    return tuple(dict.fromkeys(known[line(code).casefold()] for code in given))

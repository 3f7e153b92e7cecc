"""Evidence: filed, decided on, corrected, taken out; the KSBs it is claimed for follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from tutor_tui.errors import Refused, WrongUsage
from tutor_tui.model.folder import Decision, Evidence, EvidenceKind, Folder
from tutor_tui.model.learner import KsbRecord, Learner
from tutor_tui.rules.ksbs import ksb_state
from tutor_tui.text import line
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.filing import Filed, not_ahead, save_filed
from tutor_tui.workspace.finding import find_item
from tutor_tui.workspace.read_anew import as_it_is, read_anew
from tutor_tui.workspace.workspace import Workspace


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
    when = not_ahead(workspace, on)
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
    return save_filed(
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
    when = not_ahead(workspace, on)
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
    return save_filed(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason=f"evidence {decision}",
        seen=seen,
    )


def edit_evidence(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    evidence: str,
    *,
    title: str | None = None,
    kind: EvidenceKind | None = None,
    link: str | None = None,
    ksbs: Sequence[str] | None = None,
    on: date | None = None,
) -> Filed:
    """Correct a piece of evidence; what is not given stays.

    The KSBs it is claimed for follow, and those it is claimed for no more, but for those that
    are met.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        evidence: Its id, or an unambiguous part of its title.
        title: What it is.
        kind: What kind of thing it is.
        link: Where it lies in the e-portfolio.
        ksbs: All the codes it is claimed for, blind to case.
        on: Its day.

    Raises:
        NotFound: No evidence answers to it.
        WrongUsage: Several do, it would have no title, the day lies after today or after the
            decision, or a code is not of the standard.
        Refused: Nothing would change, somebody else changed the caseload meanwhile, or it
            cannot be saved.
    """
    # not judged again where it was overtaken: another's change is not written over unseen
    seen = caseload.generation()
    learner = as_it_is(caseload, learner)
    folder = caseload.folder(learner)
    key = find_item(_titles(folder), evidence, "evidence")
    before = folder.evidence[key]
    after = replace(
        before,
        title=before.title if title is None else line(title),
        kind=kind or before.kind,
        link=before.link if link is None else line(link),
        ksbs=before.ksbs if ksbs is None else _codes(caseload, learner, ksbs),
        on=before.on if on is None else not_ahead(workspace, on),
    )
    if not after.title:
        raise WrongUsage("evidence must have a title")
    if after.decided and after.on > after.decided:
        raise WrongUsage(f"{after.on} is after the day it was {after.decision} ({after.decided})")
    if after == before:
        raise Refused("nothing to change: the evidence is so already")
    filed = {**folder.evidence, key: after}
    claimed = dict.fromkeys((*before.ksbs, *after.ksbs))
    when = after.decided or workspace.today
    changed = replace(learner, ksbs=_following(learner, filed, claimed, decided=when))
    return save_filed(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason="edit evidence",
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
    return save_filed(
        workspace,
        caseload,
        changed,
        replace(folder, evidence=filed),
        reason="take back evidence",
        seen=seen,
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


def _codes(caseload: Caseload, learner: Learner, given: Sequence[str]) -> tuple[str, ...]:
    """The codes as the standard spells them, each once."""
    standard = caseload.standard_of(learner)
    known = {ksb.code.casefold(): ksb.code for ksb in standard.ksbs}
    if unknown := [code for code in given if line(code).casefold() not in known]:
        raise WrongUsage(f"{standard.label} has no KSB {', '.join(map(line, unknown))}")
    return tuple(dict.fromkeys(known[line(code).casefold()] for code in given))

"""A learner's evidence as rows and in a line, and what a decision leaves as it was."""

from collections.abc import Iterable
from datetime import date

from tutor_tui.model.folder import Evidence, Folder
from tutor_tui.model.learner import Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.rules.words import day, listing
from tutor_tui.workspace.filing import Filed
from tutor_tui.workspace.record_lines import evidence_line
from tutor_tui.workspace.record_views import ViewRow


def evidence_rows(folder: Folder, today: date) -> list[ViewRow]:
    """What is not decided yet, then the rest, the latest first of each.

    The cells: decision, day, title, kind, KSBs claimed, decided when and by whom, link.
    """
    latest = sorted(folder.evidence.items(), key=lambda item: (item[1].on, item[0]), reverse=True)
    latest.sort(key=lambda item: item[1].decision != "submitted")
    return [
        ViewRow(
            id_,
            (
                one.decision,
                day(one.on, today),
                one.title,
                one.kind,
                " ".join(one.ksbs) or "-",
                _decided(one, today),
                one.link,
            ),
            one.decision,
            evidence_line(one, today),
        )
        for id_, one in latest
    ]


def evidence_summary(folder: Folder, standard: Standard) -> str:
    """How much evidence waits for a decision, was accepted and returned, and for how many KSBs."""
    every = folder.evidence.values()
    if not every:
        return ""
    waiting, accepted, returned = (
        sum(one.decision == decision for one in every)
        for decision in ("submitted", "accepted", "returned")
    )
    told = f"{waiting} to decide, {accepted} accepted, {returned} returned"
    codes = {ksb.code for ksb in standard.ksbs}
    claimed = _claimed(one for one in every if one.decision != "returned") & codes
    return f"{told}; evidence for {len(claimed)} of {len(codes)} KSBs" if codes else told


def still_met(learner: Learner, before: Folder, after: Folder) -> list[str]:
    """The KSBs that stay met, though what was claimed for them is accepted no more.

    Args:
        learner: The learner as they are after the change.
        before: Their folder before it.
        after: Their folder after it.
    """
    lost = _accepted(before) - _accepted(after)
    return sorted((code for code in lost if ksb_state(learner, code) == "met"), key=code_order)


def claimed_words(evidence: Evidence) -> str:
    """What it is claimed for, to go on a sentence with: `, for K6 and S8`."""
    return f", for {listing(evidence.ksbs)}" if evidence.ksbs else ""


def with_still_met(told: str, before: Folder, after: Filed) -> str:
    """What was told of a change, and which KSBs stay met that nothing accepted speaks for."""
    learner, folder = after
    codes = still_met(learner, before, folder)
    return f"{told} {listing(codes)} stay{'s' * (len(codes) == 1)} met." if codes else told


def _accepted(folder: Folder) -> set[str]:
    return _claimed(one for one in folder.evidence.values() if one.decision == "accepted")


def _claimed(evidence: Iterable[Evidence]) -> set[str]:
    return {code for one in evidence for code in one.ksbs}


def _decided(evidence: Evidence, today: date) -> str:
    """When it was decided, and by whom."""
    on = day(evidence.decided, today) if evidence.decided else ""
    return ", ".join(filter(None, (on, evidence.by)))

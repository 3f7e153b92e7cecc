"""Forms of evidence: filed, changed."""

from typing import cast, get_args

from screens.form import Field, FormScreen
from tutor_tui.model.folder import Decision, Evidence, EvidenceKind
from tutor_tui.model.learner import Learner
from tutor_tui.rules.words import day
from tutor_tui.typed import typed_day
from tutor_tui.workspace.caseload import Caseload
from tutor_tui.workspace.evidence import add_evidence, decide, edit_evidence
from tutor_tui.workspace.evidence_views import claimed_words, with_still_met
from tutor_tui.workspace.workspace import Workspace

KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
CODES_HINT = "k6 s8"


def file_form(workspace: Workspace, caseload: Caseload, learner: Learner) -> FormScreen:
    """File a piece of evidence."""

    def submit(values: dict[str, str]) -> str:
        on = values["day"].strip()
        known = caseload.folder(learner).evidence
        _, folder = add_evidence(
            workspace,
            caseload,
            learner,
            title=values["title"],
            kind=cast(EvidenceKind, values["kind"]),
            link=values["link"],
            ksbs=_codes(values["ksbs"]),
            on=typed_day(on, workspace.today) if on else None,
            decision=cast(Decision, values["decision"]),
        )
        filed, *_ = (one for id_, one in folder.evidence.items() if id_ not in known)
        return f"Filed: {filed.title}{claimed_words(filed)}, {filed.decision}."

    return FormScreen(
        f"File evidence: {learner.name}",
        [
            Field(name="title", label="Title", hint="what it is"),
            Field(name="ksbs", label="KSBs", hint=CODES_HINT),
            Field(name="kind", label="Kind", choices=KINDS),
            Field(name="day", label="Day", hint="today if blank; 4 dec, 2026-12-04"),
            Field(name="link", label="Link", hint="where it lies in the e-portfolio"),
            Field(name="decision", label="Decision", choices=("submitted", "accepted")),
        ],
        submit,
        notes=_gaps(workspace, caseload, learner),
    )


def decide_form(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    evidence_id: str,
    evidence: Evidence,
) -> FormScreen:
    """Accept a piece of evidence or send it back, as of a day.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        evidence_id: Its id.
        evidence: The evidence as it is shown.
    """
    today = workspace.today

    def submit(values: dict[str, str]) -> str:
        decision, on = cast(Decision, values["decision"]), typed_day(values["day"], today)
        before = caseload.folder(learner)
        after = decide(workspace, caseload, learner, evidence_id, decision, on=on)
        told = f"{evidence.title}: {decision} {day(on, today)}{claimed_words(evidence)}."
        return with_still_met(told, before, after)

    return FormScreen(
        f"Decide on evidence of {learner.name}: {evidence.title}",
        [
            Field(name="decision", label="Decision", choices=("accepted", "returned")),
            Field(name="day", label="Decided on", value=str(today), hint="today, -3, 4 dec"),
        ],
        submit,
        notes=[f"Of {day(evidence.on, today)}{claimed_words(evidence)}."],
    )


def edit_form(
    workspace: Workspace,
    caseload: Caseload,
    learner: Learner,
    evidence_id: str,
    evidence: Evidence,
) -> FormScreen:
    """Change a piece of evidence; a field that is left alone stays what it is by then.

    Args:
        workspace: Where the change is made.
        caseload: The learner's caseload.
        learner: Whose evidence.
        evidence_id: Its id.
        evidence: The evidence as it is shown.
    """
    shown = {
        "title": evidence.title,
        "ksbs": " ".join(evidence.ksbs),
        "kind": evidence.kind,
        "day": str(evidence.on),
        "link": evidence.link,
    }

    def submit(values: dict[str, str]) -> str:
        touched = {name: text for name, text in values.items() if text != shown[name]}
        before = caseload.folder(learner)
        after = edit_evidence(
            workspace,
            caseload,
            learner,
            evidence_id,
            title=touched.get("title"),
            kind=cast(EvidenceKind | None, touched.get("kind")),
            link=touched.get("link"),
            ksbs=_codes(touched["ksbs"]) if "ksbs" in touched else None,
            on=typed_day(touched["day"], workspace.today) if "day" in touched else None,
        )
        told = f"Changed: {after[1].evidence[evidence_id].title}."
        return with_still_met(told, before, after)

    return FormScreen(
        f"Change evidence of {learner.name}: {evidence.title}",
        [
            Field(name="title", label="Title", value=shown["title"]),
            Field(name="ksbs", label="KSBs", value=shown["ksbs"], hint=CODES_HINT),
            Field(name="kind", label="Kind", value=shown["kind"], choices=KINDS),
            Field(name="day", label="Day", value=shown["day"]),
            Field(name="link", label="Link", value=shown["link"]),
        ],
        submit,
        notes=_gaps(workspace, caseload, learner),
    )


def _codes(typed: str) -> list[str]:
    """The codes in what was typed: `k6 s8` or `K6, S8`."""
    return typed.replace(",", " ").split()


def _gaps(workspace: Workspace, caseload: Caseload, learner: Learner) -> list[str]:
    """Which KSBs there is still to be evidence for."""
    gaps = caseload.verdict(learner, workspace.today).ksbs.gaps
    return [f"Not met yet: {' '.join(gaps)}."] if gaps else []

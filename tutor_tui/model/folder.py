"""A learner's folder: what is kept of them that no rule asks for at every start."""

from datetime import date
from typing import Literal

from msgspec import field

from tutor_tui.model.common import Line, Minutes, Name, Note, Shape
from tutor_tui.model.learner import Action

EvidenceKind = Literal["work", "recording", "observation", "testimony", "reflection", "other"]
Decision = Literal["submitted", "accepted", "returned"]
HoursKind = Literal["off_the_job", "placement"]
ContactRole = Literal["employer", "mentor", "other"]


class Evidence(Shape, frozen=True, kw_only=True):
    """A piece of evidence and the KSBs it is claimed for; `by` is who decided on it."""

    on: date
    title: Name
    kind: EvidenceKind = "work"
    link: Line = ""
    ksbs: tuple[str, ...] = ()
    decision: Decision = "submitted"
    decided: date | None = None
    by: Line = ""


class HoursEntry(Shape, frozen=True, kw_only=True):
    """Time spent on one day, in minutes, besides that of visits."""

    on: date
    minutes: Minutes
    what: Line = ""
    kind: HoursKind = "off_the_job"


class NoteEntry(Shape, frozen=True, kw_only=True):
    """Something noted of the learner; a private note is in no report."""

    on: date
    text: Note
    private: bool = True
    by: Line = ""


class DoneAction(Shape, frozen=True, kw_only=True):
    """An action that was done, and when."""

    action: Action
    done: date


class Contact(Shape, frozen=True, kw_only=True):
    """Somebody to speak to about the learner."""

    role: ContactRole
    name: Name
    email: Line = ""
    phone: Line = ""


class Folder(Shape, frozen=True, kw_only=True):
    """One learner's folder. Its id is the learner's; items are kept by ids of their own."""

    id: str
    rev: int = 0
    evidence: dict[str, Evidence] = field(default_factory=dict)
    hours: dict[str, HoursEntry] = field(default_factory=dict)
    notes: dict[str, NoteEntry] = field(default_factory=dict)
    done: dict[str, DoneAction] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

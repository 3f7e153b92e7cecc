"""The same done by key and by command, and the documents it leaves."""

from pathlib import Path
from typing import Any

from tests.screens.people import caseload_of, opened
from tutor_tui.model.learner import Learner
from tutor_tui.model.visit import Visit
from tutor_tui.workspace.caseload import as_data

BY_CHANCE = {"id", "created", "changed"}

# what is done to Callum, whom nobody else's name resembles: keys, then the command
SAME: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "book": (
        ("b", *"2026-12-08", "tab", *"14:00", "f2"),
        ("visit", "book", "Callum", "--at", "2026-12-08T14:00"),
    ),
    "record": (
        ("v", "tab", *"45", "tab", *"30", "tab", *"k6 s8", *["tab"] * 5, *"2026-11-27", "f2"),
        (
            *("visit", "record", "Callum", "--on", "2026-11-27", "--outcome", "attended"),
            *("--minutes", "45", "--otj-minutes", "30", "--ksb", "K6=met", "--ksb", "S8=met"),
            *("--next", "auto"),
        ),
    ),
    "missed": (
        ("v", "n", *["tab"] * 8, *"2026-11-27", "f2"),
        (
            *("visit", "record", "Callum", "--on", "2026-11-27"),
            *("--outcome", "not_attended", "--next", "auto"),
        ),
    ),
    "ksbs": (
        ("enter", "3", "G", "space", "k", "space", "m"),
        ("ksb", "set", "Callum", "B4=met", "B5=met"),
    ),
    "skill": (
        ("enter", "4", "e", "w", "f2"),
        ("skill", "set", "Callum", "english", "working_towards"),
    ),
    "skill achieved": (
        ("enter", "4", "e", "a", "f2"),
        ("skill", "set", "Callum", "english", "achieved"),
    ),
    "gateway": (
        ("enter", "7", "j", "d"),
        ("gateway", "set", "Callum", "employer", "done"),
    ),
}


def documents(root: Path, known: frozenset[str] = frozenset()) -> dict[str, dict[str, Any]]:
    """The first caseload's documents by id; a new one's id and every instant are left out."""
    caseload = caseload_of(opened(root))
    found = {}
    records: list[Learner | Visit] = [*caseload.learners.values(), *caseload.visits.values()]
    for one in records:
        data = {key: value for key, value in as_data(one).items() if key not in BY_CHANCE}
        new = f"new, {data.get('status')} on {data.get('date')}"
        found[one.id if not known or one.id in known else new] = data
    return found

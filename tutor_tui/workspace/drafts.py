"""Forms half filled in when the line dropped, kept for the same form's next opening.

A draft lies in the user's own state directory, readable by nobody else, and is gone once it
has been taken up.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from store.errors import StoreError
from store.files import read_file, replace_file
from tutor_tui.workspace.configuration import PROGRAM
from tutor_tui.workspace.workspace import Workspace

DRAFT_MODE, DIRECTORY_MODE = 0o600, 0o700


def keep(workspace: Workspace, form: str, values: Mapping[str, str]) -> None:
    """Keep what has been typed into a form; silently not where there is no place for it."""
    path = _path(workspace, form)
    try:
        path.parent.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)
        replace_file(path, msgspec.json.encode(dict(values)), DRAFT_MODE)
    except (OSError, StoreError):
        return  # the line is gone, and with it anyone who could be told


def take(workspace: Workspace, form: str) -> dict[str, str]:
    """What was typed into the form when the line dropped, and forget it; empty for nothing."""
    path = _path(workspace, form)
    try:
        values = msgspec.json.decode(read_file(path, refuse=0o077), type=dict[str, str])
        path.unlink()
    except (OSError, StoreError, msgspec.DecodeError):
        return {}
    return values


def _path(workspace: Workspace, form: str) -> Path:
    from platformdirs import user_state_path

    # a form's title holds a learner's name, which has no place among file names
    name = hashlib.sha256(f"{workspace.root}\n{form}".encode()).hexdigest()[:32]
    return user_state_path(PROGRAM) / "drafts" / f"{name}.json"

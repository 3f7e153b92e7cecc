"""Writing the invented caseloads into a workspace of their own."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from msgspec.structs import replace

from store.errors import StoreError
from tutor_tui.demo.caseloads import documents
from tutor_tui.errors import Refused
from tutor_tui.workspace.workspace import Workspace


def create(root: Path, today: date, *, login: str) -> None:
    """Make a workspace with the invented caseloads, each written in one transaction.

    Args:
        root: A directory that does not exist yet, or is empty.
        today: The day around which everything is set; from September 2025 on.
        login: Login name of the first tutor, so that it is she who opens the program.

    Raises:
        Refused: The directory holds something already, or cannot be written.
    """
    stamp = datetime.combine(today, time(0), tzinfo=UTC)
    Workspace.create(root)
    workspace = Workspace(root, today=today, now=lambda: stamp, actor=login)
    for place, demo in enumerate(documents(today)):
        tutor = replace(demo.tutor, login=login) if place == 0 else demo.tutor
        try:
            caseload = workspace.new_caseload(tutor.id)
        except StoreError as error:
            raise Refused(f"cannot make the caseload: {error}") from error
        caseload.save_all(
            (tutor, *demo.learners, *demo.visits, *demo.folders),
            actor=login,
            reason="invent a caseload",
        )
        caseload.store.close()

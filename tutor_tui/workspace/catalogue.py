"""The catalogue as a user sees it: the shipped standards, and the workspace's own."""

from tutor_tui.standards.catalogue import Catalogue as Catalogue
from tutor_tui.standards.duties import fragile as fragile
from tutor_tui.standards.duties import grid as grid
from tutor_tui.workspace.location import workspace_path


def catalogue_of(flag: str | None) -> Catalogue:
    """The catalogue of the workspace that the flag leads to, which need not exist."""
    return Catalogue(extra=workspace_path(flag) / "standards")

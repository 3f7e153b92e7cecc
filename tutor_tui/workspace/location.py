"""Where the workspace is: the flag, the environment, the configuration, the data directory."""

import os
from pathlib import Path

from tutor_tui.errors import WrongUsage
from tutor_tui.workspace.configuration import PROGRAM, configuration

ENVIRONMENT = "TUTOR_TUI_WORKSPACE"


def workspace_path(flag: str | None) -> Path:
    """The workspace's directory, which need not exist yet.

    Args:
        flag: What was given by `--workspace`, if anything.

    Raises:
        WrongUsage: A configuration file cannot be read, or the place is no path of a directory.
    """
    given = flag or os.environ.get(ENVIRONMENT)
    if not given:
        given = configuration().workspace
    if not given:
        from platformdirs import user_data_path

        return user_data_path(PROGRAM)
    if "://" in given:
        raise WrongUsage(f"{given}: only a directory can be a workspace here; give a path")
    try:
        return Path(given).expanduser().absolute()
    except RuntimeError:
        raise WrongUsage(f"{given}: there is no such user's home; give a whole path") from None

"""Where the workspace is: the flag, the environment, the configuration, the data directory."""

import os
from pathlib import Path

from tutor_tui.errors import WrongUsage
from tutor_tui.text import line
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
    return path_given(given).absolute()


def path_given(text: str) -> Path:
    """A path as a person writes it, `~` and `~name` being the home of a user.

    Raises:
        WrongUsage: It cannot be a path, or there is no such user.
    """
    if "\0" in text:
        raise WrongUsage(f"{line(text)}: no path holds such a character; give another")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise WrongUsage(f"{text}: there is no such user's home; give a whole path") from None

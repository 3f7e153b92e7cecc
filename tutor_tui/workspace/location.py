"""Where the workspace is: the flag, the environment, the configuration, the data directory."""

import os
import tomllib
from pathlib import Path

from tutor_tui.errors import WrongUsage

ENVIRONMENT = "TUTOR_TUI_WORKSPACE"
_PROGRAM = "tutor-tui"


def workspace_path(flag: str | None) -> Path:
    """The workspace's directory, which need not exist yet.

    Args:
        flag: What was given by `--workspace`, if anything.

    Raises:
        WrongUsage: A configuration file cannot be read, or the place is no path of a directory.
    """
    given = flag or os.environ.get(ENVIRONMENT)
    if not given:
        given = next((found for file in config_files() if (found := _configured(file))), None)
    if not given:
        from platformdirs import user_data_path

        return user_data_path(_PROGRAM)
    if "://" in given:
        raise WrongUsage(f"{given}: only a directory can be a workspace here; give a path")
    try:
        return Path(given).expanduser().absolute()
    except RuntimeError:
        raise WrongUsage(f"{given}: there is no such user's home; give a whole path") from None


def config_files() -> tuple[Path, ...]:
    """The user's configuration file, then the site's; either may be missing."""
    from platformdirs import site_config_path, user_config_path

    return tuple(path(_PROGRAM) / "config.toml" for path in (user_config_path, site_config_path))


def settings_in(file: Path) -> dict[str, object]:
    """What one configuration file holds; nothing where it is missing.

    Raises:
        WrongUsage: It is not TOML, or cannot be read.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{file}: not a configuration file: {error}; mend or move it") from None
    except OSError as error:
        raise WrongUsage(f"{file}: cannot be read: {error.strerror}") from None


def _configured(file: Path) -> str | None:
    value = settings_in(file).get("workspace")
    if value is not None and not isinstance(value, str):
        raise WrongUsage(f"{file}: workspace must be a text between quotes")
    return value

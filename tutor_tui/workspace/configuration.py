"""The configuration file: where the workspace is, and how the screens behave."""

import difflib
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import msgspec

from tutor_tui.errors import WrongUsage

PROGRAM = "tutor-tui"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What may stand in `config.toml`.

    `mouse = "auto"` is off over SSH, where it costs kilobytes for every movement. `keys` gives
    actions other keys by their ids: `record-visit = "r,v"`.
    """

    workspace: str | None = None
    mouse: Literal["auto", "on", "off"] = "auto"
    theme: str | None = None
    keys: dict[str, str] = field(default_factory=dict)


def configuration() -> Configuration:
    """What the user's file says, and the site's where the user's is silent.

    Raises:
        WrongUsage: A file cannot be read, or holds what it may not; the message names it.
    """
    merged: dict[str, Any] = {}
    for file in reversed(configuration_files()):
        said = _read(file)
        keys = {**merged.get("keys", {}), **said.get("keys", {})}
        merged |= {**said, "keys": keys}
    return msgspec.convert(merged, Configuration)


def configuration_files() -> tuple[Path, ...]:
    """The user's configuration file, then the site's; either may be missing."""
    from platformdirs import site_config_path, user_config_path

    return tuple(path(PROGRAM) / "config.toml" for path in (user_config_path, site_config_path))


def _read(file: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{file}: not a configuration file: {error}; mend or move it") from None
    except (ValueError, RecursionError):
        # a number of thousands of digits, or lists nested thousands deep
        raise WrongUsage(f"{file}: holds a value beyond all measure; write it plainly") from None
    except OSError as error:
        raise WrongUsage(f"{file}: cannot be read: {error.strerror}") from None
    known = [one.name for one in fields(Configuration)]
    for name in said:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise WrongUsage(f"{file}: unknown setting {name}{meant}")
    try:
        msgspec.convert(said, Configuration)
    except msgspec.ValidationError as error:
        raise WrongUsage(f"{file}: {error}") from None
    return said

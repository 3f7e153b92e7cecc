"""How exported files are written: whole or not at all, readable by their owner alone."""

import stat
from pathlib import Path

from store.errors import StoreError
from store.files import replace_file
from tutor_tui.errors import Refused

EXPORT_MODE = 0o600


def refuse_no_file(path: Path) -> None:
    """Refuse to replace a device, a pipe or a link, whose owner would miss it.

    Raises:
        Refused: What is at the path is none of our making, or cannot be looked at.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Refused(f"{path} is there and not a plain file; give another name")
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None


def write_export(path: Path, data: bytes) -> None:
    """Put a file in place, whole.

    Raises:
        Refused: It cannot be written; what was there is as it was.
    """
    try:
        replace_file(path, data, EXPORT_MODE)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    except StoreError as error:
        raise Refused(str(error)) from None

"""How exported files are written: whole or not at all, readable by no more than was asked for."""

import stat
from pathlib import Path

from store.errors import StoreError
from store.files import read_file, replace_file
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


def holds(path: Path, data: bytes, mode: int) -> bool:
    """Whether a plain file holds just this already, with these permission bits.

    Raises:
        Refused: It cannot be looked at.
    """
    try:
        return stat.S_IMODE(path.lstat().st_mode) == mode and read_file(path, refuse=0) == data
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
    except StoreError as error:
        raise Refused(str(error)) from None


def write_export(path: Path, data: bytes, mode: int = EXPORT_MODE) -> None:
    """Put a file in place, whole, with these permission bits.

    Raises:
        Refused: It cannot be written; what was there is as it was.
    """
    try:
        replace_file(path, data, mode)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    except StoreError as error:
        raise Refused(str(error)) from None

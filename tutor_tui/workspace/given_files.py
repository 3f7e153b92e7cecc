"""Files that a person names, read as far as they may be."""

from pathlib import Path

from tutor_tui.errors import BadFile


def read_whole(file: Path, most: int, *, ask: str = "") -> bytes:
    """The file's bytes, and one more than `most` where it holds more.

    Args:
        file: The file.
        most: How many bytes it may have.
        ask: What to give instead, where there is no such file.

    Raises:
        BadFile: There is no such file, or it cannot be read.
    """
    try:
        if not file.exists():
            raise BadFile(f"{file}: there is no such file" + (f"; {ask}" if ask else ""))
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise BadFile(f"{file}: cannot be read: {error.strerror}") from None

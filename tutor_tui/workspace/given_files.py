"""Files that a person names, read as far as they may be."""

from pathlib import Path

from tutor_tui.errors import Refused


def read_whole(file: Path, most: int) -> bytes:
    """The file's bytes, and one more than `most` where it holds more.

    Raises:
        Refused: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}") from None

"""The small family of errors an operation may raise; each carries a sentence for the user."""

LONGEST = 1_000
"""Characters of a message; no sentence of ours comes near it, but it may quote one that does."""


class TutorTuiError(Exception):
    """Something the user must be told in one line.

    The message is a whole sentence in plain words: what is wrong, where, and what to do.
    """

    exit_status = 1

    def __str__(self) -> str:
        """The message; of one beyond all measure the beginning and the end."""
        message = super().__str__()
        if len(message) <= LONGEST:
            return message
        half = LONGEST // 2 - 2
        return f"{message[:half]} … {message[-half:]}"


class Refused(TutorTuiError):
    """The request was understood and cannot be done; nothing was changed."""


class NotFound(Refused):
    """No learner, visit, tutor or standard answers to what was given."""


class BadFile(Refused):
    """A file given to be read is not what it should be; the message names file and place."""


class WrongUsage(TutorTuiError):
    """The request itself is malformed: a date that does not exist, an unknown code."""

    exit_status = 2

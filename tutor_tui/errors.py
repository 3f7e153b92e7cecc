"""The small family of errors an operation may raise; each carries a sentence for the user."""


class TutorTuiError(Exception):
    """Something the user must be told in one line.

    The message is a whole sentence in plain words: what is wrong, where, and what to do.
    """

    exit_status = 1


class Refused(TutorTuiError):
    """The request was understood and cannot be done; nothing was changed."""


class NotFound(Refused):
    """No learner, visit, tutor or standard answers to what was given."""


class BadFile(Refused):
    """A file given to be read is not what it should be; the message names file and place."""


class WrongUsage(TutorTuiError):
    """The request itself is malformed: a date that does not exist, an unknown code."""

    exit_status = 2

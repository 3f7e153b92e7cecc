"""Operations that read for themselves all they change: two at once become one after another."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from store.errors import Conflict
from tutor_tui.errors import Refused
from tutor_tui.model.learner import Learner
from tutor_tui.workspace.caseload import Caseload, Overtaken, retried

P = ParamSpec("P")
T = TypeVar("T")


def read_anew(operation: Callable[P, T]) -> Callable[P, T]:
    """An operation that is judged again where another changed the same documents meanwhile.

    It takes the caseload's generation first, takes the learner from `as_it_is` and saves with
    the generation as `seen`. So nothing has to be put together, and sums are true.
    """

    @retried
    @wraps(operation)
    def judged_again(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return operation(*args, **kwargs)
        except Refused as error:
            if isinstance(error.__cause__, Conflict):
                raise Overtaken(str(error)) from error
            raise

    return judged_again


def as_it_is(caseload: Caseload, learner: Learner) -> Learner:
    """The learner as the caseload holds them now.

    Raises:
        Refused: The learner was handed over or removed.
    """
    caseload.must_hold(learner)
    return caseload.learners[learner.id]

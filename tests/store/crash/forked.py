"""Something done in a copy of this very process, which may die or be spoilt by it."""

import os
import traceback
from collections.abc import Callable


def told_by_a_fork(action: Callable[[], str]) -> str:
    """What the action returns in a process of its own; its error is this process's failure."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 0
        try:
            answer = action()
        except BaseException:
            answer, status = traceback.format_exc(), 1
        os.write(write, answer.encode()[:60_000])
        os._exit(status)
    os.close(write)
    with os.fdopen(read) as pipe:
        answer = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0, answer
    return answer


def died_in_a_fork(action: Callable[[], object]) -> bool:
    """Whether a process of its own died of the action, with status 9; not if it just ended."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9)
    return status == 9

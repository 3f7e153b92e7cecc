"""Another process that changes what this one has open."""

import multiprocessing
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.engines import ENGINES


class Neighbour:
    """A process that has the same engines open."""

    def __init__(self, paths: Mapping[tuple[str, int], Path]) -> None:
        """Start it: `paths` by an engine's name and a number of documents."""
        # Not forked: it must share nothing that is open here.
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, paths), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        """Use it for the length of a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._here.close()
        self._process.join()

    def change(self, case: tuple[str, int], note: str) -> None:
        """Have the chosen document saved with another note, and wait until it is.

        Raises:
            EOFError: The process has ended.
        """
        self._here.send((case, note))
        self._here.recv()


def _serve(orders: Connection, paths: Mapping[tuple[str, int], Path]) -> None:
    engines = {case: ENGINES[case[0]](path) for case, path in paths.items()}
    with suppress(EOFError):  # no more orders
        while True:
            case, note = orders.recv()
            engine = engines[case]
            engine.save({**engine.chosen(), "note": note})
            orders.send(None)
    for engine in engines.values():
        engine.close()

"""Take an engine through some steps, for its memory: its name, its path, the steps."""

import sys
from collections import deque
from pathlib import Path

from benchmarks.engines import ENGINES


def main() -> None:
    """Open the engine and take the steps."""
    name, path, *steps = sys.argv[1:]
    engine = ENGINES[name](Path(path))
    for step in steps:
        match step:
            case "read":
                deque(engine.documents(), maxlen=0)
            case "save":
                engine.save(engine.chosen())
            case "compact":
                engine.compact()
            case _:
                raise ValueError(f"no step {step}")
    engine.close()


if __name__ == "__main__":
    main()

"""The importers under a fuzzer that is guided by coverage, until it is stopped or finds something.

    python -m tests.fuzz NAME [-max_total_time=SECONDS] [any other option of libFuzzer]

What it finds is written to `fuzz-crash-...`, and tried again with that file as an argument.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["tutor_tui", "openpyxl", "tomllib", "csv"]):
    from tests.fuzz.importers import IMPORTERS, Ground, Importer

from tests.fuzz.spoiling import MOST_BYTES, spoilt

_TAKEN_BY_COMMAND = 10
"""One of so many files that fit is brought in by the command too, which takes longer."""

_DEFAULTS = (
    *(f"-max_len={MOST_BYTES}", "-timeout=30", "-rss_limit_mb=2048"),
    *("-artifact_prefix=fuzz-", "-verbosity=0", "-print_final_stats=1"),
)


def main() -> None:
    """Try one importer."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in IMPORTERS:
        sys.exit(f"say which: {', '.join(IMPORTERS)}")
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder) / "ground")
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        for number, sample in enumerate(IMPORTERS[name].samples(ground)):
            (seeds / str(number)).write_bytes(sample)
        # what is new is kept in the first folder, and forgotten
        files = [one for one in sys.argv[2:] if not one.startswith("-")]
        options = [one for one in sys.argv[2:] if one.startswith("-")]
        arguments = [sys.argv[0], *_DEFAULTS, *options, *(files or [str(seeds)])]
        atheris.Setup(arguments, _tried(ground, IMPORTERS[name]), custom_mutator=_mutated)
        atheris.Fuzz()


def _tried(ground: Ground, importer: Importer) -> Callable[[bytes], None]:
    def try_one(data: bytes) -> None:
        # by the content, so that what was found is found again
        if importer.look_at(ground, data) and crc32(data) % _TAKEN_BY_COMMAND == 0:
            importer.bring_in(ground, data)

    return try_one


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """Spoilt as files are, or as libFuzzer does, which knows what was compared with what."""
    random = Random(seed)
    if random.random() < 0.3:
        return bytes(atheris.Mutate(data, most))
    return spoilt(data, random)[:most]


main()

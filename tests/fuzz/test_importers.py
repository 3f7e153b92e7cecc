"""Whatever is in a file, it is taken or refused in a sentence, and refusing changes nothing."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.importers import IMPORTERS, Ground
from tests.fuzz.spoiling import spoilt
from tests.long import LONG

TRIED = 3_000 if LONG else 30


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with tempfile.TemporaryDirectory() as folder:
        yield Ground(Path(folder) / "ground")


@pytest.mark.parametrize("name", IMPORTERS)
def test_what_is_sound_is_taken(ground: Ground, name: str) -> None:
    importer = IMPORTERS[name]
    for data in importer.samples(ground):
        assert importer.look_at(ground, data)
        assert importer.bring_in(ground, data)


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=TRIED, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False), which=st.integers(0, 99))
def test_what_is_spoilt_is_taken_or_refused(
    ground: Ground, name: str, random: Random, which: int
) -> None:
    importer = IMPORTERS[name]
    samples = importer.samples(ground)
    data = spoilt(samples[which % len(samples)], random)
    if importer.look_at(ground, data):
        importer.bring_in(ground, data)

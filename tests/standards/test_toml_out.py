"""A standard written as TOML is read again as it was."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tutor_tui.model.common import Cadence
from tutor_tui.model.standard import Standard
from tutor_tui.standards import files
from tutor_tui.standards.catalogue import Catalogue
from tutor_tui.standards.toml_out import toml


def again(standard: Standard) -> Standard:
    return files.decode(Path("x.toml"), toml(standard).encode()).standard


@pytest.mark.parametrize("standard", Catalogue().all(), ids=lambda one: one.label)
def test_every_shipped_standard_comes_back(standard: Standard) -> None:
    assert again(standard) == standard


def test_every_kind_of_value_comes_back() -> None:
    standard = replace(
        Catalogue().get("ST0148"),
        known=False,
        has_cadence=False,
        cadence=Cadence(min_weeks=6, max_weeks=8),
        last_funded_start=date(2026, 12, 17),
        placement_days=45,
        notes=('a "quote", a \\ and a \x7f', "ärger"),
    )
    assert again(standard) == standard


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(text: str) -> None:
    standard = Standard(id="ST1", name=text, notes=(text,))
    assert again(standard) == standard

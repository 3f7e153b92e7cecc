"""Which duties carry which KSBs. Empty where a programme's map is not known."""

from collections import Counter

from tutor_tui.model.standard import Standard


def fragile(standard: Standard) -> frozenset[str]:
    """Codes of the KSBs that hang on exactly one duty: a gap there has no second chance."""
    carried = Counter(code for duty in standard.duties for code in duty.ksbs)
    return frozenset(code for code, duties in carried.items() if duties == 1)


def grid(standard: Standard) -> tuple[tuple[bool, ...], ...]:
    """One row per duty, one column per KSB, in the standard's order: does the duty carry it?"""
    return tuple(tuple(ksb.code in duty.ksbs for ksb in standard.ksbs) for duty in standard.duties)

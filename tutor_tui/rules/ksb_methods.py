"""KSBs by assessment method, and what a heat map of them shows."""

from collections.abc import Iterable

from msgspec import Struct

from tutor_tui.model.learner import KsbState, Learner
from tutor_tui.model.standard import Standard
from tutor_tui.rules.ksbs import code_order, ksb_state
from tutor_tui.standards.duties import fragile


class KsbRow(Struct, frozen=True, kw_only=True):
    """One KSB: its state, the numbers of the duties and the ids of the methods that carry it.

    `fragile` says that it hangs on one duty alone.
    """

    code: str
    state: KsbState
    duties: tuple[int, ...]
    methods: tuple[str, ...]
    fragile: bool
    rule: str = "ksbs.gap"


class MethodKsbs(Struct, frozen=True, kw_only=True):
    """One assessment method: its KSBs in order, and the gaps among them, fragile ones first."""

    method: str
    name: str
    ksbs: tuple[str, ...]
    gaps: tuple[str, ...]
    text: str
    rule: str = "ksbs.methods"


def heat_map(learner: Learner, standard: Standard) -> tuple[KsbRow, ...]:
    """A row for each of the standard's KSBs: K, S, B, by number."""
    weak = fragile(standard)
    codes = sorted((ksb.code for ksb in standard.ksbs), key=code_order)
    return tuple(
        KsbRow(
            code=code,
            state=ksb_state(learner, code),
            duties=tuple(duty.number for duty in standard.duties if code in duty.ksbs),
            methods=tuple(method.id for method in standard.methods if code in method.ksbs),
            fragile=code in weak,
        )
        for code in codes
    )


def gaps_first(rows: Iterable[KsbRow]) -> tuple[KsbRow, ...]:
    """The same rows with fragile gaps first, then other gaps, then what is met."""
    return tuple(sorted(rows, key=_pressing))


def by_method(learner: Learner, standard: Standard) -> tuple[MethodKsbs, ...]:
    """The methods whose KSBs are known; none where the map is not filled in."""
    rows = heat_map(learner, standard)
    found = []
    for method in standard.methods:
        mapped = [row for row in rows if method.id in row.methods]
        if mapped:
            gaps = tuple(row.code for row in gaps_first(mapped) if row.state != "met")
            found.append(
                MethodKsbs(
                    method=method.id,
                    name=method.name,
                    ksbs=tuple(row.code for row in mapped),
                    gaps=gaps,
                    text=f"{len(mapped) - len(gaps)} of {len(mapped)} KSBs met",
                )
            )
    return tuple(found)


def _pressing(row: KsbRow) -> int:
    if row.state == "met":
        return 2
    return 0 if row.fragile else 1

"""What was counted, told at the end: the documentation quotes it."""

from collections.abc import Callable

import pytest

Tell = Callable[[str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Tell a number that was measured, in a sentence."""
    return lambda sentence: record_property("told", sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was told, under the name of its test."""
    reports = terminalreporter.getreports("passed")
    told = [
        f"{report.nodeid.partition('::')[2]}: {sentence}"
        for report in reports
        if report.when == "call"
        for name, sentence in report.user_properties
        if name == "told"
    ]
    if told:
        terminalreporter.section("what was tried")
        for line in told:
            terminalreporter.line(line)

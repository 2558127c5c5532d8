"""What all Python tests share: how long they may take."""

import os
from collections.abc import Callable

import pytest
from hypothesis import settings

LONG = os.environ.get("MASSEFLYT_LONG", "") not in ("", "0")  # set by ./dev test --long

# The same examples on every run, so that a failure is a change of ours; with --long new ones.
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("long" if LONG else "quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("long") and not LONG:
            item.add_marker(pytest.mark.skip(reason="takes minutes: ./dev test --long"))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Puts a line into the summary of the run, where what was measured should be seen."""

    def told(line: str) -> None:
        request.node.user_properties.append(("told", line))  # what a worker sends home

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") != "call":
                continue
            for name, line in report.user_properties:
                if name == "told":
                    terminalreporter.write_line(line)

"""Mirrors python/masseflyt/monitor_plot.py: what is drawn is what was found."""

import numpy as np
import pytest
from test_public_view import watched

from masseflyt import errors, plots

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _close():
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def test_a_series_has_its_limits_and_episodes():
    watch = watched()
    time = np.datetime64("2026-03-02T00:00", "ns") + np.arange(144) * np.timedelta64(3600, "s")
    ax = plots.series(watch.rules, "day", time, np.full(144, 50.0), found=watch, lang="nb")
    texts = [t.get_text() for t in ax.texts]
    assert {"varsel 60", "tiltak 65", "1 hendelser"} <= set(texts)
    assert ax.get_title(loc="left") == "Dag & kveld"
    first = ax.get_lines()[0].get_xdata()[0]
    assert str(first) == "2026-03-02T01:00:00.000000000"  # clocks in Norway


def test_no_peak_is_lost_among_many_readings():
    watch = watched()
    n = 86_400
    value = np.full(n, 40.0)
    value[12_345] = 99.0
    ax = plots.series(watch.rules, "day", np.arange(n).astype("datetime64[s]"), value)
    [area] = ax.collections
    assert area.get_paths()[0].vertices[:, 1].max() == 99.0


def test_windows_without_a_value_are_no_low_bars():
    watch = watched(days=3, until="2026-03-08T00:00Z")
    ax = plots.windows(watch.rules, "day", watch)
    hatched = [p for p in ax.patches if p.get_hatch()]
    assert len(ax.patches) - len(hatched) == 3
    assert hatched


def test_what_is_not_there_is_named():
    watch = watched()
    with pytest.raises(errors.NotFoundError, match="there are day"):
        plots.windows(watch.rules, "night", watch)
    with pytest.raises(errors.InvalidArgumentError, match="no windows"):
        plots.windows(watch.rules, "day", watch.take())

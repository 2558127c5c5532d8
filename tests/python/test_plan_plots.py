"""Mirrors python/masseflyt/plan_plots.py: what is drawn is what was told."""

import pytest

from masseflyt.errors import InvalidArgumentError

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from masseflyt import plan_plots  # noqa: E402


@pytest.fixture(autouse=True)
def _close():
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def test_every_picture_is_drawn_in_both_languages(small):
    plan = small.plan(comparisons=False)
    for lang in ("en", "nb"):
        texts = {t.get_text() for t in plan_plots.flow_diagram(plan, lang=lang).texts}
        assert any(("needs" if lang == "en" else "behov") in t for t in texts)
        assert plan_plots.flow_map(plan, lang=lang).get_lines()
        assert plan_plots.price_map(plan, lang=lang).get_xlim()
        assert plan_plots.stock_chart(plan, lang=lang).get_legend()


def test_the_front_and_the_tornado_show_their_rows(small):
    points = small.front(co2e=[0, 20], exposure=[0])
    assert len(plan_plots.front(points).collections[0].get_offsets()) == points["on_front"].sum()
    rows = small.sensitivity(every=True)
    moved = rows[rows["swing"] > 0]
    assert len(plan_plots.tornado(rows, top=3).get_yticks()) == min(3, len(moved))
    with pytest.raises(InvalidArgumentError, match="moves the plan"):
        plan_plots.tornado(rows.assign(swing=0.0))

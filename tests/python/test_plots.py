"""Mirrors python/masseflyt/plots.py: what is drawn is what was told."""

import pandas as pd
import pytest
from conftest import DATA

import masseflyt
from masseflyt.errors import InvalidArgumentError

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from masseflyt import plots  # noqa: E402

LABORATORY = DATA / "classification/laboratory_samples.csv"
CURVE = [(0.063, 2.0), (2.0, 30.0), (63.0, 100.0)]


@pytest.fixture(autouse=True)
def _close():
    yield
    from matplotlib import pyplot

    pyplot.close("all")


def test_a_grading_curve_is_drawn_on_a_log_chart():
    ax = plots.grading({"A": CURVE, "B": CURVE}, lang="nb")
    assert ax.get_xscale() == "log"
    assert [list(zip(*line.get_data(), strict=True)) for line in ax.get_lines()[:2]] == [CURVE] * 2
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["A", "B"]
    names = {t.get_text() for t in ax.texts}
    assert {"Silt", "Sand", "Grus"} <= names
    assert "Leire" not in names  # nothing was measured there
    assert "0,063" in {t.get_text() for t in ax.get_xticklabels()}
    clay = plots.grading([(0.001, 5), (0.063, 60)])
    assert "Clay" in {t.get_text() for t in clay.texts}


@pytest.mark.parametrize("curve", [[], [(1, 50)], [(0, 0), (1, 100)]])
def test_no_curve_is_refused(curve):
    with pytest.raises(InvalidArgumentError, match="sieve"):
        plots.grading(curve)


def test_every_sample_stands_in_the_histogram():
    verdicts = pd.DataFrame({"condition_class": pd.array([1, 1, 4, 6, None], dtype="Int64")})
    heights = [bar.get_height() for bar in plots.class_histogram(verdicts).patches]
    assert heights == [2, 0, 0, 1, 0, 1, 1]
    with pytest.raises(InvalidArgumentError, match="condition_class"):
        plots.class_histogram(pd.DataFrame())
    from masseflyt import columns

    table = columns.classify_table({"sample": [1, 2], "analyte": ["As", "As"], "value": [9.0, 3.0]})
    assert len(plots.class_histogram(table.to_pandas()).patches) == 7


def test_exceedances_are_those_of_the_verdicts():
    ax = plots.exceedances(LABORATORY, all_analytes=True)
    grid = ax.images[0].get_array()
    above = int((grid > 1.0).sum())
    verdicts = masseflyt.classify(LABORATORY)
    assert above == sum(len(ids.split(";")) for ids in verdicts["above_normverdi"] if ids)
    assert [t.get_text() for t in ax.get_yticklabels()] == verdicts["sample"].to_list()


def test_a_quantification_limit_above_the_limit_is_marked():
    frame = pd.DataFrame(
        {"sample": ["a", "b"], "analyte": ["As", "As"], "value": ["<20", "9"], "unit": "mg/kg TS"}
    )
    ax = plots.exceedances(frame, lang="nb")
    assert [t.get_text() for t in ax.texts] == ["<", "1,1"]
    assert "kvantifiseringsgrense" in ax.get_legend().get_title().get_text()

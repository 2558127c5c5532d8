"""Mirrors python/masseflyt/columns.py: every way in gives the verdicts that rows give."""

import doctest

import numpy as np
import pandas as pd
import pytest
from conftest import DATA
from hypothesis import given
from hypothesis import strategies as st

import masseflyt
from masseflyt import columns
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError

LABORATORY = DATA / "classification/laboratory_samples.csv"


@pytest.fixture(scope="module")
def report() -> pd.DataFrame:
    """Thirty-two real samples, with values as the laboratory wrote them."""
    frame = pd.read_csv(LABORATORY, dtype=str, keep_default_na=False)
    order = {name: i for i, name in enumerate(dict.fromkeys(frame["sample"]))}
    return frame.sort_values("sample", key=lambda s: s.map(order), kind="stable", ignore_index=True)


@pytest.fixture(scope="module")
def expected(report) -> pd.DataFrame:
    return masseflyt.classify(report)


@pytest.fixture(scope="module")
def split(report) -> pd.DataFrame:
    """The same report as databases keep it: a sign, and a number or none."""
    value = report["value"].str.replace(",", ".")
    sign = value.str.extract(r"^\s*([<>])")[0]
    number = pd.to_numeric(value.str.strip("<> "), errors="coerce")
    return pd.DataFrame(
        {
            "sample": report["sample"],
            "analyte": report["analyte"],
            "value": number,
            "qualifier": sign.where(~value.str.lower().isin(["nd", "n.d."]), "nd"),
            "unit": report["unit"],
        }
    )


def assert_same(verdicts: columns.VerdictTable, expected: pd.DataFrame) -> None:
    told = verdicts.to_pandas()
    assert told["sample"].astype(str).to_list() == expected["sample"].to_list()
    for name in ("contaminated", "status", "drivers", "above_normverdi"):
        assert told[name].astype(str).to_list() == expected[name].to_list(), name
    assert told["condition_class"].to_list() == expected["condition_class"].to_list()


# ---- every way in --------------------------------------------------------------------------------


def test_a_laboratory_report_is_judged_as_row_by_row(report, expected):
    assert len(expected) == 32
    assert_same(columns.classify_table(report), expected)


def test_a_split_report_says_the_same(split, expected):
    assert_same(columns.classify_table(split), expected)
    coded = split.astype({"sample": "category", "analyte": "category", "unit": "category"})
    assert_same(columns.classify_table(coded), expected)


def test_columns_of_numpy_say_the_same(split, expected):
    table = {name: split[name].to_numpy() for name in split}
    assert_same(columns.classify_table(table), expected)
    sample, names = pd.factorize(split["sample"])
    starts = np.append(np.flatnonzero(np.diff(sample, prepend=-1)), len(sample))
    del table["sample"]
    by_offsets = columns.classify_table(table, offsets=starts)
    assert by_offsets.samples.tolist() == list(range(32))
    assert_same_numbers(by_offsets, columns.classify_table({**table, "sample": sample}))
    assert len(names) == 32


def assert_same_numbers(one: columns.VerdictTable, other: columns.VerdictTable) -> None:
    a, b = one.numpy(), other.numpy()
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name])


def test_every_arrow_layout_says_the_same(split, expected):
    pa = pytest.importorskip("pyarrow")
    plain = pa.Table.from_pandas(split, preserve_index=False)
    texts = [i for i, t in enumerate(plain.schema.types) if not pa.types.is_floating(t)]

    def cast(kind: object) -> object:
        table = plain
        for i in texts:
            table = table.set_column(i, plain.field(i).name, plain.column(i).cast(kind))
        return table

    tables = {
        "utf8": cast(pa.string()),
        "large_utf8": cast(pa.large_string()),
        "utf8_view": cast(pa.string_view()),
        "dictionary": cast(pa.dictionary(pa.int16(), pa.string())),
        "large dictionary": cast(pa.dictionary(pa.uint32(), pa.large_string())),
    }
    for name, table in tables.items():
        assert_same(columns.classify_table(table), expected), name
        pieces = pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=37))
        assert pieces.column(0).num_chunks > 10
        assert_same(columns.classify_table(pieces), expected)
        assert_same(columns.classify_table(pieces.to_reader()), expected)
        batch = table.combine_chunks().to_batches()[0]
        assert_same(columns.classify_table(batch), expected)
        cut = len(split[split["sample"] == split["sample"][0]])
        assert_same(columns.classify_table(batch.slice(cut)), expected[1:])  # offsets, null bits
        assert_same(columns.classify_table(table.slice(cut)), expected[1:])
        apart = {n: table.column(n).combine_chunks() for n in table.column_names}
        assert_same(columns.classify_table(apart), expected)


def test_polars_frames_say_the_same(split, expected):
    pl = pytest.importorskip("polars")
    frame = pl.from_pandas(split)
    assert_same(columns.classify_table(frame), expected)
    coded = frame.with_columns(pl.col("sample", "analyte", "unit").cast(pl.Categorical))
    assert_same(columns.classify_table(coded), expected)
    pieces = pl.concat([frame[:100], frame[100:]], rechunk=False)
    assert_same(columns.classify_table(pieces), expected)


def test_dictionaries_may_say_a_name_twice_and_hold_nulls():
    pa = pytest.importorskip("pyarrow")
    words = pa.array(["As", "As", None, "Bly"])
    analyte = pa.DictionaryArray.from_arrays(pa.array([0, 1, 3], pa.int8()), words)
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1], pa.int8()), pa.array(["P", "P"]))
    table = {"sample": twice, "analyte": analyte, "value": np.array([1.0, 30.0, 1.0])}
    verdicts = columns.classify_table(table)
    assert verdicts.samples == ["P"]
    assert verdicts.numpy()["class_low"].tolist() == [3]
    table["analyte"] = pa.DictionaryArray.from_arrays(pa.array([0, 2, None], pa.int8()), words)
    with pytest.raises(InvalidDocumentError) as caught:
        columns.classify_table(table)
    assert [d.path for d in caught.value.diagnostics] == ["/analyte/1", "/analyte/2"]


# ---- what leaves ---------------------------------------------------------------------------------


def test_verdicts_leave_as_arrow(split, expected):
    pa = pytest.importorskip("pyarrow")
    verdicts = columns.classify_table(split)
    for table in (pa.table(verdicts), pa.record_batch(verdicts)):
        told = table.to_pydict()
        assert told["sample"] == expected["sample"].to_list()
        assert told["contaminated"] == expected["contaminated"].to_list()
        classes = [None if pd.isna(c) else c for c in expected["condition_class"]]
        assert told["condition_class"] == classes
        assert [";".join(ids) for ids in told["drivers"]] == expected["drivers"].to_list()
        for driver, ids in zip(told["driver"], told["drivers"], strict=True):
            assert driver in ids if ids else driver is None
    pa.table(verdicts).validate(full=True)
    table = pa.table(verdicts)
    del verdicts
    assert table.column("class_low").to_pylist() == table.column("class_high").to_pylist()


def test_verdicts_leave_for_polars(split, expected):
    pl = pytest.importorskip("polars")
    told = pl.DataFrame(columns.classify_table(split))
    assert told["sample"].to_list() == expected["sample"].to_list()
    assert told["status"].cast(pl.String).to_list() == expected["status"].to_list()
    assert (
        told["drivers"].cast(pl.List(pl.String)).list.join(";").to_list()
        == expected["drivers"].to_list()
    )


def test_columns_are_lent_and_cannot_be_written_to(split):
    own = columns.classify_table(split).numpy()
    for array in own.values():
        assert not array.flags.writeable
        assert not array.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        own["class_low"][0] = 1


# ---- the same whoever works ----------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1))
def test_random_tables_are_judged_as_row_by_row(seed):
    random = np.random.default_rng(seed)
    names = ["Arsen", "pb", "Zink", "bap", "pcb7", "PCB 28", "PCB 52", "naftalen", "benzen"]
    n = 40
    frame = pd.DataFrame(
        {
            "sample": np.sort(random.choice(["a", "b", "c", "d"], n)),
            "analyte": random.choice(names, n),
            "value": np.round(10 ** random.uniform(-3, 4, n), 3) + 0.001,
            "qualifier": random.choice(["", "<", "nd"], n),
            "unit": random.choice(["mg/kg TS", "ug/kg TS"], n),
        }
    )
    rows = frame.assign(value=frame["qualifier"].str.replace("nd", "") + frame["value"].map(repr))
    rows.loc[frame["qualifier"] == "nd", "value"] = "nd"
    expected = masseflyt.classify(rows[["sample", "analyte", "value", "unit"]])
    assert_same(columns.classify_table(frame), expected)


def test_the_number_of_threads_changes_no_byte():
    random = np.random.default_rng(1)
    n = 400_000
    table = {
        "sample": np.sort(random.integers(0, n // 40, n)),
        "analyte": random.integers(0, 80, n).astype(np.uint8),
        "value": 10 ** random.uniform(-3, 4, n),
        "qualifier": random.choice(np.array([1, 1, 2, 3], dtype=np.uint8), n),
    }
    one = columns.classify_table(table, threads=1)
    for threads in (2, 3, 4):
        other = columns.classify_table(table, threads=threads)
        for name, array in one.numpy().items():
            assert array.tobytes() == other.numpy()[name].tobytes()
        assert [str(d) for d in one.diagnostics] == [str(d) for d in other.diagnostics]


# ---- what is wrong -------------------------------------------------------------------------------


def small() -> dict[str, object]:
    return {
        "sample": np.array([1, 1, 2]),
        "analyte": (np.array([0, 1, 0]), ["As", "Bly"]),
        "value": np.array([9.0, 30.0, 3.0]),
    }


def test_all_faults_are_told_with_row_and_column():
    table = small() | {
        "value": np.array([-1.0, 2e6, 3.0]),
        "qualifier": np.array(["<", "", "?"]),
        "unit": np.array(["mg/kg", "mg/kg", "furlong"]),
    }
    with pytest.raises(InvalidDocumentError) as caught:
        columns.classify_table(table)
    told = {d.path: d.value for d in caught.value.diagnostics}
    assert told == {"/qualifier/2": "?", "/value/0": "-1", "/value/1": "2e+06"}
    table["qualifier"] = np.array(["", "", "nd"])
    with pytest.raises(InvalidDocumentError) as caught:
        columns.classify_table(table)
    assert "/unit/2" in {d.path for d in caught.value.diagnostics}


def test_faults_beyond_a_hundred_are_counted():
    n = 5000
    table = {
        "sample": np.arange(n),
        "analyte": np.zeros(n, np.int8),
        "value": np.full(n, -1.0),
    }
    with pytest.raises(InvalidDocumentError) as caught:
        columns.classify_table(table)
    assert len(caught.value.diagnostics) == 101
    assert caught.value.diagnostics[-1].value == "4900 more faults"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": np.array([1.0, 2.0])}, "has 2 rows"),
        ({"value": np.array([1 + 1j, 2, 3])}, "/value|column of numbers"),
        ({"analyte": np.array([1.0, 2.0, 3.0])}, "expected text or numbers"),
        ({"analyte": np.array([[0, 0, 0]])}, "one-dimensional"),
        ({"unit": np.array([1, 2, 3])}, "expected text"),
        ({"value": np.arange(6.0)[::2]}, "contiguous"),
    ],
)
def test_columns_that_do_not_fit_are_refused(change, told):
    with pytest.raises(InvalidArgumentError, match=told):
        columns.classify_table(small() | change)


def test_missing_columns_are_refused():
    for name in ("sample", "analyte", "value"):
        table = small()
        del table[name]
        with pytest.raises(InvalidArgumentError, match=f"no column '{name}'"):
            columns.classify_table(table)
    with pytest.raises(InvalidArgumentError, match="is no table"):
        columns.classify_table(42)
    with pytest.raises(InvalidArgumentError, match="lower, middle, upper"):
        columns.classify_table(small(), sums="half")
    with pytest.raises(InvalidArgumentError, match="0 to 1024"):
        columns.classify_table(small(), threads=-1)


def test_samples_that_lie_apart_are_refused():
    with pytest.raises(InvalidArgumentError, match="row 2 stood at row 0 before"):
        columns.classify_table(small() | {"sample": np.array([1, 2, 1])})


def test_offsets_must_cover_the_table():
    for offsets in ([0, 2], [1, 3], [0, 2, 1, 3], []):
        with pytest.raises(InvalidArgumentError, match="offsets"):
            columns.classify_table(small(), offsets=np.array(offsets, dtype=np.int64))


def test_arrow_types_that_are_no_numbers_are_refused():
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"sample": [1], "analyte": ["As"], "value": [True]})
    with pytest.raises(InvalidArgumentError, match="column 'value' has the Arrow type 'b'"):
        columns.classify_table(table)


def test_the_day_decides_whether_there_are_rules():
    assert len(columns.classify_table(small(), date="2026-01-01")) == 2
    with pytest.raises(NotFoundError):
        columns.classify_table(small(), date="2009-11-30")


def test_what_progress_raises_stops_the_call():
    def stop(stage: str, share: float) -> None:
        raise RuntimeError(stage)

    with pytest.raises(RuntimeError, match="samples"):
        columns.classify_table(small(), progress=stop)
    told: list[float] = []
    columns.classify_table(small(), progress=lambda _, share: told.append(share))
    assert told[-1] == 1


def test_warnings_say_what_was_left_out():
    verdicts = columns.classify_table(small() | {"analyte": (np.array([0, 1, 1]), ["As", "Xx"])})
    assert [str(d) for d in verdicts.diagnostics] == [
        "warning /analyte/1: is 'Xx', expected a known analyte; not judged: 2 rows"
    ]
    assert repr(verdicts) == "<VerdictTable: 2 samples, 1 contaminated, 1 inconclusive>"


def test_the_worked_example_runs():
    result = doctest.testmod(columns)
    assert result.attempted > 0
    assert result.failed == 0

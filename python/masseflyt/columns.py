"""The verdicts on millions of samples in one call, from columns that are lent and never copied.

>>> import numpy as np
>>> from masseflyt import columns
>>> table = {"sample": np.array([1, 1, 2]), "analyte": (np.array([0, 1, 0]), ["As", "Bly"]),
...          "value": np.array([9.0, 30.0, 3.0])}
>>> verdicts = columns.classify_table(table)
>>> verdicts.numpy()["class_low"].tolist(), verdicts.numpy()["contaminated"].tolist()
([2, 1], [1, 0])
"""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from masseflyt import _masseflyt
from masseflyt.classification import iso_day
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["COLUMNS", "SUMS", "VerdictTable", "classify_table"]

COLUMNS = ("sample", "analyte", "value", "qualifier", "loq", "unit")
"""The columns of a table of results. Others are not looked at."""

SumRule = Literal["lower", "middle", "upper"]

SUMS: dict[SumRule, int] = {"lower": 1, "middle": 2, "upper": 3}
"""What a member that was not quantified adds to a sum: nothing, half its LOQ, or all of it."""

ANSWERS = ("no", "yes", "unknown")


class VerdictTable:
    """One row per sample, in the order of the table. Immutable, and read without a copy.

    Anything that takes Arrow takes it: ``pyarrow.table(verdicts)``, ``polars.DataFrame(verdicts)``,
    ``duckdb.from_arrow(...)``. Its columns there are sample, contaminated (no, yes, unknown),
    condition_class (1 to 6; null: open), class_low, class_high, status (conclusive, inconclusive),
    driver (null: none), drivers and above_normverdi (lists), upper_sum_matters.
    """

    def __init__(self, verdicts: _masseflyt.Verdicts, diagnostics: Diagnostics) -> None:
        self._verdicts = verdicts
        self._diagnostics = diagnostics

    @property
    def diagnostics(self) -> Diagnostics:
        """What was left out or looked odd: warnings, with how many rows each concerns."""
        return self._diagnostics

    @property
    def samples(self) -> npt.NDArray[np.int64] | list[str]:
        """The samples: their numbers, or their names."""
        told: Any = self._verdicts.samples()
        return told  # type: ignore[no-any-return]

    @property
    def analytes(self) -> list[str]:
        """Ids of analytes, by the codes in ``numpy()["driver"]``."""
        return self._verdicts.analytes

    def numpy(self) -> dict[str, npt.NDArray[Any]]:
        """Lend the columns as arrays that nobody can write to.

        Returns
        -------
        dict
            first_row (int64, of the sample in the table), contaminated (int8: -1 unknown, 0 no,
            1 yes), class_low and class_high (int8: 0 none, 1 to 5, 6 above), conclusive and
            upper_sum_matters (bool), driver (int8: place in ``analytes``, -1 none).
        """
        return self._verdicts.columns()

    def to_pandas(self) -> pd.DataFrame:
        """Make a frame; lists are joined by ";", as :func:`masseflyt.classify` has them."""
        from masseflyt.frames import need_pandas

        need_pandas()
        import pandas as pd

        own = self.numpy()
        low, high = own["class_low"], own["class_high"]
        classes = pd.arrays.IntegerArray(low.copy(), (low != high) | (low == 0))  # it owns them
        answers = np.where(own["contaminated"] < 0, np.int8(2), own["contaminated"])

        def words(codes: npt.NDArray[Any], known: Sequence[str]) -> pd.Categorical[str]:
            return pd.Categorical.from_codes(codes, pd.Index(known, dtype=str))

        return pd.DataFrame(
            {
                "sample": self.samples,
                "contaminated": words(answers, ANSWERS),
                "condition_class": classes,
                "class_low": low,
                "class_high": high,
                "status": words(own["conclusive"].view("int8"), ["inconclusive", "conclusive"]),
                "driver": words(own["driver"], self.analytes),
                "drivers": self._verdicts.drivers(),
                "above_normverdi": self._verdicts.above_normverdi(),
                "upper_sum_matters": own["upper_sum_matters"],
            }
        )

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, ...]:
        return self._verdicts.arrow_array(requested_schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._verdicts.arrow_stream(requested_schema)

    def __len__(self) -> int:
        return len(self._verdicts)

    def __repr__(self) -> str:
        own = self.numpy()
        dirty = int(np.count_nonzero(own["contaminated"] == 1))
        open_ = int(np.count_nonzero(~own["conclusive"]))
        return f"<VerdictTable: {len(self)} samples, {dirty} contaminated, {open_} inconclusive>"


def classify_table(
    table: object,
    *,
    offsets: npt.NDArray[np.int64] | None = None,
    strict: bool = False,
    date: datetime.date | str | None = None,
    sums: SumRule = "lower",
    threads: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> VerdictTable:
    """Judge every sample of a long table by forurensningsforskriften kap. 2 and TA-2553.

    Parameters
    ----------
    table
        One row per result, rows of a sample together. Anything that lends Arrow (a pandas or
        polars frame, a pyarrow table, record batch or reader), or a mapping of columns. A column
        there is a NumPy array of numbers or texts, a pair (codes, words) where a code below 0 is
        missing, or whatever lends an Arrow array. Columns:

        sample
            Name or number. Not needed with ``offsets``.
        analyte
            Any name or synonym of the catalogue, or the place in ``VerdictTable.analytes``.
        value
            A number, or a text as laboratories write it: "<0.03", "nd", "1,2". None and NaN:
            missing.
        qualifier
            May be left out: "<" (value is the LOQ), ">", "nd", "=" or nothing.
        loq
            May be left out: a result that is missing, or smaller, is below it.
        unit
            May be left out, then values are mg/kg of dry matter.
    offsets
        Sample i has the rows ``offsets[i]`` up to and without ``offsets[i + 1]``; int64.
    strict
        Trust no limit whose source nobody has checked, and no "nd" without its limit.
    date
        Judge by the rules of this day; None: the newest.
    sums
        What a member that was not quantified adds to a sum: "lower" nothing, "middle" half its
        LOQ, "upper" all of it.
    threads
        How many; 0: as many as the machine has. The answers are the same for all.
    progress
        Told a stage and its share that is done. What it raises stops the call.

    Returns
    -------
    VerdictTable
        The same answers as :func:`masseflyt.classify`, without reasons.

    Raises
    ------
    InvalidArgumentError
        If a column is missing, has another length or a type that does not fit, or rows of a
        sample lie apart.
    InvalidDocumentError
        If a row has a fault; ``diagnostics`` holds the first hundred, "/value/7" is row 7 counted
        from 0, and how many more there are.
    NotFoundError
        If no rules were in force on the date.
    """
    if sums not in SUMS:
        message = f"sums {sums!r}: expected one of {', '.join(SUMS)}"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    if not 0 <= threads <= 1024:
        raise make(ErrorCode.INVALID_ARGUMENT, f"threads {threads}: expected 0 to 1024")
    rows = None if offsets is None else np.ascontiguousarray(offsets, dtype=np.int64)
    verdicts, found = _masseflyt.classify_table(
        _lent(table), rows, strict, iso_day(date), SUMS[sums], threads, progress
    )
    return VerdictTable(verdicts, Diagnostics(found))


# ---- ways in -------------------------------------------------------------------------------------


def _lent(table: Any) -> object:
    if _is_pandas(table):
        return _of_pandas(table)
    if isinstance(table, Mapping):
        return {name: _column(name, table[name]) for name in COLUMNS if name in table}
    if hasattr(table, "__arrow_c_stream__"):
        return table.__arrow_c_stream__()
    if hasattr(table, "__arrow_c_array__"):
        return table.__arrow_c_array__()
    message = f"{type(table).__name__} is no table: expected columns by name, or what lends Arrow"
    raise make(ErrorCode.INVALID_ARGUMENT, message)


def _is_pandas(table: object) -> bool:
    return type(table).__module__.partition(".")[0] == "pandas" and hasattr(table, "columns")


def _of_pandas(frame: pd.DataFrame) -> dict[str, object]:
    return {name: _column(name, frame[name]) for name in COLUMNS if name in frame.columns}


def _column(name: str, column: Any) -> object:
    """Lend one column: memory, (codes, words), or the capsules of an Arrow array."""
    if isinstance(column, tuple):
        return _codes(name, *column)
    if type(column).__module__.partition(".")[0] == "pandas":
        return _pandas_column(name, column)
    if hasattr(column, "__arrow_c_array__"):
        return column.__arrow_c_array__()
    if hasattr(column, "combine_chunks"):  # a column of a pyarrow table
        return _column(name, _one_chunk(column))
    if hasattr(column, "to_arrow"):  # a polars series
        return column.to_arrow().__arrow_c_array__()
    array = np.asarray(column)
    if array.dtype.kind in "OUST":
        return _texts(name, array)
    return array


def _one_chunk(column: Any) -> Any:
    """Copy a chunked column together; a table that lends a stream is read chunk by chunk."""
    whole = column.combine_chunks()
    return whole.chunk(0) if hasattr(whole, "chunk") and whole.num_chunks == 1 else whole


def _codes(name: str, *pair: Any) -> object:
    if len(pair) != 2:
        raise make(ErrorCode.INVALID_ARGUMENT, f"{name}: expected (codes, words)", f"/{name}")
    return np.asarray(pair[0]), [str(word) for word in pair[1]]


def _pandas_column(name: str, series: Any) -> object:
    """Categories as they lie; Arrow-backed texts through Arrow; other texts made codes of."""
    if hasattr(series, "cat"):
        return series.cat.codes.to_numpy(), [str(word) for word in series.cat.categories]
    if series.dtype.kind in "iuf" and isinstance(series.dtype, np.dtype):
        return series.to_numpy()
    arrow = getattr(series.array, "__arrow_array__", None)
    if arrow is not None and importlib.util.find_spec("pyarrow") and series.dtype != object:
        import pyarrow

        return _column(name, pyarrow.array(series.array))
    return _texts(name, series.to_numpy(dtype=object, na_value=None))


def _texts(name: str, array: Any) -> object:
    """Make codes of texts, and of numbers among them; what is missing has none."""
    from masseflyt.frames import cell

    words: dict[object, int] = {}
    codes = np.empty(len(array), dtype=np.int32)
    for i, value in enumerate(array.tolist()):
        missing = value is None or value != value
        codes[i] = -1 if missing else words.setdefault(value, len(words))
    return codes, [cell(word)[1] for word in words]

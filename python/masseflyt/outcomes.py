"""What watching has found, as tables: NumPy columns that leave as pandas, polars or Arrow."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from masseflyt import html
from masseflyt.errors import ErrorCode, make
from masseflyt.frames import frame_of_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "Columns", "Outcome", "arrow_of_columns", "columns_of", "concatenate"]

Columns = dict[str, npt.NDArray[Any]]
"""By name: texts as objects, times as datetime64[ns] in UTC, dates as datetime64[D]."""

TABLES = ("notices", "episodes", "windows", "corrections", "late")


@dataclass(frozen=True, eq=False)
class Outcome:
    """What has happened, as five tables of columns by name. Times are datetime64[ns] in UTC.

    Attributes
    ----------
    notices
        One per transition: key, kind, rule, stream, at, from, to, value, begin, end, coverage,
        certainty, by.
    episodes
        That have ended: key, rule, begin, raised, end, level, peak, peak_at, certainty, missing,
        transitions, history.
    windows
        Civil windows and counted samples: rule, date, begin, end, value, coverage, n, windows,
        level ("unknown" without a value), certainty, suspect, clock_change, revision,
        with_background (the second result of conditions that tell a background for what is
        missing).
    corrections
        Verdicts given earlier, and what they should have been: rule, cause, cause_at, begin, end,
        value_before, value, level_before, level.
    late
        Readings older than their stream allows: stream, time, value, fate, level.
    """

    notices: Columns
    episodes: Columns
    windows: Columns
    corrections: Columns
    late: Columns

    def frame(self, table: str) -> pd.DataFrame:
        """One of the tables as a data frame, with times in UTC. Needs pandas."""
        return frame_of_columns(self._table(table), utc=True)

    def polars(self, table: str) -> Any:
        """One of the tables as a polars frame. Needs polars and pyarrow."""
        try:
            pl: Any = importlib.import_module("polars")
        except ImportError as error:
            raise ImportError("polars is not installed: pip install polars") from error
        return pl.from_arrow(self.arrow(table))

    def arrow(self, table: str) -> Any:
        """One of the tables as a pyarrow table: timestamp[ns, UTC], date32, words as strings."""
        return arrow_of_columns(self._table(table))

    def _table(self, name: str) -> Columns:
        if name not in TABLES:
            message = f"no table '{name}'; there are {', '.join(TABLES)}"
            raise make(ErrorCode.NOT_FOUND, message)
        columns: Columns = getattr(self, name)
        return columns

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        return all(_same(getattr(self, t), getattr(other, t)) for t in TABLES)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return any(rows(getattr(self, t)) for t in TABLES)

    def __repr__(self) -> str:
        counts = ", ".join(f"{rows(getattr(self, f.name))} {f.name}" for f in fields(self))
        return f"<Outcome: {counts}>"

    def _repr_html_(self) -> str:
        parts = []
        for name in ("notices", "episodes", "corrections"):
            columns = self._table(name)
            n = rows(columns)
            shown = [c for c in columns if c not in ("key", "history")]
            body = zip(*(map(_told, columns[c][:20]) for c in shown), strict=True)
            more = f" (the first 20 of {n})" if n > 20 else ""
            parts.append(html.table(shown, body, name + more) if n else f"<p>No {name}.</p>")
        return "".join(parts)


def _told(value: Any) -> object:
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[s]")) + "Z"
    return value.item() if isinstance(value, np.generic) else value


def rows(columns: Columns) -> int:
    """How many rows."""
    return len(next(iter(columns.values()))) if columns else 0


def _same(a: Columns, b: Columns) -> bool:
    return list(a) == list(b) and all(
        np.array_equal(x, b[name], equal_nan=x.dtype.kind in "fM") for name, x in a.items()
    )


def columns_of(raw: Mapping[str, Any]) -> Columns:
    """Words as objects, times as datetime64."""
    columns: Columns = {}
    for name, column in raw.items():
        if isinstance(column, tuple):
            codes, words = column
            columns[name] = np.array([*words, ""], dtype=object)[codes]
        elif name == "date":
            columns[name] = np.asarray(column).astype("datetime64[D]")
        elif name.endswith("_ns"):
            columns[name.removesuffix("_ns")] = np.asarray(column).view("datetime64[ns]")
        else:
            columns[name] = np.asarray(column)
    return columns


def concatenate(*tables: Columns) -> Columns:
    """Rows under each other. Precondition: at least one table, all of the same columns."""
    return {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}


def arrow_of_columns(columns: Columns) -> Any:
    """Make a pyarrow table; NaN and NaT become null."""
    try:
        pa: Any = importlib.import_module("pyarrow")
    except ImportError as error:
        message = "Arrow needs pyarrow, which is not installed: pip install 'masseflyt[arrow]'"
        raise ImportError(message) from error

    def column(values: npt.NDArray[Any]) -> Any:
        if values.dtype.kind == "O":
            return pa.array(values.tolist(), pa.string())
        if values.dtype == np.dtype("datetime64[ns]"):
            return pa.array(values, pa.timestamp("ns")).cast(pa.timestamp("ns", "UTC"))
        return pa.array(values, from_pandas=True)

    return pa.table({name: column(values) for name, values in columns.items()})

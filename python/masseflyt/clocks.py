"""Columns of times: whatever people have, as nanoseconds of UTC."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt
from masseflyt.errors import ErrorCode, make

__all__ = ["Ambiguous", "civil", "instant_ns", "localize", "utc_ns"]

Ambiguous = Literal["first", "last", "refuse"]
"""Which of two instants a civil time means in the hour that is said twice."""

_NAT = np.iinfo(np.int64).min


def utc_ns(time: Any) -> npt.NDArray[np.int64]:
    """Make a column of UTC nanoseconds; datetime64[ns], int64 and Arrow's timestamp[ns] are lent.

    Parameters
    ----------
    time
        Shape (n,): datetime64 (taken as UTC), int64 nanoseconds, or a column of pandas, polars or
        pyarrow; one with a zone is converted.

    Raises
    ------
    InvalidArgumentError
        If it is no column of times, or holds a missing one.
    """
    column = np.asarray(_without_zone(time))
    if column.dtype.kind == "M":
        if np.isnat(column).any():
            row = int(np.argmax(np.isnat(column)))
            raise make(ErrorCode.INVALID_ARGUMENT, f"no time at row {row}", f"row {row}")
        column = column.astype("datetime64[ns]", copy=False).view(np.int64)
    if column.dtype != np.int64 or column.ndim != 1:
        message = f"time: expected datetime64 or int64 nanoseconds, not {column.dtype}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "time")
    return np.ascontiguousarray(column)


def _without_zone(time: Any) -> Any:
    module = type(time).__module__.partition(".")[0]
    if module == "pandas":
        holder = getattr(time, "dt", time)
        if getattr(holder, "tz", None) is not None:
            time = holder.tz_convert("UTC")
            time = getattr(time, "dt", time).tz_localize(None)
        return time
    if module == "polars":  # to_numpy() gives UTC, whatever zone it is shown in
        return time.to_numpy()
    if module == "pyarrow":
        whole = time.combine_chunks() if hasattr(time, "combine_chunks") else time
        return whole.to_numpy(zero_copy_only=False)
    return time


def localize(
    time: Any, zone: str = "Europe/Oslo", *, ambiguous: Ambiguous
) -> npt.NDArray[np.datetime64]:
    """Turn what clocks on the wall say into UTC.

    Parameters
    ----------
    time
        Column of datetime64 without a zone.
    ambiguous
        What the hour means that is said twice in October: a rule of the data's owner, so there is
        no default.

    Raises
    ------
    InvalidArgumentError
        For a time that the clock jumped over in March, or an ambiguous one to be refused; the
        message names the row.
    """
    civil = np.ascontiguousarray(np.asarray(time).astype("datetime64[ns]").view(np.int64))
    fold = {"first": 0, "last": 1, "refuse": 2}[ambiguous]
    found = _masseflyt.civil_to_utc(zone, civil, fold)
    column: npt.NDArray[np.datetime64] = np.asarray(found).view("datetime64[ns]")
    if np.isnat(column).any():
        row = int(np.argmax(np.isnat(column)))
        what = "never: they were put forward"
        if said_twice(civil[row : row + 1], zone)[0]:
            what = "twice, and nobody says which is meant"
        message = f"row {row}: clocks in {zone} say {np.asarray(time)[row]} {what}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, f"row {row}")
    return column


def said_twice(civil_ns: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.bool_]:
    """Which civil times clocks in the zone say twice."""
    first = np.asarray(_masseflyt.civil_to_utc(zone, civil_ns, 0))
    last = np.asarray(_masseflyt.civil_to_utc(zone, civil_ns, 1))
    twice: npt.NDArray[np.bool_] = (first != _NAT) & (first != last)
    return twice


def civil_to_utc(
    civil_ns: npt.NDArray[np.int64], zone: str, ambiguous: Ambiguous
) -> npt.NDArray[np.int64]:
    """As :func:`localize`, with the smallest number where there is no answer."""
    fold = {"first": 0, "last": 1, "refuse": 2}[ambiguous]
    return np.asarray(_masseflyt.civil_to_utc(zone, civil_ns, fold))


def civil(time: Any, zone: str = "Europe/Oslo") -> npt.NDArray[np.datetime64]:
    """What clocks on the wall say at these instants: datetime64[ns] without a zone."""
    found = _masseflyt.utc_to_civil(zone, utc_ns(time))
    return np.asarray(found).view("datetime64[ns]")


def instant_ns(t: Any) -> int:
    """One instant: int64 nanoseconds, datetime64 (UTC), "2026-03-01T12:00Z", a datetime with zone.

    Raises
    ------
    InvalidArgumentError
        If it names no zone, or is no time.
    """
    if isinstance(t, (int, np.integer)):
        return int(t)
    if isinstance(t, datetime.datetime):
        if t.tzinfo is None:
            message = f"{t} has no time zone, expected datetime64 (UTC) or a datetime with one"
            raise make(ErrorCode.INVALID_ARGUMENT, message)
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return (t - epoch) // datetime.timedelta(microseconds=1) * 1000 + getattr(
            t, "nanosecond", 0
        )
    if isinstance(t, str):
        t = t.removesuffix("Z")
    return int(np.datetime64(t).astype("datetime64[ns]").astype(np.int64))

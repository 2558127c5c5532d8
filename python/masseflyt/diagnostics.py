"""All that is wrong with an input, each fault with its place.

>>> from masseflyt import Scenario
>>> Scenario.bundled("oslo_region").check().ok
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, overload

from masseflyt import _masseflyt, html
from masseflyt._masseflyt import Diagnostic

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Diagnostic", "Diagnostics"]


class Diagnostics(Sequence[Diagnostic]):
    """Faults of one input, in its order. A sequence of :class:`Diagnostic`, immutable.

    ``str()`` is one line per fault: severity, place, value and what was expected of it.
    """

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found = tuple(found)

    @property
    def errors(self) -> Diagnostics:
        """What keeps the input from being used."""
        return Diagnostics(d for d in self._found if d.severity == "error")

    @property
    def warnings(self) -> Diagnostics:
        """What is probably not meant so."""
        return Diagnostics(d for d in self._found if d.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether the input can be used: there is no error."""
        return not self.errors

    def to_json(self) -> str:
        """Write a JSON array of objects: severity, code, path, value, expected."""
        return _masseflyt.diagnostics_json(list(self._found))

    def to_frame(self) -> pd.DataFrame:
        """Make a table, one row per fault. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        names = ["severity", "path", "value", "expected"]
        return frame_of_rows(names, [[getattr(d, n) for n in names] for d in self._found])

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> Diagnostics: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | Diagnostics:
        if isinstance(index, slice):
            return Diagnostics(self._found[index])
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Diagnostics) and self._found == other._found

    def __hash__(self) -> int:
        return hash(self._found)

    def __str__(self) -> str:
        return "\n".join(map(str, self._found)) or "no problems found"

    def __repr__(self) -> str:
        return f"<Diagnostics: {len(self.errors)} errors, {len(self.warnings)} warnings>"

    def _repr_html_(self) -> str:
        if not self._found:
            return "<p>No problems found.</p>"
        rows = [(d.severity, d.path, d.value, d.expected) for d in self._found]
        return html.table(["severity", "where", "is", "expected"], rows)

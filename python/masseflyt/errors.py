"""What masseflyt raises.

Every class derives from :class:`MasseflytError` and, where a built-in class fits, from that too:
``except ValueError`` works for those who do not know us.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masseflyt._masseflyt import Diagnostic


class ErrorCode(IntEnum):
    """The numbers of C++ and C. They never change."""

    INVALID_ARGUMENT = 1
    UNIT_MISMATCH = 2
    NOT_SORTED = 3
    NOT_FOUND = 4
    IO = 5
    BUFFER_TOO_SMALL = 6
    OUT_OF_MEMORY = 7
    INTERNAL = 8
    CANCELLED = 9
    DEADLINE = 10
    INVALID_DOCUMENT = 11
    LIMIT_EXCEEDED = 12
    CONFLICT = 13
    CORRUPT = 14
    BAD_SIGNATURE = 15
    UNSUPPORTED_VERSION = 16
    RULE_NOT_VERIFIED = 17


class MasseflytError(Exception):
    """A call that could not be answered. ``str()`` names the culprit."""

    code: ErrorCode = ErrorCode.INTERNAL
    path: str = ""
    """The place of the culprit: JSON pointer or "file:row:column"; may be empty."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """All that is wrong with a document; empty for other errors."""


class InvalidArgumentError(MasseflytError, ValueError):
    """An argument is outside what its function documents."""


class UnitMismatchError(InvalidArgumentError):
    """Two quantities that should agree have different units."""


class InvalidDocumentError(InvalidArgumentError):
    """A document cannot be used; ``diagnostics`` holds everything that is wrong with it."""

    def __str__(self) -> str:
        errors = [str(d) for d in self.diagnostics if d.severity == "error"]
        more = [f"... and {len(errors) - 5} more errors"] if len(errors) > 5 else []
        return "\n  ".join([super().__str__(), *errors[:5], *more])


class NotFoundError(MasseflytError, LookupError):
    """Nothing has this name or number."""


class FileError(MasseflytError, OSError):
    """A file or folder could not be read or written."""


class OutOfMemoryError(MasseflytError, MemoryError):
    """The answer does not fit into memory."""


class InternalError(MasseflytError, RuntimeError):
    """masseflyt contradicts itself. Please report it, with ``masseflyt.built_with()``."""


class CancelledError(MasseflytError):
    """The caller stopped the call."""


class DeadlineError(MasseflytError, TimeoutError):
    """The time given was over before there was an answer."""


class LimitExceededError(MasseflytError, ValueError):
    """Larger or deeper than masseflyt reads, or a sum that does not fit."""


class ConflictError(MasseflytError, ValueError):
    """Contradicts what is recorded already."""


class CorruptError(MasseflytError, ValueError):
    """Stored data has changed since it was written."""


class BadSignatureError(CorruptError):
    """A signature does not fit the text it signs."""


class UnsupportedVersionError(MasseflytError, ValueError):
    """Written by a version that this one does not read."""


class RuleNotVerifiedError(MasseflytError):
    """Strict mode met a rule whose source nobody has checked."""


_CLASS: dict[ErrorCode, type[MasseflytError]] = {
    ErrorCode.INVALID_ARGUMENT: InvalidArgumentError,
    ErrorCode.UNIT_MISMATCH: UnitMismatchError,
    ErrorCode.NOT_SORTED: InvalidArgumentError,
    ErrorCode.NOT_FOUND: NotFoundError,
    ErrorCode.IO: FileError,
    ErrorCode.BUFFER_TOO_SMALL: InvalidArgumentError,
    ErrorCode.OUT_OF_MEMORY: OutOfMemoryError,
    ErrorCode.INTERNAL: InternalError,
    ErrorCode.CANCELLED: CancelledError,
    ErrorCode.DEADLINE: DeadlineError,
    ErrorCode.INVALID_DOCUMENT: InvalidDocumentError,
    ErrorCode.LIMIT_EXCEEDED: LimitExceededError,
    ErrorCode.CONFLICT: ConflictError,
    ErrorCode.CORRUPT: CorruptError,
    ErrorCode.BAD_SIGNATURE: BadSignatureError,
    ErrorCode.UNSUPPORTED_VERSION: UnsupportedVersionError,
    ErrorCode.RULE_NOT_VERIFIED: RuleNotVerifiedError,
}


def make(
    code: int, message: str, path: str = "", diagnostics: Sequence[Diagnostic] = ()
) -> MasseflytError:
    """Make the exception for an error of the library. Used by the bindings."""
    error = _CLASS[ErrorCode(code)](message)
    error.code = ErrorCode(code)
    error.path = path
    error.diagnostics = tuple(diagnostics)
    return error

"""Surplus construction masses: what they are, where they may go, and how best."""

from masseflyt._masseflyt import Diagnostic, built_with
from masseflyt._masseflyt import version as _version
from masseflyt.errors import ErrorCode, MasseflytError

__version__ = _version()

__all__ = ["Diagnostic", "ErrorCode", "MasseflytError", "__version__", "built_with"]

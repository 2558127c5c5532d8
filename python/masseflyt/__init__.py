"""Surplus construction masses: what they are, where they may go, and how best."""

from masseflyt._masseflyt import built_with
from masseflyt._masseflyt import version as _version
from masseflyt.classification import classify
from masseflyt.diagnostics import Diagnostic, Diagnostics
from masseflyt.errors import ErrorCode, InvalidDocumentError, MasseflytError
from masseflyt.plan import Account, Plan, Solution, Verdict
from masseflyt.scenario import Scenario

__version__ = _version()

__all__ = [
    "Account",
    "Diagnostic",
    "Diagnostics",
    "ErrorCode",
    "InvalidDocumentError",
    "MasseflytError",
    "Plan",
    "Scenario",
    "Solution",
    "Verdict",
    "__version__",
    "built_with",
    "classify",
]

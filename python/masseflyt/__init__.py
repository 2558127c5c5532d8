"""Surplus construction masses: what they are, where they may go, and how best."""

from masseflyt._masseflyt import built_with
from masseflyt._masseflyt import version as _version
from masseflyt.asked import plan_many, robust
from masseflyt.classification import classify, soil
from masseflyt.columns import VerdictTable, classify_table
from masseflyt.diagnostics import Diagnostic, Diagnostics
from masseflyt.errors import ErrorCode, InvalidDocumentError, MasseflytError
from masseflyt.plan import Account, Plan, Solution, Verdict
from masseflyt.rules import Rule, RulePack, read_rule_pack, rule_pack, rule_packs
from masseflyt.scenario import Scenario
from masseflyt.session import Delta, Load, Session
from masseflyt.stops import Stop

__version__ = _version()

__all__ = [
    "Account",
    "Delta",
    "Diagnostic",
    "Diagnostics",
    "ErrorCode",
    "InvalidDocumentError",
    "Load",
    "MasseflytError",
    "Plan",
    "Rule",
    "RulePack",
    "Scenario",
    "Session",
    "Solution",
    "Stop",
    "Verdict",
    "VerdictTable",
    "__version__",
    "built_with",
    "classify",
    "classify_table",
    "plan_many",
    "read_rule_pack",
    "robust",
    "rule_pack",
    "rule_packs",
    "soil",
]

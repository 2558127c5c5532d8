"""The commands ``masseflyt samples`` and ``table``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from masseflyt import laboratory, output
from masseflyt.diagnostics import Diagnostics

DONE = 0

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: Add) -> None:
    """Hook the commands into ``masseflyt``; ``add`` takes a name, what to run and a help text."""
    judge = add("samples", _samples, "judge the samples of one mass together: distribution, worst")
    _add_table(judge)
    judge.add_argument("--duplicates", choices=("worst", "mean", "refuse"), default="worst")
    judge.add_argument(
        "--decision",
        default="",
        metavar="NAME",
        help="decision of the authority that excuses exceedances within the uncertainty",
    )
    judge.add_argument("--strict", action="store_true", help="trust no limit without a source")
    judge.add_argument("--date", metavar="DAY", help="by the rules of this day")
    judge.add_argument("--lang", choices=("en", "nb"), default="en", help="of the reasons")
    table = add("table", _table, "write a laboratory's table of any shape with one row per result")
    _add_table(table)


def _add_table(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="CSV or Excel, long or wide")
    parser.add_argument("--out", required=True, metavar="OUT.csv")
    parser.add_argument("--sheet", metavar="NAME", help="of a workbook with several")
    parser.add_argument(
        "--unit", default="", metavar="UNIT", help="of results whose unit the table does not tell"
    )


def _samples(options: argparse.Namespace) -> int:
    target = Path(options.out)
    output.check_file(target)
    found = laboratory.sample_set(
        options.table,
        sheet=options.sheet,
        unit=options.unit,
        duplicates=options.duplicates,
        decision=options.decision,
        strict=options.strict,
        date=options.date,
        lang=options.lang,
    )
    _print_diagnostics(found.diagnostics)
    output.write_file(target, found.to_csv())
    level = "open" if found.condition_class is None else str(found.condition_class)
    print(f"contaminated: {found.contaminated}, condition class: {level}")
    if options.decision:
        print(f"after '{options.decision}': contaminated: {found.contaminated_after_decision}")
    for line in (*found.reasons, *(f"by {rule}" for rule in found.rules), str(target)):
        print(line)
    return DONE


def _table(options: argparse.Namespace) -> int:
    target = Path(options.out)
    output.check_file(target)
    table = laboratory.read_table(options.table, sheet=options.sheet, unit=options.unit)
    _print_diagnostics(table.diagnostics)
    output.write_file(target, table.to_csv())
    print(f"{len(table)} results, {table.shape.replace('_', ' ')}: {target}")
    return DONE


def _print_diagnostics(found: Diagnostics) -> None:
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)

"""The commands ``masseflyt samples``, ``table`` and ``grading``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from masseflyt import grading, laboratory, output
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import NotFoundError

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
    curve = add("grading", _grading, "tell what a sieve curve says: sizes, fines, categories")
    curve.add_argument("curve", metavar="CURVE.csv", help="size_mm,passing_percent")
    curve.add_argument("--size", type=_size, metavar="d/D", help="of the aggregate: 8/16")
    curve.add_argument("--layer", metavar="NAME", help="of no.layers: SVV/frostsikringslag")
    curve.add_argument("--lang", choices=("en", "nb"), default="en", help="of the reasons")


def _size(text: str) -> tuple[float, float]:
    d, _, upper = text.partition("/")
    try:
        return float(d.replace(",", ".")), float(upper.replace(",", "."))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}': expected a size such as 8/16") from None


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


def _grading(options: argparse.Namespace) -> int:
    curve = grading.read_curve(options.curve)
    for label, value in (
        *((f"D{p} (mm)", curve.d(p)) for p in (10, 30, 60)),
        ("Cu", curve.uniformity),
        ("Cc", curve.curvature),
        *((f"< 0.063 mm of < {b:g} mm (%)", curve.fines(base_mm=b)) for b in (19, 22.4, 90)),
    ):
        print(f"{label}: {'not reached' if value is None else format(value, '.3g')}")
    if options.size:
        _print_categories(curve, options)
    if options.layer:
        found = curve.layer(options.layer, lang=options.lang)
        print(f"{options.layer}: {found.met}")
        _print_checks(found)
    return DONE


def _print_categories(curve: grading.GradingCurve, options: argparse.Namespace) -> None:
    for standard in ("EN 12620", "EN 13242"):
        try:
            categories = curve.categories(standard, options.size, lang=options.lang)
        except NotFoundError as error:
            print(error)
            continue
        for category in categories:
            print(f"{standard} {category.name}: {category.met}")
            _print_checks(category)


def _print_checks(found: grading.Checks) -> None:
    for check in found.open_or_broken:
        print(f"  {check.text}")


def _print_diagnostics(found: Diagnostics) -> None:
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)

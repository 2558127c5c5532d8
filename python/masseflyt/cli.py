"""The command ``masseflyt``.

Results go to stdout, everything else to stderr. Exit codes: 0 done; 1 the input has problems, or
a file cannot be read or written; 2 the command is wrong; 3 there is no complete plan (stopped or
infeasible), but its files are written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import masseflyt
from masseflyt import (
    answers_cli,
    classify_cli,
    dispatch_cli,
    fit_cli,
    laboratory_cli,
    monitor_cli,
    output,
    roads_cli,
    summary,
    trace_cli,
)
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import InvalidDocumentError, MasseflytError, NotFoundError
from masseflyt.plan import EXTRAS, FILES
from masseflyt.scenario import OBJECTIVE_KEYS, Scenario, bundled_cases, json_schema

DONE, PROBLEMS, USAGE, NO_PLAN, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        for stream in (sys.stdout, sys.stderr):  # a terminal that knows no ø is no reason to fail
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except InvalidDocumentError as error:
        _print_diagnostics(Diagnostics(error.diagnostics))
        if not error.diagnostics:
            _complain(str(error))
        return PROBLEMS
    except NotFoundError as error:
        _complain(str(error))
        return USAGE
    except MasseflytError as error:
        _complain(str(error))
        return PROBLEMS
    except KeyboardInterrupt:
        _complain("interrupted; nothing was written")
        return INTERRUPTED
    return code


# ---- commands ------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    try:
        found = _scenario(options.case).check()
    except InvalidDocumentError as error:
        found = Diagnostics(error.diagnostics)
    if options.json:
        _print_json(
            {
                "case": options.case,
                "ok": found.ok,
                "errors": len(found.errors),
                "warnings": len(found.warnings),
                "diagnostics": json.loads(found.to_json()),
            }
        )
    elif found.ok:
        print(f"{options.case}: no errors, {len(found.warnings)} warnings")
    _print_diagnostics(found)
    return DONE if found.ok else PROBLEMS


def _plan(options: argparse.Namespace) -> int:
    folder = Path(options.out)
    output.check_folder(folder, (*FILES, *EXTRAS.values()))
    case = answers_cli.as_told(_scenario(options.case), options)
    found = case.check()
    _print_diagnostics(found if found.ok else Diagnostics())
    begin = time.monotonic()
    plan = case.plan(
        options.objective,
        sensitivity=not options.no_sensitivity,
        threads=options.threads,
        time_limit=options.time_limit,
        progress=_progress(),
    )
    placed = plan.status in ("optimal", "feasible")
    also = options.also if placed else []
    plan.save(folder, options.lang, answers_cli.extra_files(case, options.objective, also, options))
    files = [*FILES, *(EXTRAS[name] for name in dict.fromkeys(also))]
    if options.json:
        _print_json({**summary.as_dict(plan), "out": str(folder), "files": files})
    else:
        print(summary.as_text(plan, time.monotonic() - begin))
        print(f"\nIn {folder}: {', '.join(files)}")
    if placed:
        return DONE
    _complain(summary.why_no_plan(plan, options.time_limit))
    return NO_PLAN


def _demo(options: argparse.Namespace) -> int:
    code = _plan(options)
    if not options.json:
        print(Path(options.out).resolve())
    return code


def _convert(options: argparse.Namespace) -> int:
    case = _scenario(options.case)
    target = Path(options.out)
    if target.suffix == ".json":
        output.check_file(target)
        output.write_file(target, case.to_json())
    else:
        case.write(target)
    print(target)
    return DONE


def _cases(options: argparse.Namespace) -> int:
    for name in bundled_cases():
        print(f"{name}\t{Scenario.bundled(name).header['title']}")
    return DONE


def _variants(options: argparse.Namespace) -> int:
    for variant, names in _scenario(options.case).variants.items():
        for name in names:
            print(f"{variant}={name}{'  (default)' if name == names[0] else ''}")
    return DONE


def _schema(options: argparse.Namespace) -> int:
    _print_json(json_schema())
    return DONE


# ---- what commands share -------------------------------------------------------------------------


def _scenario(case: str) -> Scenario:
    """Read a path, or else a case that comes with the package."""
    if not Path(case).exists() and case in bundled_cases():
        return Scenario.bundled(case)
    return Scenario.read(case)


def _complain(message: str) -> None:
    print(f"masseflyt: {message}", file=sys.stderr)


def _print_diagnostics(found: Diagnostics) -> None:
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2))


def _progress() -> Callable[[str, float], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(stage: str, share: float) -> None:
        end = "\r" if share < 1 else "\n"
        print(f"\r\x1b[K{stage} {share:4.0%}", end=end, file=sys.stderr, flush=True)

    return show


# ---- the command line ----------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def _objective(text: str) -> dict[str, float]:
    """Read "nok=1,co2e=1.5"."""
    weights: dict[str, float] = {}
    for part in text.split(","):
        key, equals, number = part.strip().partition("=")
        if key not in OBJECTIVE_KEYS or not equals or key in weights:
            raise argparse.ArgumentTypeError(
                f"'{part}': expected KEY=WEIGHT, each of {', '.join(OBJECTIVE_KEYS)} at most once"
            )
        weights[key] = _number(number, at_least=0)
    if not any(weights.values()):
        raise argparse.ArgumentTypeError(f"'{text}': expected a weight above 0")
    return weights


def _number(text: str, *, at_least: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= at_least):
        raise argparse.ArgumentTypeError(f"'{text}': expected a number of at least {at_least:g}")
    return value


def _seconds(text: str) -> float:
    if (value := _number(text, at_least=0)) == 0:
        raise argparse.ArgumentTypeError(f"'{text}': expected a number of seconds above 0")
    return value


def _threads(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 1024):
        raise argparse.ArgumentTypeError(f"'{text}': expected a whole number from 0 to 1024")
    return int(text)


def _add_objective(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME",
        help="variant=option, or just the option where only one variant has it; may be repeated",
    )
    parser.add_argument(
        "--objective",
        type=_objective,
        metavar="nok=1,co2e=W,...",
        help="weights in NOK: per NOK (nok), kg CO2e (co2e), vehicle-km in built-up area "
        "(exposure), road vehicle-km (road_km); default: as the case says",
    )
    parser.add_argument(
        "--stops",
        metavar="FILE.csv",
        help="sites that stand still: id,site,begin,end,..., or the episodes.csv of "
        "masseflyt monitor, which close what the table alarms of the case says",
    )
    parser.add_argument(
        "--deal-penalty",
        type=lambda text: _number(text, at_least=0),
        metavar="NOK",
        help="what changing a tonne of any agreed deal costs; default: as the table deals says",
    )
    parser.add_argument("--time-limit", type=_seconds, metavar="S", help="seconds")
    parser.add_argument(
        "--threads",
        type=_threads,
        default=0,
        metavar="N",
        help="never changes an answer; 0, the default: as many as the machine has",
    )


def _add_planning(parser: argparse.ArgumentParser) -> None:
    _add_objective(parser)
    parser.add_argument(
        "--no-sensitivity",
        action="store_true",
        help="do not plan again with the ends of the assumptions: savings without a range",
    )
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        choices=tuple(EXTRAS),
        help="write this too: the front, the sensitivity of the plan, the settlement, what is "
        "worth knowing, the model for other solvers; may be repeated",
    )
    _add_language(parser)
    parser.add_argument("--json", action="store_true", help="print a summary for programs")


def _add_asking(parser: argparse.ArgumentParser) -> None:
    _add_objective(parser)
    parser.set_defaults(progress=_progress)
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("en", "nb"), default="en", help="of what is written")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="masseflyt",
        description="Surplus construction masses: what they are, where they may go, and how best.",
        epilog="Exit codes: 0 done; 1 the input has problems, or a file cannot be read or written; "
        "2 the command is wrong; 3 no complete plan (stopped or infeasible); 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"masseflyt {masseflyt.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], told: str) -> Any:
        command = commands.add_parser(name, help=told, description=told[0].upper() + told[1:] + ".")
        command.set_defaults(run=run)
        return command

    demo = add("demo", _demo, "plan the Oslo region, which comes with the package")
    demo.set_defaults(case="oslo_region")
    demo.add_argument("--out", default="masseflyt-demo", metavar="DIR", help="default: %(default)s")
    _add_planning(demo)

    check = add("check", _check, "tell everything that is wrong with a case")
    _add_case(check)
    check.add_argument("--json", action="store_true", help="print the findings for programs")

    plan = add("plan", _plan, "plan a case and write " + ", ".join(FILES))
    _add_case(plan)
    plan.add_argument("--out", required=True, metavar="DIR", help="new, or that of an earlier plan")
    _add_planning(plan)

    answers_cli.add_parsers(add, _add_asking)
    classify_cli.add_parsers(add)
    fit_cli.add_parsers(add)
    laboratory_cli.add_parsers(add)
    monitor_cli.add_parsers(add)
    dispatch_cli.add_parsers(add)
    roads_cli.add_parsers(add, _progress)

    convert = add("convert", _convert, "write a case as a folder of tables or as one JSON file")
    _add_case(convert)
    convert.add_argument("--out", required=True, metavar="PATH", help="a folder, or NAME.json")

    variants = add("variants", _variants, "list the variants of a case and their options")
    _add_case(variants)
    add("cases", _cases, "list the cases that come with the package")
    add("schema", _schema, "print the JSON Schema of a case")
    trace_cli.add_parser(commands)
    return parser


def _add_case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "case",
        metavar="CASE",
        help="a folder of CSV and GeoJSON tables, a JSON file, or the name of a bundled case",
    )

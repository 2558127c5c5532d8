"""The command ``masseflyt dispatch``."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from masseflyt import dispatch as trucks
from masseflyt import output
from masseflyt.errors import ErrorCode, NotFoundError, make
from masseflyt.scenario import Scenario, bundled_cases

DONE, LEFT_OVER = 0, 3
WEIGHTS = ("km", "truck", "waiting_hour")

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: Add) -> None:
    """Hook the command into ``masseflyt``."""
    p = add("dispatch", _dispatch, "say which truck drives which load of a plan on a day")
    p.add_argument("plan", metavar="PLAN", help="plan.json, or the folder it is in")
    p.add_argument(
        "--date",
        required=True,
        metavar="D",
        help="2026-03-16, a day from Monday to Friday; or 'peak': the first of the busiest month",
    )
    p.add_argument(
        "--fleet",
        required=True,
        metavar="FLEET.csv",
        help="columns of the table fleets; or a bundled case, for the fleet assumed there",
    )
    p.add_argument(
        "--sites", metavar="CSV", help="columns of the table sites: hours, queues, rates"
    )
    p.add_argument("--cleanings", metavar="CSV", help="columns of the table cleanings")
    p.add_argument("--road-limits", metavar="CSV", help="columns of the table road_limits")
    p.add_argument("--out", required=True, metavar="DIR", help=", ".join(trucks.FILES))
    p.add_argument(
        "--case",
        metavar="CASE",
        help="what was planned; default: the case.json beside the plan, else the bundled case",
    )
    p.add_argument(
        "--weights",
        type=_weights,
        default=trucks.Weights(),
        metavar="km=1,truck=1,waiting_hour=1",
        help="what is made small; this is the default",
    )
    p.add_argument("--time-limit", type=_seconds, metavar="S", help="seconds of the search")
    p.add_argument("--work-limit", type=_whole, metavar="N", help="rounds of the search")
    p.add_argument("--seed", type=_whole, default=1, metavar="N")
    p.add_argument("--lang", choices=("en", "nb"), default="en", help="of what is written")
    p.add_argument("--json", action="store_true", help="print dispatch.json")


def _dispatch(options: argparse.Namespace) -> int:
    folder = Path(options.out)
    output.check_folder(folder, trucks.FILES)
    plan = _read_plan(Path(options.plan))
    case = _case_of(plan, options.case or _beside(Path(options.plan)))
    date, skip = options.date, trucks.off_road(case)
    if date == "peak":
        date = trucks.working_days(trucks.peak_month(plan, skip))[0].isoformat()
    tables = {"fleets": options.fleet, "sites": options.sites}
    if not Path(options.fleet).exists() and options.fleet in bundled_cases():
        bundled = trucks.bundled_day(options.fleet)
        tables = {
            name: tables[name] if name == "sites" and options.sites else path
            for name, path in bundled.items()
        }
    answer = trucks.dispatch(
        case,
        hauls=trucks.hauls_of_plan(plan, date, skip=skip),
        cleanings=options.cleanings,
        road_limits=options.road_limits,
        date=date,
        plan=plan,
        weights=options.weights,
        seed=options.seed,
        work_limit=options.work_limit,
        time_limit=options.time_limit,
        **tables,
    )
    for diagnostic in answer.found:
        print(diagnostic, file=sys.stderr)
    answer.save(folder, options.lang)
    if options.json:
        print(json.dumps(answer.summary, indent=2))
    else:
        print(_as_text(answer))
        print(f"\nIn {folder}: {', '.join(trucks.FILES)}")
    if not answer.accepted:
        message = "the simulation refuses this day, which is a fault of ours: see dispatch.json"
        print(f"masseflyt: {message}", file=sys.stderr)
    if answer.unserved:
        left = sum(u["tonnes"] for u in answer.unserved)
        print(f"masseflyt: {left:,.0f} t are left over, see dispatch.json", file=sys.stderr)
    return DONE if answer.accepted and not answer.unserved else LEFT_OVER


def _read_plan(path: Path) -> dict[str, Any]:
    file = path / "plan.json" if path.is_dir() else path
    try:
        plan = json.loads(file.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{file} cannot be read: {reason}", str(file)) from None
    except (ValueError, RecursionError) as error:
        message = f"{file} is no JSON, expected a plan.json: {error}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, str(file)) from None
    if not isinstance(plan, dict) or plan.get("schema") != "masseflyt.plan/1":
        message = f"{file} is no plan, expected the schema masseflyt.plan/1"
        raise make(ErrorCode.INVALID_ARGUMENT, message, str(file))
    return plan


def _beside(plan: Path) -> str | None:
    """The scenario that a plan's folder holds."""
    file = (plan if plan.is_dir() else plan.parent) / "case.json"
    return str(file) if file.is_file() else None


def _case_of(plan: dict[str, Any], given: str | None) -> Scenario:
    """The scenario that was planned, with the same variants."""
    name = given or str(plan.get("case", ""))
    if Path(name).exists() and given:
        case = Scenario.read(name)
    elif name in bundled_cases():
        case = Scenario.bundled(name)
    else:
        message = f"the plan is of a case {name!r} that is not bundled: say where it is with --case"
        raise NotFoundError(message)
    variants = [v.strip() for v in str(plan.get("variant", "")).split(",") if v.strip()]
    return case.choose(variants)


def _as_text(answer: trucks.Dispatch) -> str:
    s = answer.summary
    share = 100 * s["empty_km"] / s["driven_km"] if s["driven_km"] else 0
    lines = [
        f"{answer.date}: {s['loads']:,} loads, {s['tonnes']:,.0f} t, {s['trucks']:,} trucks",
        f"  driven         {s['driven_km']:>12,.0f} km, of it empty {share:.1f} %",
        f"  empty          {s['empty_km']:>12,.0f} km",
        f"  at least empty {s['empty_km_lower_bound']:>12,.0f} km, whatever the timetable; "
        f"{100 * s['distance_from_bound']:.2f} % of the driven km above it",
        f"  waiting        {s['waiting_h']:>12,.1f} h",
        f"  simulation     {'accepts every itinerary' if answer.accepted else 'REFUSES it':>12}",
    ]
    for flow in s["return_flows"][:3]:
        lines.append(
            f"  one more load {flow['from']} -> {flow['to']} would save up to "
            f"{flow['saves_km_at_most']:.1f} km"
        )
    return "\n".join(lines)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError(f"'{text}': expected a number of at least 0")
    return value


def _seconds(text: str) -> float:
    if (value := _number(text)) == 0:
        raise argparse.ArgumentTypeError(f"'{text}': expected a number of seconds above 0")
    return value


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**63):
        raise argparse.ArgumentTypeError(f"'{text}': expected a whole number of at least 0")
    return int(text)


def _weights(text: str) -> trucks.Weights:
    weights: dict[str, float] = {}
    for part in text.split(","):
        key, equals, number = part.strip().partition("=")
        if key not in WEIGHTS or not equals or key in weights:
            raise argparse.ArgumentTypeError(
                f"'{part}': expected KEY=WEIGHT, each of {', '.join(WEIGHTS)} at most once"
            )
        weights[key] = _number(number)
    if not any(weights.values()):
        raise argparse.ArgumentTypeError(f"'{text}': expected a weight above 0")
    return trucks.Weights(**{key: weights.get(key, 0.0) for key in WEIGHTS})

"""The commands that ask a plan: why, diff, conflict, front, sensitivity, robust, worth, settle.

Each takes the folder of a plan (which holds its scenario as case.json), or a case.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masseflyt import asked, output, stops
from masseflyt.asked import OBJECTIVE_KEYS
from masseflyt.errors import ErrorCode, make
from masseflyt.html import number
from masseflyt.plan import EXTRAS
from masseflyt.scenario import Scenario, bundled_cases

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["add_parsers", "as_told", "extra_files"]

DONE = 0
Add = Callable[[str, Callable[[argparse.Namespace], int], str], Any]
Run = Callable[[argparse.Namespace], int]


def add_parsers(add: Add, shared: Callable[[argparse.ArgumentParser], None]) -> None:
    """Hook the commands into ``masseflyt``. ``shared`` adds time limit, threads and language."""

    def command(name: str, run: Run, told: str, plan: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = add(name, run, told)
        if plan:
            parser.add_argument("plan", metavar="PLAN", help=_PLAN)
        shared(parser)
        parser.add_argument("--json", action="store_true", help="print the answer for programs")
        return parser

    why = add("why", _why, "tell why an offer is not placed or a need not filled, and what helps")
    why.add_argument("plan", metavar="PLAN", help=_PLAN)
    why.add_argument("id", metavar="ID", help="of an offer or a need")
    why.add_argument("--at", default="", metavar="PLACE", help="why does it not go to this place?")
    shared(why)
    why.add_argument("--json", action="store_true", help="print the answer for programs")

    diff = add("diff", _diff, "tell what is different between two plans, and which change did it")
    diff.add_argument("before", metavar="A", help=_PLAN)
    diff.add_argument("after", metavar="B", help=_PLAN)
    shared(diff)
    diff.add_argument("--json", action="store_true", help="print the answer for programs")

    rank = add("candidates", _candidates, "rank places for an offer, or offers for a need, as CSV")
    rank.add_argument("plan", metavar="PLAN", help=_PLAN)
    rank.add_argument("id", metavar="ID", help="of an offer or a need")
    shared(rank)
    rank.add_argument("--json", action="store_true", help="print the answer for programs")

    sites = add("siting", _siting, "screen the areas of a case by its siting rules, as CSV")
    sites.add_argument("plan", metavar="CASE", help=_PLAN)
    sites.add_argument("--json", action="store_true", help="print the answer for programs")

    command("conflict", _conflict, "name claims that contradict each other, none of them needless")

    front = command("front", _front, "plan for a grid of prices: cost, CO2e and exposure as CSV")
    for name, told in (("co2e", "NOK per kg CO2e"), ("exposure", "NOK per vehicle-km in built-up")):
        front.add_argument(
            f"--{name}",
            type=_prices,
            metavar="P,P,...",
            help=f"{told}; default: a grid of six x four",
        )
    front.add_argument("--plot", metavar="FILE", help="draw it too: .png, .svg or .pdf")

    tornado = command("sensitivity", _sensitivity, "plan with both ends of each assumption, as CSV")
    tornado.add_argument("--all", action="store_true", help="also those not marked to vary")
    tornado.add_argument("--plot", metavar="FILE", help="draw it too: .png, .svg or .pdf")

    robust = command("robust", _robust, "decide the first months for low and high volumes at once")
    robust.add_argument("--months", type=_months, default=12, metavar="N", help="default: 12")
    robust.add_argument(
        "--regret", action="store_true", help="least largest regret, not least expected cost"
    )
    robust.add_argument(
        "--future",
        action="append",
        default=[],
        metavar="NAME=PLAN",
        help="a future of one's own; may be repeated; default: point, low and high volumes",
    )

    worth = command("worth", _worth, "tell what knowing each assumption would be worth, as CSV")
    worth.add_argument("--months", type=_months, default=12, metavar="N", help="default: 12")

    command("settle", _settle, "share the cost of the plan among its parties, as CSV")

    model = add("model", _model, "write the program behind a plan for any other solver")
    model.add_argument("plan", metavar="PLAN", help=_PLAN)
    model.add_argument("--out", required=True, metavar="FILE", help="NAME.mps or NAME.lp")


_PLAN = "folder of a plan, or a case: folder, JSON file or name of a bundled one"


def read(place: str) -> tuple[Scenario, dict[str, float] | None]:
    """Read a plan's scenario and weights, or a case, which has its own."""
    folder = Path(place)
    if (folder / "case.json").is_file() and (folder / "plan.json").is_file():
        try:
            weights = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["weights"]
            objective = {key: float(weights[key]) for key in OBJECTIVE_KEYS}
        except (ValueError, KeyError, TypeError, OSError) as error:
            message = f"{folder / 'plan.json'} is no plan that this version wrote: {error}"
            raise make(ErrorCode.INVALID_DOCUMENT, message, str(folder / "plan.json")) from None
        return Scenario.read(folder / "case.json"), objective
    if not folder.exists() and place in bundled_cases():
        return Scenario.bundled(place), None
    return Scenario.read(place), None


def extra_files(scenario: Scenario, objective: Any, wanted: list[str], options: Any) -> Any:
    """Make the texts of ``--also``, by name of file."""
    asked = {"threads": options.threads, "time_limit": options.time_limit}
    made: dict[str, Callable[[], str]] = {
        "front": lambda: _csv(scenario.front(**asked)),
        "sensitivity": lambda: _csv(scenario.sensitivity(objective, **asked)),
        "settlement": lambda: _csv(scenario.settlement(objective=objective, **asked)),
        "worth": lambda: _csv(scenario.worth_knowing(objective=objective, **asked)),
        "mps": lambda: scenario.to_mps(objective=objective),
        "lp": lambda: scenario.to_lp(objective=objective),
    }
    return {EXTRAS[name]: made[name]() for name in dict.fromkeys(wanted)}


# ---- commands ------------------------------------------------------------------------------------


def _shared(options: argparse.Namespace, objective: Any) -> dict[str, Any]:
    chosen = getattr(options, "objective", None) or objective
    return {
        "objective": chosen,
        "threads": options.threads,
        "time_limit": options.time_limit,
        "progress": options.progress(),
    }


def _case(options: argparse.Namespace, place: str) -> tuple[Scenario, Any]:
    case, objective = read(place)
    return as_told(case, options), objective


def as_told(case: Scenario, options: argparse.Namespace) -> Scenario:
    """Change the case as ``--variant``, ``--stops`` and ``--deal-penalty`` say."""
    case = case.choose(options.variant)
    if options.stops is not None:
        rows, found = stops.read_stops(options.stops, case)
        for diagnostic in found:
            print(diagnostic, file=sys.stderr)
        case = case.with_stops(rows)
    if options.deal_penalty is not None:
        case = case.with_deal_penalty(options.deal_penalty)
    return case


def _why(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    answers = case.why(options.id, at=options.at, **_shared(options, objective))
    if options.json:
        _print_json([_as_dict(w) for w in answers])
    else:
        print(answers.text(options.lang))
    return DONE


def _as_dict(answer: Any) -> Any:
    from dataclasses import asdict

    told = asdict(answer)
    for o in told["obstacles"]:
        if o["nok_t"] == float("inf"):
            o["nok_t"] = None
    return told


def _diff(options: argparse.Namespace) -> int:
    before, objective = _case(options, options.before)
    after, _ = _case(options, options.after)
    found = before.diff(after, **_shared(options, objective))
    if options.json:
        _print_json(
            {
                "input": found.input.to_dict("records"),
                "causes": json.loads(found.causes.to_json(orient="records")),
                "together": found.together,
                "delta": found.delta,
            }
        )
    else:
        print(found.text(options.lang))
    return DONE


def _candidates(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    shared = _shared(options, objective)
    del shared["threads"]
    return _print_table(case.candidates(options.id, **shared), options)


def _siting(options: argparse.Namespace) -> int:
    screened = read(options.plan)[0].siting()
    if screened.empty:
        print("masseflyt: no area is screened: the case has no siting_rules", file=sys.stderr)
    return _print_table(screened, options)


def _conflict(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    found = case.conflict(**_shared(options, objective))
    if options.json:
        _print_json({"excess_t": found.excess_t, "members": list(found.members)})
    else:
        print(found.text(options.lang))
    return DONE


def _front(options: argparse.Namespace) -> int:
    case, _ = _case(options, options.plan)
    grid = {k: v for k in ("co2e", "exposure") if (v := getattr(options, k)) is not None}
    shared = _shared(options, None)
    del shared["objective"]
    points = case.front(**grid, **shared)
    if options.plot:
        from masseflyt import plan_plots

        _draw(options.plot, plan_plots.front(points, lang=options.lang))
    return _print_table(points, options)


def _sensitivity(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    rows = case.tornado(every=options.all, **_shared(options, objective))
    if options.plot:
        from masseflyt import plan_plots

        _draw(options.plot, plan_plots.tornado(rows, lang=options.lang))
    return _print_table(rows, options)


def _robust(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    futures = {"point": case, "low": case.volumes("low"), "high": case.volumes("high")}
    if options.future:
        futures = {"point": case}
        for text in options.future:
            name, equals, place = text.partition("=")
            if not equals or not name or not place or name in futures:
                message = f"--future {text!r}: expected NAME=PLAN, each name once, not 'point'"
                raise make(ErrorCode.INVALID_ARGUMENT, message)
            futures[name] = as_told(read(place)[0], options)
    shared = _shared(options, objective)
    del shared["threads"]
    aim: Any = "regret" if options.regret else "expected"
    answer = asked.robust(futures, months=options.months, aim=aim, **shared)
    if options.json:
        figures = ("value", "bound", "gap", "expected", "information", "information_low")
        _print_json(
            {
                **{f: getattr(answer, f) for f in figures},
                "futures": answer.futures.to_dict("records"),
                "now": answer.now.to_dict("records"),
            }
        )
        return DONE
    whole = partial(number, decimals=0)
    print(
        f"value {whole(answer.value)} NOK, bound {whole(answer.bound)} NOK, "
        f"gap {answer.gap:.3%}; knowing would be worth {whole(answer.information_low)} to "
        f"{whole(answer.information)} NOK",
        file=sys.stderr,
    )
    print(answer.futures.to_csv(index=False, float_format="%.2f"), end="")
    print()
    print(_csv(answer.now), end="")
    return DONE


def _worth(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    rows = case.worth_knowing(months=options.months, **_shared(options, objective))
    return _print_table(rows, options)


def _settle(options: argparse.Namespace) -> int:
    case, objective = _case(options, options.plan)
    return _print_table(case.settlement(**_shared(options, objective)), options)


def _model(options: argparse.Namespace) -> int:
    target = Path(options.out)
    if target.suffix not in (".mps", ".lp"):
        message = f"{target} is neither .mps nor .lp: the ending tells the format"
        raise make(ErrorCode.INVALID_ARGUMENT, message, str(target))
    output.check_file(target)
    case, objective = read(options.plan)
    lp = target.suffix == ".lp"
    output.write_file(
        target, case.to_lp(objective=objective) if lp else case.to_mps(objective=objective)
    )
    print(target)
    return DONE


# ---- what they share -----------------------------------------------------------------------------


def _csv(frame: pd.DataFrame) -> str:
    """CSV with cells that no spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_cell(v) for v in row])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    text = str(value)
    if isinstance(value, str) and text[:1] in ("=", "+", "-", "@") and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _print_table(frame: pd.DataFrame, options: argparse.Namespace) -> int:
    if options.json:
        _print_json(json.loads(frame.to_json(orient="records")))
    else:
        print(_csv(frame), end="")
    return DONE


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _draw(file: str, axes: Any) -> None:
    target = Path(file)
    output.check_file(target)
    if target.suffix not in (".png", ".svg", ".pdf"):
        message = f"{target} is neither .png, .svg nor .pdf: the ending tells the format"
        raise make(ErrorCode.INVALID_ARGUMENT, message, str(target))
    axes.figure.savefig(target, dpi=150, bbox_inches="tight")


def _prices(text: str) -> list[float]:
    try:
        prices = [float(p) for p in text.split(",")]
    except ValueError:
        prices = []
    if not prices or not all(0 <= p < float("inf") for p in prices):
        raise argparse.ArgumentTypeError(f"'{text}': expected prices of at least 0, as 0,1.5,5")
    return prices


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1200):
        raise argparse.ArgumentTypeError(f"'{text}': expected a whole number from 1 to 1200")
    return int(text)

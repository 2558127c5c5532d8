"""What a plan amounts to, in a few lines for a terminal or a few keys for a program."""

from __future__ import annotations

from typing import Any

from masseflyt.html import number
from masseflyt.plan import Account, Plan, comparison

__all__ = ["as_dict", "as_text", "why_no_plan"]

_FIGURES = {
    "nok": ("cost", 1e6, "million NOK"),
    "co2e_kg": ("CO2e, net", 1e3, "t"),
    "vehicle_km": ("driving", 1e3, "thousand vehicle-km"),
    "exposure_vkm": ("in built-up area", 1e3, "thousand vehicle-km"),
    "virgin_t": ("virgin rock", 1e3, "thousand t"),
}

_OBJECTIVES = {
    "chosen": "the chosen objective",
    "cost": "least cost",
    "road_km": "least driving",
    "co2e": "least CO2e",
}


def as_text(plan: Plan, seconds: float) -> str:
    """Tell it to a person."""
    lines = [plan.title, plan.variant, "", _how(plan, seconds)]
    if plan.status in ("optimal", "feasible"):
        lines += ["", *_table(plan), *_openings(plan), *_deals(plan), *_savings(plan)]
        lines += [*_traffic(plan), *_unmet(plan)]
    return "\n".join(line.rstrip() for line in lines)


def _how(plan: Plan, seconds: float) -> str:
    size = plan.size
    gap = max(100 * plan.gap, 0.001)
    status = {
        "optimal": "optimal, proved and checked",
        "feasible": f"feasible, at most {gap:.2g} % dearer than the best one",
    }.get(plan.status, plan.status)
    if plan.stopped_by and plan.status == "feasible":
        status += f" (stopped by the {plan.stopped_by})"
    weights = ", ".join(f"{k}={w:g}" for k, w in plan.weights.items() if w)
    return (
        f"Plan: {status}; objective {weights}; {number(size['nodes'])} nodes, "
        f"{number(size['arcs'])} arcs; {number(size['solves'])} plans and baselines "
        f"in {seconds:.1f} s"
    )


def _table(plan: Plan) -> list[str]:
    rows = [(what, number(a), number(b)) for what, a, b in comparison(plan)]
    rows.insert(0, ("", "plan", "today's practice"))
    wide = [max(len(row[i]) for row in rows) for i in range(3)]
    return [f"{w:<{wide[0]}}  {a:>{wide[1]}}  {b:>{wide[2]}}" for w, a, b in rows]


def _rows(plan: Plan, table: str) -> list[dict[str, Any]]:
    """Rows of a table of the outcome, without pandas."""
    columns = plan._outcome.table(table)
    values = [
        [c[1][i] for i in c[0]] if isinstance(c, tuple) else c.tolist() for c in columns.values()
    ]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def _openings(plan: Plan) -> list[str]:
    """Tell what becomes of sites that are not open yet."""
    lines: list[str] = []
    for row in _rows(plan, "openings"):
        name = f"{row['id']} at {row['site']}"
        if row["status"] == "opened":
            cost = number(_short(row["nok"] / 1e6))
            lines.append(
                f"  {name}: decided {row['decided']}, ready {row['ready']}, {cost} million NOK"
            )
        elif row["status"] == "decided":
            lines.append(f"  {name}: decided already, ready {row['ready']}")
        elif row["status"] == "closed":
            lines.append(f"  {name}: cannot be opened; {row['reason']}")
        else:
            lines.append(f"  {name}: not opened")
    return ["", "Openings:", *lines] if lines else []


def _deals(plan: Plan) -> list[str]:
    """Tell which agreed deals the plan changes, and what that costs."""
    rows = _rows(plan, "deals")
    if not rows:
        return []
    changed = [row for row in rows if row["changed_kg"] > 0]
    lines = ["", f"Agreed deals: {len(rows) - len(changed)} kept, {len(changed)} changed"]
    for row in changed:
        less = number(_short(row["changed_kg"] / 1e3))
        of = number(_short(row["agreed_kg"] / 1e3))
        cost = number(_short(row["penalty_nok"] / 1e6))
        way = f"{row['id']}: {row['offer']} to {row['destination']}"
        instead = f"; instead {row['instead']}" if row["instead"] else ""
        lines.append(f"  {way}: {less} of {of} t changed, {cost} million NOK{instead}")
    return lines


def _savings(plan: Plan) -> list[str]:
    lines: list[str] = []
    objective = ""
    for row in _rows(plan, "savings"):
        if row["objective"] != objective:
            objective = row["objective"]
            told = _OBJECTIVES.get(objective, objective)
            lines += ["", f"Saved against today's practice by the plan of {told}:"]
        what, scale, unit = _FIGURES.get(row["figure"], (row["figure"], 1, ""))
        saving, low, high = (number(_short(row[k] / scale)) for k in ("saving", "low", "high"))
        span = f"  ({low} to {high})" if row["low"] != row["high"] else ""
        lines.append(f"  {what:<18}{saving:>10} {unit}{span}")
    if lines and plan.size["solves"] > 10:
        lines += ["  in brackets: over the low and high values of the assumptions that vary"]
    return lines


def _traffic(plan: Plan) -> list[str]:
    peak = plan.peak_week
    if peak["peak_week"] is None:
        return []
    loads = number(round(peak["loads_in_week"]))
    lines = ["", f"Peak week {peak['peak_week']} (from {peak['monday']}): {loads} truckloads"]
    rows = _rows(plan, "traffic_peaks")
    if not rows:
        return [*lines, "  which roads they pass is not known: the case has no roads"]
    told = (
        ("busiest road", "trucks_per_day", "{} trucks a day"),
        ("most past homes", "built_up_vkm", "{} truck km in built-up area"),
    )
    for what, key, unit in told:
        row = max(rows, key=lambda r: r[key])
        name = f"{row['name']} {row['from']} – {row['to']}"
        lines.append(f"  {what}: {name}, {unit.format(number(round(row[key])))}")
    return lines


def _short(value: float) -> float:
    return round(value) if abs(value) >= 100 else round(value, 1)


def _unmet(plan: Plan) -> list[str]:
    rows = sorted(_rows(plan, "unmet"), key=lambda row: -row["kg"])
    if not rows:
        return []
    lines = ["", "Not placed or served as wished, largest first:"]
    for row in rows[:8]:
        tonnes = number(round(row["kg"] / 1e3))
        lines.append(f"  {row['id']} {row['group']}: {tonnes} t {row['what']}; {row['reason']}")
    if len(rows) > 8:
        lines.append(f"  and {len(rows) - 8} more, in plan.json under unmet")
    return lines


def as_dict(plan: Plan) -> dict[str, Any]:
    """Tell it to a program."""
    return {
        "title": plan.title,
        "variant": plan.variant,
        "input_hash": plan.input_hash,
        "status": plan.status,
        "stopped_by": plan.stopped_by,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "weights": plan.weights,
        **plan.size,
        "account": _known(plan.account),
        "baseline": _known(plan.baseline.account),
        "openings": _rows(plan, "openings"),
        "deals": _rows(plan, "deals"),
        "savings": _rows(plan, "savings"),
        "traffic": plan.peak_week,
        "unmet_kg": sum(row["kg"] for row in _rows(plan, "unmet")),
    }


def _known(account: Account) -> dict[str, Any]:
    """NaN, which JSON has not, becomes null."""
    return {k: None if v != v else v for k, v in account.to_dict().items()}


def why_no_plan(plan: Plan, time_limit: float | None) -> str:
    """Tell why there is no complete plan."""
    if plan.status == "stopped":
        given = f" of {time_limit:g} s" if time_limit else ""
        return f"stopped: the time limit{given} passed before there was a plan"
    return f"the plan is {plan.status}"

"""The busiest week of the bundled plan of Oslo, each party alone and all together.

Five days with their dates, the assumed fleet, every itinerary replayed by the simulation. Alone,
every party dispatches its own masses with the same fleet to itself. The figures stand in
docs/methods/dispatch.md. Needs the masseflyt package.

    python benchmarks/transport/worst_week.py [MONDAY]
"""

from __future__ import annotations

import datetime as dt
import json
import sys

from masseflyt import Scenario, dispatch

FIGURES = ("loads", "tonnes", "driven_km", "empty_km", "empty_km_lower_bound", "trucks")


def main() -> None:
    """Print one line per day and the sums of the week."""
    case = Scenario.bundled("oslo_region")
    plan = json.loads(case.plan(sensitivity=False).to_json())
    skip = dispatch.off_road(case)
    if len(sys.argv) > 1:
        monday = dt.date.fromisoformat(sys.argv[1])
    else:
        days = dispatch.working_days(dispatch.peak_month(plan, skip))
        monday = next(d for d in days if d.weekday() == 0)
    factors = {
        key: float(point)
        for key, point in _assumptions(case)
        if key in ("truck_co2_kg_tkm", "truck_load_t")
    }
    kg_per_km = factors["truck_co2_kg_tkm"] * factors["truck_load_t"] / 2
    parties = sorted({flow["party"] for flow in plan["flows"]})
    week: dict[str, dict[str, float]] = {"alone": {}, "together": {}}
    for k in range(5):
        date = (monday + dt.timedelta(days=k)).isoformat()
        together = [_day(case, plan, date, skip, None)]
        alone = [_day(case, plan, date, skip, p) for p in parties]
        for how, answers in (("alone", alone), ("together", together)):
            sums = _sums([a for a in answers if a is not None], kg_per_km)
            print(date, how, sums, flush=True)
            for key, value in sums.items():
                most = max(week[how].get(key, 0), value)
                week[how][key] = most if key == "trucks" else week[how].get(key, 0) + value
    for how, sums in week.items():
        print("week", how, {k: round(v, 1) for k, v in sums.items()}, "(trucks: of the worst day)")


def _assumptions(case: Scenario) -> list[tuple[str, str]]:
    cells = {name: texts for name, _, texts in case._document.table("assumptions")}
    return list(zip(cells["key"], cells["point"], strict=True))


def _day(case, plan, date, skip, party):
    rows = dispatch.hauls_of_plan(
        plan, date, skip=skip, choose=lambda flow: party is None or flow["party"] == party
    )
    if not rows:
        return None
    answer = dispatch.dispatch(case, hauls=rows, date=date, **dispatch.bundled_day("oslo_region"))
    if not answer.accepted or answer.unserved:
        raise SystemExit(f"{date} {party}: not accepted, or something is left over")
    return answer


def _sums(answers, kg_per_km):
    sums = {key: sum(a.summary[key] for a in answers) for key in FIGURES}
    sums["co2e_t"] = sums["driven_km"] * kg_per_km / 1000
    sums["built_up_vkm"] = sum(a.summary["built_up_vkm"] for a in answers)
    return {key: round(value, 1) for key, value in sums.items()}


if __name__ == "__main__":
    main()

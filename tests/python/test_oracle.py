"""The plan against a linear programme written straight from the document, solved by HiGHS.

The oracle shares nothing with the library: it reads the JSON, writes every month, store and limit
as rows of its own, and asks another solver. Masses are tonnes and prices NOK, in floating point;
the library works in kilograms and micro-NOK, so the two may differ by rounding only.
"""

import json
import os
import random

import pytest

from masseflyt import Scenario

highspy = pytest.importorskip("highspy")

ROUNDS = 2000 if os.environ.get("MASSEFLYT_LONG") else 600
FACTORS = {
    "truck_nok_tkm": 1.8, "truck_nok_t_fixed": 11, "truck_co2_kg_tkm": 0.085, "truck_load_t": 27,
    "toll_nok_passage": 90, "trips_detour": 1.05, "sea_nok_tkm": 0.15, "sea_nok_t_fixed": 0,
    "quay_nok_t": 25, "sea_co2_kg_tkm": 0.025, "storage_handling_nok_t": 15,
    "storage_hold_nok_t_month": 0.5, "crush_nok_t": 45, "crush_co2_kg_t": 2, "gate_fee_fill": 0,
    "gate_fee_clean_landfill": 100, "gate_fee_contaminated_2_3": 340, "gate_fee_quarry_hard": 30,
    "gate_fee_quarry_soft": 60, "gate_fee_quarry_tbm": 60, "product_value_share_hard": 1,
    "product_value_share_soft": 0.5, "product_value_share_tbm": 0.25, "virgin_haul_km": 15,
    "far_receiver_km": 60, "far_receiver_fee_nok_t": 100, "end_stock_nok_t_clean": 180,
    "end_stock_nok_t_other": 800, "co2_nok_kg": 1.5, "exposure_nok_vkm": 5, "unplaced_nok_t": 5000,
}  # fmt: skip
LADDER = {
    "fill": {"hard", "soft"},
    "crushed_hard": {"hard"},
    "crushed_low": {"hard", "soft"},
    "crushed_any": {"hard", "soft"},
}


def months(first, last):
    (a, b), (c, d) = ((int(m[:4]), int(m[5:])) for m in (first, last))
    return list(range(a * 12 + b - 1, c * 12 + d))


def month(index):
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def make(seed, shared=False):
    """A small scenario with every feature of the document, from a seed.

    shared: groups share a store's room, its intake and its machines, which no single flow can hold.
    """
    r = random.Random(seed)
    source = {"source": "made for this test", "confidence": "assumed"}
    start = 2024 * 12 + r.randrange(0, 12)
    span = r.randrange(2, 15)
    doc = {
        "schema": "masseflyt.scenario/1", "id": "random", "title": f"seed {seed}",
        "crs": "EPSG:4326", "bounds": [10, 59, 11, 61],
        "horizon": f"{month(start)}/{month(start + span - 1)}",
        "as_of": month(start), "price_year": 2024, "objective": {"nok": 1},
        "attribution": ["none"],
        "assumptions": [
            {"key": k, "target": "factors", "low": str(v), "point": str(v), "high": str(v),
             "unit": "as named", "why": "test", **source} for k, v in FACTORS.items()
        ],
    }  # fmt: skip
    places, at = [], {}

    def place(pid):
        at[pid] = (r.uniform(10.1, 10.9), r.uniform(59.1, 60.9))
        places.append({"id": pid, "name": pid, "x": at[pid][0], "y": at[pid][1], **source})
        return pid

    def window():
        a = r.randrange(span)
        return month(start + a), month(start + r.randrange(a, span))

    doc["offers"], doc["receivers"], doc["needs"] = [], [], []
    doc["quarries"], doc["stores"], doc["processes"] = [], [], []
    for i in range(r.randrange(1, 4)):
        begin, end = window()
        n = len(months(begin, end))
        material = r.choice(["rock", "rock", "soil"])
        share = r.choice([0, 0, 0.25]) if material == "soil" else 0
        doc["offers"].append({
            "id": f"S{i}", "name": "o", "place": place(f"S{i}"), "material": material,
            "amount": 40 * n * r.randrange(1, 50), "unit": "t", "begin": begin, "end": end,
            "hard_share": r.choice([0, 0.5, 1]) if material == "rock" else 0,
            "not_clean_share": share, "not_clean_split": {"class2": 1} if share else {},
            "included": True, "source": "t",
        })  # fmt: skip
    for i in range(r.randrange(1, 4)):
        begin, end = window()
        row = {
            "id": f"K{i}", "name": "r", "place": place(f"K{i}"),
            "kind": r.choice(["fill", "landfill"]),
            "materials": r.choice([["rock"], ["rock", "soil"], ["soil"]]),
            "classes": r.choice([["clean"], ["clean", "class2"]]),
            "fees": {"clean": r.choice(["gate_fee_fill", "gate_fee_clean_landfill"]),
                     "class2": "gate_fee_contaminated_2_3"},
            "background_share": r.choice([0, 0.5]), "open_from": begin, "open_to": end,
            "included": True, "source": "t",
        }  # fmt: skip
        if r.random() < 0.7:
            row["throughput_t_per_year"] = 1200 * r.randrange(0, 20)
        if r.random() < 0.5:
            row["lifetime_t"], row["lifetime_as_of"] = 120 * r.randrange(0, 90), month(start)
        doc["receivers"].append(row)
    for i in range(r.randrange(0, 3)):
        begin, end = window()
        doc["quarries"].append({
            "id": f"Q{i}", "name": "q", "place": place(f"Q{i}"), "materials": ["rock"],
            "grades": r.choice([["hard"], ["hard", "soft"]]), "classes": ["clean"],
            "soft_share_max": r.choice([0, 0.5]), "intake_t_per_year": 2400 * r.randrange(0, 6),
            "background_share": r.choice([0, 0.5]), "virgin_t_per_year": 1200 * r.randrange(0, 9),
            "virgin_price_nok_t": r.choice([60, 77]), "virgin_co2_kg_t": 3,
            "products": ["crushed_hard", "crushed_low"], "open_from": begin, "open_to": end,
            "included": True, "source": "t",
        })  # fmt: skip
    for i in range(r.randrange(0, 3)):
        begin, end = window()
        product = r.choice(["fill", "crushed_hard", "crushed_any"])
        most = 240 * r.randrange(1, 40)
        doc["needs"].append({
            "id": f"N{i}", "name": "n", "place": place(f"N{i}"), "product": product,
            "materials": ["rock"], "min_amount": r.choice([0, 120]), "max_amount": most,
            "unit": "t", "per": r.choice(["total", "year"]), "begin": begin, "end": end,
            "otherwise": r.choice(["virgin", "nothing"]), "included": True, "source": "t",
            **({"low_share_max": 0.25} if product == "crushed_any" else {}),
        })  # fmt: skip
    for i in range(r.randrange(0, 3)):
        begin, end = window()
        row = {
            "id": f"Y{i}", "name": "y", "place": place(f"Y{i}"), "materials": ["rock", "soil"],
            "classes": ["clean"], "stock_t": 400 * r.randrange(0, 20),
            "throughput_t_per_year": 2400 * r.randrange(0, 20), "background_share": 0,
            "group_shares": {"rock-hard-clean": 0.5, "rock-soft-clean": 0.25, "soil-clean": 0.25},
            "open_from": begin, "open_to": r.choice([end, month(start + span + 3)]),
            "included": True, "source": "t",
        }  # fmt: skip
        if r.random() < 0.3:
            row["lifetime_t"] = 400 * r.randrange(0, 20)
        if shared:
            del row["group_shares"]
        doc["stores"].append(row)
        for product in ("crushed_hard", "crushed_low"):
            if r.random() < 0.7:
                doc["processes"].append({
                    "id": f"Y{i}-{product}", "store": f"Y{i}", "name": "c", "product": product,
                    "grades": ["hard"] if product == "crushed_hard" else ["hard", "soft"],
                    "yield": 1, "cost_factor": "crush_nok_t", "co2e_factor": "crush_co2_kg_t",
                    "source": "t", "confidence": "assumed",
                })  # fmt: skip
    doc["places"] = places
    ids = [p["id"] for p in places]
    doc["distances"] = [
        {"from": a, "to": b, "road_km": km, "tunnel_km": 0,
         "built_up_km": round(km * r.random(), 2), "tolls": r.choice([0, 0, 1])}
        for i, a in enumerate(ids) for b in ids[i + 1:]
        if r.random() < 0.85 for km in [round(r.uniform(1, 90), 2)]
    ]  # fmt: skip
    return {k: v for k, v in doc.items() if v != []}


class Oracle:
    """The plan as a linear programme."""

    def __init__(self, doc, weights):
        self.doc, self.w = doc, weights
        self.first, self.last = (months(m, m)[0] for m in doc["horizon"].split("/"))
        self.h = highspy.Highs()
        self.h.silent()
        self.way = {}
        for d in doc.get("distances", ()):
            self.way[d["from"], d["to"]] = self.way[d["to"], d["from"]] = d
        self.rows = {}  # name of a limit -> [terms, least, most]
        self.alike = {}  # stock and month of a store whose groups share -> store, month

    def price(self, nok=0.0, co2=0.0, km=0.0, built_up=0.0, tolls=0, road=True):
        f = FACTORS
        km *= f["trips_detour"]
        if road:
            nok += f["truck_nok_t_fixed"] + f["truck_nok_tkm"] * km
            nok += 2 * tolls * f["toll_nok_passage"] / f["truck_load_t"]
            co2 += f["truck_co2_kg_tkm"] * km
        vkm = 2 * built_up * f["trips_detour"] / f["truck_load_t"]
        return self.w["nok"] * nok + self.w["co2e"] * co2 + self.w["exposure"] * vkm

    def haul(self, a, b, nok=0.0, co2=0.0):
        if a == b:
            return self.price(nok, co2, road=False)
        d = self.way.get((a, b))
        return d and self.price(nok, co2, d["road_km"], d["built_up_km"], d["tolls"])

    def cut(self, first, last):
        return [m for m in months(first, last) if self.first <= m <= self.last]

    def var(self, cost, most=highspy.kHighsInf):
        return self.h.addVariable(0, most, cost)

    def limit(self, name, term, most=None, least=None):
        row = self.rows.setdefault(name, [[], None, None])
        if term is not None:
            row[0].append(term)
        row[1] = least if least is not None else row[1]
        row[2] = most if most is not None else row[2]

    def groups(self, offer):
        if offer["material"] == "rock":
            h = offer["hard_share"]
            return {("rock", "hard", "clean"): h, ("rock", "soft", "clean"): 1 - h}
        bad = offer["not_clean_share"]
        return {("soil", "", "clean"): 1 - bad, ("soil", "", "class2"): bad}

    def entries(self, group, m):
        """Where a group may come to rest in month m: place, nok, co2, limits, product."""
        material, grade, kind = group
        year = m // 12
        for k in self.doc["receivers"]:
            if m not in self.cut(k["open_from"], k["open_to"]):
                continue
            if material in k["materials"] and kind in k["classes"]:
                names = [(k["id"], year)] if "throughput_t_per_year" in k else []
                names += [(k["id"],)] if "lifetime_t" in k else []
                yield k["place"], FACTORS[k["fees"][kind]], 0, names, None
        for q in self.doc.get("quarries", ()):
            if m not in self.cut(q["open_from"], q["open_to"]):
                continue
            if material == "rock" and kind == "clean" and grade in q["grades"]:
                names = [(q["id"], year)] + ([(q["id"], year, "soft")] if grade == "soft" else [])
                share = FACTORS[f"product_value_share_{grade}"]
                co2 = FACTORS["crush_co2_kg_t"] - share * q["virgin_co2_kg_t"]
                yield q["place"], FACTORS[f"gate_fee_quarry_{grade}"], co2, names, None
        prices = [q["virgin_price_nok_t"] for q in self.doc.get("quarries", ())]
        price = sum(prices) / len(prices) if prices else 0
        for n in self.doc.get("needs", ()):
            if m not in self.cut(n["begin"], n["end"]):
                continue
            if material != "rock" or kind != "clean" or grade not in LADDER[n["product"]]:
                continue
            names = [(n["id"], year if n["per"] == "year" else 0)]
            if n["product"] == "fill":
                yield n["place"], 0, 0, names, None
                continue
            product = n["product"]
            if product == "crushed_any":
                product = "crushed_hard" if grade == "hard" else "crushed_low"
                names += [(*names[0], "low")] if grade == "soft" else []
            loss = 0 if grade == "hard" else (1 - FACTORS[f"product_value_share_{grade}"]) * price
            yield n["place"], loss, 0, names, product

    def limits(self):
        for k in self.doc["receivers"]:
            window = self.cut(k["open_from"], k["open_to"])
            yearly = k.get("throughput_t_per_year", 0)
            for y in {m // 12 for m in window}:
                n = sum(m // 12 == y for m in window)
                if "throughput_t_per_year" in k:
                    self.limit((k["id"], y), None, yearly * (1 - k["background_share"]) * n / 12)
            if "lifetime_t" in k:
                others = k["background_share"] * yearly * len(window) / 12
                self.limit((k["id"],), None, max(0, k["lifetime_t"] - others))
        for q in self.doc.get("quarries", ()):
            window = self.cut(q["open_from"], q["open_to"])
            for y in {m // 12 for m in window}:
                n = sum(m // 12 == y for m in window)
                room = q["intake_t_per_year"] * (1 - q["background_share"]) * n / 12
                self.limit((q["id"], y), None, room)
                self.limit((q["id"], y, "soft"), None, room * q["soft_share_max"])
                self.limit(("virgin", q["id"], y), None, q["virgin_t_per_year"] * n / 12)

    def lack_nok_t(self, need):
        """Price of a tonne that a need lacks."""
        return FACTORS["unplaced_nok_t"]

    def needs(self):
        quarries = self.doc.get("quarries", ())
        for n in self.doc.get("needs", ()):
            window = self.cut(n["begin"], n["end"])
            spans = {m // 12 if n["per"] == "year" else 0 for m in window}
            for y in spans:
                inside = [m for m in window if y in (0, m // 12)]
                part = len(inside) / 12
                if n["per"] == "total":
                    part = len(inside) / len(months(n["begin"], n["end"]))
                most, name = n["max_amount"] * part, (n["id"], y)
                least = most if n["otherwise"] == "virgin" else min(most, n["min_amount"] * part)
                self.limit(name, None, most, least)
                if "low_share_max" in n:
                    self.limit((*name, "low"), None, most * n["low_share_max"])
                if least > 0:
                    self.limit(name, self.var(self.lack_nok_t(n), least))
                if n["otherwise"] != "virgin" or not quarries:
                    continue
                wanted = "crushed_hard" if n["product"] == "crushed_any" else n["product"]
                for q in quarries:
                    if wanted not in q["products"]:
                        continue
                    open_in = {m // 12 for m in self.cut(q["open_from"], q["open_to"])} & {
                        m // 12 for m in inside if m in self.cut(q["open_from"], q["open_to"])
                    }
                    for year in open_in:
                        cost = self.haul(
                            q["place"], n["place"], q["virgin_price_nok_t"], q["virgin_co2_kg_t"]
                        )
                        if cost is None:
                            continue
                        v = self.var(cost)
                        self.limit(("virgin", q["id"], year), v)
                        self.limit(name, v)
                price = sum(q["virgin_price_nok_t"] for q in quarries) / len(quarries)
                co2 = sum(q["virgin_co2_kg_t"] for q in quarries) / len(quarries)
                self.limit(name, self.var(self.price(price, co2, FACTORS["virgin_haul_km"])))

    def solve(self):
        stores = self.stores()
        for o in self.doc["offers"]:
            window = months(o["begin"], o["end"])
            for group, share in self.groups(o).items():
                if share == 0:
                    continue
                for m in self.cut(o["begin"], o["end"]):
                    self.supply(o, group, m, o["amount"] * share / len(window), stores)
        self.limits()
        self.needs()
        for terms, least, most in self.rows.values():
            if terms:
                self.h.addConstr(sum(terms) <= most) if most is not None else None
                self.h.addConstr(sum(terms) >= least) if least is not None else None
        self.h.minimize()
        assert self.h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.h.getInfo().objective_function_value

    def supply(self, offer, group, m, tonnes, stores):
        out = [self.var(FACTORS["unplaced_nok_t"])]
        if group[2] == "clean":
            far = FACTORS["far_receiver_fee_nok_t"]
            out.append(self.var(self.price(far, 0, FACTORS["far_receiver_km"])))
        for place, nok, co2, names, product in self.entries(group, m):
            cost = self.haul(offer["place"], place, nok, co2)
            if product is None and cost is not None:
                out.append(self.var(cost))
                for name in names:
                    self.limit(name, out[-1])
        for store, key in stores.get((group, m), ()):
            cost = self.haul(offer["place"], store["place"], FACTORS["storage_handling_nok_t"])
            if cost is not None:
                out.append(self.var(cost))
                self.limit((*key, "in"), out[-1])
                if "group_shares" not in store:
                    self.limit((store["id"], m // 12, "year"), out[-1])
                if "lifetime_t" in store and "group_shares" not in store:
                    self.limit((store["id"], "lifetime"), out[-1])
                self.limit((*key, "balance"), out[-1])
        self.h.addConstr(sum(out) == tonnes)

    def stores(self):
        """Rows of every store, group and month; what may come in is returned."""
        at = {}
        for s in self.doc.get("stores", ()):
            window = self.cut(s["open_from"], s["open_to"])
            if not window:
                continue
            monthly = s["throughput_t_per_year"] * (1 - s["background_share"]) / 12
            if "lifetime_t" in s:
                monthly = min(monthly, s["lifetime_t"] / len(window))
            shares = s.get("group_shares", dict.fromkeys(self.groups_in_stores, 1))
            if "group_shares" not in s:
                self.shared(s, window)
            for name, share in shares.items():
                group = tuple(name.split("-")) if name.count("-") == 2 else ("soil", "", "clean")
                before = None
                for m in window:
                    key = (s["id"], name, m)
                    at.setdefault((group, m), []).append((s, key))
                    if "group_shares" in s:
                        self.limit((*key, "in"), None, monthly * share)
                    self.leave(s, group, key, m, monthly * share)
                    if "group_shares" not in s:
                        self.alike[key] = s["id"], m
                    if before is not None:
                        self.limit((*key, "balance"), before)
                    before = None
                    if m < window[-1]:
                        hold = FACTORS["storage_hold_nok_t_month"] * self.w["nok"]
                        before = self.var(hold, s["stock_t"] * share)
                        self.limit((*key, "balance"), -1 * before)
                        self.lies(key, before)
                    elif months(s["open_to"], s["open_to"])[0] >= self.last:
                        nok = FACTORS["storage_hold_nok_t_month"] + FACTORS["end_stock_nok_t_clean"]
                        end = self.var(nok * self.w["nok"], s["stock_t"] * share)
                        self.limit((*key, "balance"), -1 * end)
                        self.lies(key, end)
                    self.limit((*key, "balance"), None, 0, 0)
        return at

    groups_in_stores = ("rock-hard-clean", "rock-soft-clean", "soil-clean")

    def shared(self, s, window):
        """What groups share: room per month, intake per year and in all, machines per month."""
        for m in window:
            self.limit((s["id"], m, "room"), None, s["stock_t"])
            for product in ("crushed_hard", "crushed_low"):
                monthly = s["throughput_t_per_year"] / 12
                self.limit((s["id"], m, product), None, monthly)
        for y in {m // 12 for m in window}:
            inside = sum(m // 12 == y for m in window)
            self.limit((s["id"], y, "year"), None, s["throughput_t_per_year"] * inside / 12)
        if "lifetime_t" in s:
            self.limit((s["id"], "lifetime"), None, s["lifetime_t"])

    def lies(self, key, level):
        if key in self.alike:
            self.limit((*self.alike[key], "room"), level)

    def leave(self, s, group, key, m, monthly):
        made = {p["product"]: p for p in self.doc.get("processes", ()) if p["store"] == s["id"]}
        for place, nok, co2, names, product in self.entries(group, m):
            if product is not None:
                if product not in made or group[1] not in made[product]["grades"]:
                    continue
                nok += FACTORS["crush_nok_t"]
                co2 += FACTORS["crush_co2_kg_t"]
            cost = self.haul(s["place"], place, nok, co2)
            if cost is None:
                continue
            v = self.var(cost)
            self.limit((*key, "balance"), -1 * v)
            for name in names:
                self.limit(name, v)
            if product is not None and "group_shares" in s:
                self.limit((*key, product), v, monthly)
            elif product is not None:
                self.limit((s["id"], m, product), v)


@pytest.mark.parametrize("chunk", range(10))
def test_the_plan_costs_what_another_solver_finds(chunk):
    for seed in range(chunk, ROUNDS, 10):
        doc = make(seed)
        weights = {"nok": 1, "co2e": 1.5, "exposure": 5}
        case = Scenario.from_json(json.dumps(doc))
        assert case.check().ok, (seed, case.check())
        plan = case.plan(weights, comparisons=False, sensitivity=False)
        assert plan.status == "optimal", seed
        oracle = Oracle(doc, weights).solve()  # up to 0.5 micro-NOK per kilogram and leg apart
        assert plan.objective == pytest.approx(oracle, rel=1e-5, abs=3), seed


@pytest.mark.parametrize("chunk", range(10))
def test_shared_stores_cost_what_another_solver_finds(chunk):
    """Bound and objective enclose the optimum of the linear programme. A plan is in whole
    kilograms, and where nothing has room, one of them may stay unplaced at 5 NOK."""
    weights = {"nok": 1, "co2e": 1.5, "exposure": 5}
    for seed in range(chunk, ROUNDS, 10):
        doc = make(seed, shared=True)
        case = Scenario.from_json(json.dumps(doc))
        assert case.check().ok, (seed, case.check())
        plan = case.plan(weights, comparisons=False, sensitivity=False)
        assert plan.status in ("optimal", "feasible"), seed
        oracle = Oracle(doc, weights).solve()
        assert plan.bound <= oracle + 1e-5 * abs(oracle) + 3, seed
        assert plan.objective >= oracle - 1e-5 * abs(oracle) - 3, seed
        assert plan.objective == pytest.approx(oracle, rel=1e-4, abs=100), seed
        assert plan.bound == pytest.approx(oracle, rel=1e-4, abs=100), seed

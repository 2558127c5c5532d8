"""Mirrors python/masseflyt/open_market.py. The oracle is a linear programme over all pairs."""

from __future__ import annotations

import math
import os
import pickle
import signal
import threading
import time

import numpy as np
import pytest

from masseflyt.errors import InvalidArgumentError
from masseflyt.open_market import (
    Clearing,
    ClearingVerdict,
    Haulage,
    OpenMarket,
    check,
    clear,
    verify,
)
from masseflyt.roads import CostMatrix

ROAD = Haulage(nok_t=11, nok_tkm=2, detour=1.3)


def columns(seed: int, offers: int, needs: int) -> tuple[dict, dict]:
    """Parties on 80 x 80 km in two groups, with windows out of four periods."""
    random = np.random.default_rng(seed)

    def party(n: int) -> dict:
        window = np.sort(random.integers(0, 4, (2, n)), axis=0)
        at = random.uniform(0, 80, (2, n))
        return {
            "kg": random.integers(1, 1000, n),
            "x_km": at[0],
            "y_km": at[1],
            "first": window[0],
            "last": window[1],
        }

    giving, taking = party(offers), party(needs)
    giving["group"] = random.choice(["rock", "soil"], offers)
    kinds = [["rock"], ["soil"], ["rock", "soil"]]
    taking["groups"] = [kinds[k] for k in random.integers(0, 3, needs)]
    taking["bought_nok_t"] = random.uniform(0, 300, needs).round(3)
    return giving, taking


def price_of(giving: dict, taking: dict, i: int, j: int) -> int | None:
    """Micro-NOK per kilogram of a pair; None where they do not meet."""
    if giving["group"][i] not in taking["groups"][j]:
        return None
    if giving["last"][i] < taking["first"][j] or taking["last"][j] < giving["first"][i]:
        return None
    away = np.hypot(*(giving[c][i] - taking[c][j] for c in ("x_km", "y_km")))
    return round((11 + 2 * 1.3 * away) * 1000)


def least_cost(giving: dict, taking: dict, unplaced: float) -> float:
    """NOK, by HiGHS: every pair a column, every party a row."""
    highspy = pytest.importorskip("highspy")
    offers, needs = len(giving["kg"]), len(taking["kg"])
    stays = round(unplaced * 1000)
    buys = [round(float(b) * 1000) for b in taking["bought_nok_t"]]
    pairs = [(i, j, price_of(giving, taking, i, j)) for i in range(offers) for j in range(needs)]
    pairs = [(i, j, price) for i, j, price in pairs if price is not None]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    none = np.array([])
    for kg in (*giving["kg"], *taking["kg"]):
        solver.addRow(-highspy.kHighsInf, float(kg), 0, none.astype(np.int32), none)
    for i, j, price in pairs:
        rows = np.array([i, offers + j], dtype=np.int32)
        solver.addCol(price - stays - buys[j], 0, highspy.kHighsInf, 2, rows, np.ones(2))
    solver.run()
    nothing = stays * int(giving["kg"].sum()) + int(np.dot(buys, taking["kg"]))
    return (solver.getInfo().objective_function_value + nothing) / 1e6


def plane(n: int, seed: int = 1) -> OpenMarket:
    """Everybody may go to everybody, and both sides are equal."""
    random = np.random.default_rng(seed)
    x = random.uniform(0, 100, (4, n))
    kg = random.integers(1, 1000, n)
    return OpenMarket(
        {"kg": kg, "x_km": x[0], "y_km": x[1]},
        {"kg": random.permutation(kg), "x_km": x[2], "y_km": x[3], "bought_nok_t": np.full(n, 1e3)},
        unplaced_nok_t=1000,
    )


# ---- clear ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_costs_what_all_pairs_listed_cost(seed: int) -> None:
    giving, taking = columns(seed, 8 + seed, 20 - seed)
    market = OpenMarket(giving, taking, unplaced_nok_t=150)
    clearing = clear(market, ROAD)
    assert clearing.status == "optimal"
    assert clearing.gap == 0
    assert clearing.objective == pytest.approx(least_cost(giving, taking, 150), abs=1e-6)
    verdict = verify(market, ROAD, clearing)
    assert verdict.optimal
    assert verdict.objective == clearing.objective


def test_trades_keep_to_groups_windows_and_masses() -> None:
    giving, taking = columns(5, 60, 50)
    clearing = clear(OpenMarket(giving, taking, unplaced_nok_t=500), ROAD)
    assert len(clearing.kg) > 20
    for i, j in zip(clearing.offer, clearing.need, strict=True):
        assert price_of(giving, taking, i, j) is not None
    assert (np.bincount(clearing.offer, clearing.kg, 60) <= giving["kg"]).all()
    assert (np.bincount(clearing.need, clearing.kg, 50) <= taking["kg"]).all()
    assert (np.diff(clearing.offer) >= 0).all()
    assert clearing.offer_price.shape == (60,)
    assert clearing.need_price.shape == (50,)


def test_a_matrix_of_the_same_ways_gives_the_same_answer() -> None:
    giving, taking = columns(3, 30, 40)
    away = np.hypot(*(np.subtract.outer(giving[c], taking[c]) for c in ("x_km", "y_km")))
    matrix = CostMatrix.from_columns(away, unit="km", km=away)
    by_matrix = Haulage(nok_t=11, nok_tkm=2, detour=1.3, matrix=matrix)
    line = clear(OpenMarket(giving, taking, unplaced_nok_t=500), ROAD)
    for known in (True, False):  # with positions, which only make it faster, and without
        columns_of = [
            {k: v for k, v in party.items() if known or k not in ("x_km", "y_km")}
            for party in (giving, taking)
        ]
        market = OpenMarket(*columns_of, unplaced_nok_t=500)
        clearing = clear(market, by_matrix)
        assert clearing.objective == pytest.approx(line.objective, abs=1e-3)
        assert verify(market, by_matrix, clearing).optimal


def test_parties_may_share_the_places_of_a_matrix() -> None:
    away = np.array([[1.0, 9.0]])
    market = OpenMarket(
        {"kg": [10, 10], "place": [0, 0]}, {"kg": [10, 10], "place": [1, 0]}, unplaced_nok_t=99
    )
    costs = Haulage(nok_tkm=1, matrix=CostMatrix.from_columns(away, unit="km", km=away))
    clearing = clear(market, costs)
    assert clearing.objective == pytest.approx((10 * 1 + 10 * 9) / 1000)


def test_needs_that_name_no_groups_take_everything() -> None:
    at = {"x_km": [0.0, 1.0], "y_km": [0.0, 0.0]}
    market = OpenMarket(
        {"kg": [5, 5], "group": ["rock", "soil"], **at}, {"kg": [5, 5], **at}, unplaced_nok_t=99
    )
    clearing = clear(market, Haulage(nok_tkm=1))
    assert clearing.kg.sum() == 10
    one = OpenMarket(
        {"kg": [5, 5], "group": ["rock", "soil"], **at},
        {"kg": [5, 5], "group": ["soil", "soil"], **at},
        unplaced_nok_t=99,
    )
    assert clear(one, Haulage(nok_tkm=1)).offer.tolist() == [1]


def test_places_on_earth_are_as_far_apart_as_they_are() -> None:
    """A degree of latitude near Oslo is 111.4 km."""
    market = OpenMarket(
        {"kg": [1000], "lon": [10.7], "lat": [59.0]},
        {"kg": [1000], "lon": [10.7], "lat": [60.0]},
        unplaced_nok_t=1e4,
    )
    assert clear(market, Haulage(nok_tkm=1)).objective == pytest.approx(111.4, rel=1e-3)


def test_columns_are_frames_and_frames_columns() -> None:
    pd = pytest.importorskip("pandas")
    giving, taking = columns(1, 15, 15)
    frames = [pd.DataFrame(party) for party in (giving, taking)]
    by_frame = clear(OpenMarket(*frames, unplaced_nok_t=500), ROAD)
    assert by_frame == clear(OpenMarket(giving, taking, unplaced_nok_t=500), ROAD)
    table = by_frame.to_frame()
    assert list(table.columns) == ["offer", "need", "kg"]
    assert table.kg.sum() == by_frame.kg.sum()


def test_a_clearing_is_a_value() -> None:
    giving, taking = columns(1, 15, 15)
    market = OpenMarket(giving, taking, unplaced_nok_t=500)
    clearing = clear(market, ROAD)
    again = pickle.loads(pickle.dumps(clearing))
    assert again == clearing
    assert verify(market, ROAD, again).optimal
    with pytest.raises(ValueError, match="read-only"):
        clearing.kg[0] = 0


def test_a_time_limit_leaves_a_bound_that_holds() -> None:
    market = plane(4000)
    best = clear(market, ROAD)
    assert best.status == "optimal"
    for limit in (1e-3, best_of_half(market)):
        early = clear(market, ROAD, time_limit=limit)
        if early.status == "stopped":
            assert len(early.kg) == 0
            continue
        assert early.bound <= best.objective <= early.objective
        assert not verify(market, ROAD, early).violations


def best_of_half(market: OpenMarket) -> float:
    """Half the time that the market takes here and now."""
    begin = time.monotonic()
    clear(market, ROAD)
    return (time.monotonic() - begin) / 2


def test_progress_is_told_and_may_stop_the_call() -> None:
    told: list[tuple[str, float]] = []
    clear(plane(300), ROAD, progress=lambda stage, share: told.append((stage, share)))
    assert told
    assert {stage for stage, _ in told} == {"clear"}
    assert all(0 <= share <= 1 for _, share in told)

    def enough(stage: str, share: float) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        clear(plane(300), ROAD, progress=enough)


def test_ctrl_c_ends_the_call_and_other_threads_go_on_meanwhile() -> None:
    market = plane(30_000)
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.wait(0.01):
            counted += 1

    counter = threading.Thread(target=count)
    alarm = threading.Timer(0.4, lambda: os.kill(os.getpid(), signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs are deaf
    counter.start()
    alarm.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            clear(market, ROAD)
    finally:
        alarm.cancel()
        done.set()
        counter.join()
        signal.signal(signal.SIGINT, before)
    assert counted > 5


# ---- verify --------------------------------------------------------------------------------------


def changed(c: Clearing, **more: object) -> Clearing:
    return Clearing(**{n: getattr(c, n) for n in Clearing.__dataclass_fields__} | more)


def test_verify_sees_what_is_wrong_and_wrong_prices_prove_less() -> None:
    giving, taking = columns(9, 20, 20)
    market = OpenMarket(giving, taking, unplaced_nok_t=500)
    good = clear(market, ROAD)
    assert verify(market, ROAD, changed(good, kg=good.kg + 1000)).violations
    assert verify(market, ROAD, changed(good, offer=good.offer + 100)).violations
    assert verify(market, ROAD, changed(good, need=good.need - 100)).violations
    cheaper = verify(market, ROAD, changed(good, need_price=good.need_price - 50_000))
    assert not cheaper.violations
    assert cheaper.bound < good.bound
    assert not cheaper.optimal
    assert not ClearingVerdict(("gives more than it has",), 7.0, 7.0).optimal


# ---- what is refused -----------------------------------------------------------------------------


def test_all_faults_are_told_at_once() -> None:
    giving, taking = columns(2, 4, 4)
    giving["kg"][1] = -5
    giving["first"][2], giving["last"][2] = 3, 1
    taking["bought_nok_t"][3] = np.nan
    taking["first"][0] = -1
    found = check(giving, taking, unplaced_nok_t=500)
    assert {d.path for d in found} >= {
        "/offers/1/kg",
        "/offers/2/first",
        "/needs/3/bought_nok_t",
        "/needs/0/first",
    }
    with pytest.raises(InvalidArgumentError) as error:
        OpenMarket(giving, taking, unplaced_nok_t=500)
    assert len(error.value.diagnostics) == len(found)
    assert not check(*columns(2, 4, 4), unplaced_nok_t=500)


@pytest.mark.parametrize(
    ("offers", "needs", "path"),
    [
        ({"x_km": [1.0]}, {"kg": [1]}, "offers"),
        ({"kg": [1.5]}, {"kg": [1]}, "offers/kg"),
        ({"kg": [1], "place": [0, 1]}, {"kg": [1]}, "/offers/place"),
        ({"kg": [1], "first": [0, 1]}, {"kg": [1]}, "/offers/first"),
        ({"kg": [1], "x_km": [1.0]}, {"kg": [1]}, "offers"),
        ({"kg": [1], "x_km": [1.0], "y_km": [1.0]}, {"kg": [1]}, "needs"),
        ({"kg": [1]}, {"kg": [1], "groups": [["a"]]}, "offers"),
        ({"kg": [1], "group": ["a"]}, {"kg": [1], "groups": [["a"], ["a"]]}, "/needs/groups"),
    ],
)
def test_columns_that_do_not_fit_are_named(offers: dict, needs: dict, path: str) -> None:
    with pytest.raises(InvalidArgumentError) as error:
        OpenMarket(offers, needs, unplaced_nok_t=1)
    assert error.value.path == path


def test_ways_that_nobody_knows_are_refused() -> None:
    market = OpenMarket({"kg": [1]}, {"kg": [1]}, unplaced_nok_t=1)
    with pytest.raises(InvalidArgumentError, match="nobody knows the ways"):
        clear(market, Haulage(nok_tkm=1))
    away = np.zeros((1, 1))
    matrix = CostMatrix.from_columns(away, unit="km", km=away)
    far = OpenMarket({"kg": [1], "place": [1]}, {"kg": [1]}, unplaced_nok_t=1)
    with pytest.raises(InvalidArgumentError, match="numbered from 0"):
        clear(far, Haulage(nok_tkm=1, matrix=matrix))
    with pytest.raises(InvalidArgumentError, match="truck_nok_tkm"):
        clear(market, Haulage(nok_tkm=-1, matrix=matrix))
    with pytest.raises(InvalidArgumentError, match="four weights"):
        clear(market, Haulage(nok_tkm=1, matrix=matrix, weights=(1, -1, 0, 0)))
    with pytest.raises(InvalidArgumentError, match="seconds"):
        clear(market, Haulage(nok_tkm=1, matrix=matrix), time_limit=0)
    lost = OpenMarket(
        {"kg": [1], "lon": [10.0], "lat": [99.0]},
        {"kg": [1], "lon": [10.0], "lat": [59.0]},
        unplaced_nok_t=1,
    )
    with pytest.raises(InvalidArgumentError, match="degrees"):
        clear(lost, Haulage(nok_tkm=1))


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_a_position_that_is_no_number_is_named(wrong):
    offers = {"kg": [1, 2, 3], "x_km": [0.0, wrong, wrong], "y_km": [0.0, 0.0, 0.0]}
    needs = {"kg": [1], "x_km": [0.0], "y_km": [0.0]}
    with pytest.raises(InvalidArgumentError, match="of 2 such") as told:
        OpenMarket(offers, needs, unplaced_nok_t=1)
    assert told.value.path == "/offers/1/x_km"

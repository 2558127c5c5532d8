"""Mirrors masseflyt/emission.py."""

import pytest

from masseflyt import emission
from masseflyt.errors import InvalidArgumentError, NotFoundError, RuleNotVerifiedError

TRUCK = emission.EnergyUse(
    full_per_km=(0.4, 0.5, 0.6),
    empty_share=0.6,
    kg_per_unit=2.0,
    payload_t=20,
    scope="TTW",
    rests_on=("invented for tests",),
)


def test_the_empty_way_belongs_to_the_load():
    trip = emission.trip_emission(TRUCK, loaded_km=10, load_t=20, empty_km=10)
    assert trip.loaded_kg == pytest.approx((8, 10, 12))
    assert trip.empty_kg == pytest.approx((4.8, 6, 7.2))
    assert trip.kg_per_tkm == pytest.approx((0.064, 0.08, 0.096))
    assert (trip.scope, trip.rests_on) == ("TTW", ("invented for tests",))
    half = emission.trip_emission(TRUCK, loaded_km=10, load_t=10, empty_km=0)
    assert half.loaded_kg.point == pytest.approx(8)


def test_a_gradient_needs_its_effect():
    with pytest.raises(InvalidArgumentError) as caught:
        emission.trip_emission(TRUCK, loaded_km=1, load_t=1, empty_km=0, gradient_percent=2)
    assert caught.value.path == "/gradient_percent"
    known = emission.EnergyUse(0.5, 0.6, 2.0, 20, per_gradient_percent=0.1)
    trip = emission.trip_emission(known, loaded_km=10, load_t=20, empty_km=0, gradient_percent=2)
    assert trip.loaded_kg.point == pytest.approx(12)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"load_t": 21}, "/load_t"),
        ({"loaded_km": 0}, "/loaded_km"),
        ({"empty_km": -1}, "/empty_km"),
        ({"use": emission.EnergyUse((2, 1, 3), 0.6, 2.0, 20)}, "/full_per_km"),
        ({"use": emission.EnergyUse(0.5, 1.2, 2.0, 20)}, "/empty_share"),
    ],
)
def test_what_cannot_be_is_refused_by_name(wrong, path):
    right = {"use": TRUCK, "loaded_km": 1, "load_t": 1, "empty_km": 1, **wrong}
    with pytest.raises(InvalidArgumentError) as caught:
        emission.trip_emission(right.pop("use"), **right)
    assert caught.value.path == path


def test_factors_name_their_source_and_strict_refuses_what_is_recalled():
    for f in emission.factors():
        assert f.id
        assert f.source
        assert emission.factor(f.id).value == f.value
        low, point, high = emission.ranged(f)
        assert low <= point == f.value <= high
        if f.confidence == "recalled":
            with pytest.raises(RuleNotVerifiedError):
                emission.factor(f.id, strict=True)
        else:
            assert emission.factor(f.id, strict=True).id == f.id
    with pytest.raises(NotFoundError, match="no such"):
        emission.factor("no such")


def test_factors_as_a_table():
    pytest.importorskip("pandas")
    frame = emission.factors_frame()
    assert len(frame) == len(emission.factors())
    assert frame["source"].str.len().min() > 0

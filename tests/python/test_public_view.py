"""Mirrors python/masseflyt/public_view.py and public_page.py: late, rounded, plain, and escaped."""

import json
import re

import numpy as np
import pytest

from masseflyt import monitoring, public_view

NOISE = {
    "schema": "masseflyt.monitoring/1",
    "zone": "Europe/Oslo",
    "streams": [
        {
            "id": "mic",
            "parameter": "noise",
            "unit": "dB(A)",
            "place": "Storgata <12>",
            "meaning": "leq",
            "stamp": "start",
            "interval_s": 3600,
        }
    ],
    "rules": [
        {
            "id": "day",
            "title": "Dag & kveld",
            "source": "tillatelse <4.2>",
            "confidence": "recalled",
            "conditions": [
                {
                    "stream": "mic",
                    "statistic": "leq",
                    "window": {"civil": "clock", "from": "07:00", "to": "19:00"},
                    "comparison": "above",
                    "unit": "dB(A)",
                    "warning": 60,
                    "alarm": 65,
                    "min_coverage": 0.5,
                }
            ],
        }
    ],
}


def watched(days=6, loud=3, until=None):
    """Hours of six days from Monday 2 March; the day `loud` is above the limit."""
    watch = monitoring.Evaluator(monitoring.Rules.from_dict(NOISE))
    begin = np.datetime64("2026-03-02T00:00", "ns")
    time = begin + np.arange(days * 24) * np.timedelta64(3600, "s")
    value = np.where(np.arange(days * 24) // 24 == loud, 70.26, 50.0)
    watch.feed("mic", time, value)
    watch.advance_to(until or time[-1] + np.timedelta64(2, "h"))
    watch.take()
    return watch


def public(watch, now="2026-03-08T00:00Z", **more):
    return public_view.make(watch, monitoring.instant_ns(now), **more)


def test_windows_rules_and_episodes_are_told_rounded():
    found = public(watched(), rounding=0.5)
    assert [w["value"] for w in found["windows"]] == [50.0, 50.0, 50.0, 70.5, 50.0, 50.0]
    [rule] = found["rules"]
    assert (rule["level"], rule["known"], rule["limits"]) == (
        "normal",
        True,
        {"warning": 60, "alarm": 65},
    )
    [episode] = found["episodes"]
    assert (episode["level"], episode["peak"]) == ("alarm", 70.5)
    assert episode["end"] == "2026-03-06T18:00:00Z"


def test_nothing_younger_than_the_delay_is_known():
    watch = watched(days=4)
    early = public(watch, "2026-03-05T18:30Z", delay_s=3600)
    assert len(early["windows"]) == 3
    assert early["episodes"] == []
    assert early["rules"][0]["level"] == "normal"
    late = public(watch, "2026-03-05T19:00Z", delay_s=3600)
    assert len(late["windows"]) == 4
    assert late["rules"][0]["level"] == "alarm"
    assert late["episodes"][0]["end"] is None


def test_places_can_be_coarse():
    found = public(watched(), places={"Storgata <12>": "Sentrum"})
    assert {r["place"] for r in (*found["windows"], *found["rules"])} == {"Sentrum"}
    assert found == watched().public("2026-03-08T00:00Z", places={"Storgata <12>": "Sentrum"})


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_page_stands_by_itself_and_escapes_every_name(lang):
    found = public(watched())
    page = public_view.page(found, lang=lang, title="<b>Bru</b>", contact="Kari & <Co> 22 00 00 00")
    assert "<script" not in page
    assert not re.search(r"(src|href)=|url\(|@import|https?://", page)
    assert "<b>Bru" not in page
    assert "Storgata &lt;12&gt;" in page
    assert "Kari &amp; &lt;Co&gt;" in page
    assert "tillatelse &lt;4.2&gt;" in page
    assert page == public_view.page(
        json.loads(json.dumps(found)),
        lang=lang,
        title="<b>Bru</b>",
        contact="Kari & <Co> 22 00 00 00",
    )


def test_the_page_answers_what_a_neighbour_asks():
    page = public_view.page(public(watched()), lang="nb")
    for told in (
        "Støy – Storgata",  # what is measured here
        "Innenfor grensene",  # is it within the limit now
        "Målt til og med",
        "Siste sju dager",  # what happened
        "torsdag 5. mars kl. 07:00–19:00",
        "forbi grensen",
        "Hva betyr det?",
        "Hvem kan jeg spørre?",
        "Anlegget har ikke oppgitt noen kontakt",
        "tallet er ikke kontrollert mot kilden",
        "Ti desibel mer",
    ):
        assert told in page, told
    assert "Grensen er passert" in public_view.page(
        public(watched(days=4), "2026-03-05T22:00Z"), lang="nb"
    )


def test_silence_is_no_calm():
    watch = monitoring.Evaluator(monitoring.Rules.from_dict(NOISE))
    watch.advance_to("2026-03-08T00:00Z")
    watch.take()
    page = public_view.page(public(watch), lang="en")
    assert "No measurement" in page
    assert "Within the limits<small>" not in page
    assert "nobody can be sure" in page


def test_a_saved_state_remembers_what_the_public_may_see():
    watch = watched()
    again = monitoring.Evaluator.load(watch.rules, watch.save())
    assert public(again) == public(watch)
    assert again.snapshot() == watch.snapshot()

"""What the public page says, in Norwegian and English."""

from __future__ import annotations

from typing import Any

__all__ = ["PARAMETERS", "WORDS", "number"]


def number(value: float, lang: str) -> str:
    """Plain decimals; a comma in Norwegian."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    text = "0" if text in ("-0", "") else text
    return text.replace(".", ",").replace("-", "−") if lang == "nb" else text.replace("-", "−")


WORDS: dict[str, dict[str, Any]] = {
    "nb": {
        "heading": "Målinger ved anlegget",
        "updated": "Oppdatert {}.",
        "delayed": "Målingene vises {} etter at de er gjort.",
        "nothing": "Ingenting måles ved dette anlegget ennå.",
        "weekdays": [
            "mandag",
            "tirsdag",
            "onsdag",
            "torsdag",
            "fredag",
            "lørdag",
            "søndag",
        ],
        "months": [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ],
        "still": "pågår",
        "until": "Målt til og med {}.",
        "partly": "Noe av det som skal måles, mangler.",
        "measured": "Måles som",
        "limit": "grense",
        "last": "Sist målt,",
        "provisional": "foreløpig",
        "no_value": "for få målinger til å vise et tall",
        "week": "Siste sju dager",
        "calm": "Ingen grense er passert.",
        "calm_unknown": (
            "Ingen kjente overskridelser – men det mangler målinger, så det er ikke sikkert."
        ),
        "at": {"warning": "varsel ved", "stop": "stans ved"},
        "times": "{} ganger",
        "once": "én gang",
        "together": "til sammen {}",
        "when": "Når",
        "what": "Hva",
        "rule": "Gjelder",
        "worst": "Verste verdi",
        "meaning": "Hva betyr det?",
        "ask": "Hvem kan jeg spørre?",
        "nobody": "Anlegget har ikke oppgitt noen kontakt. Byggherren skal kunne svare.",
        "how": "Slik leser du siden",
        "rounded": "Tall er rundet av til nærmeste {}; fargene er satt før avrundingen.",
        "checked": (
            "Foreløpige tall kan bli rettet når målingene er kontrollert eller et "
            "laboratorium har svart. Skravert felt betyr at det mangler målinger, ikke at "
            "det var stille."
        ),
        "sources": "Hvor grensene kommer fra",
        "recalled": "tallet er ikke kontrollert mot kilden",
        "over": "over {}",
        "clock": "kl. {}",
        "each": "Hver enkelt måling holdes mot grensen.",
        "cycles": {
            "hour": "per time",
            "day": "per døgn",
            "week": "per uke",
            "month": "per måned",
            "year": "per år",
            "winter": "per vinter (november–april)",
        },
        "statistics": {
            "last": "siste måling",
            "mean": "gjennomsnitt",
            "min": "laveste verdi",
            "max": "høyeste verdi",
            "sum": "sum",
            "leq": "gjennomsnittlig lydnivå (Leq)",
            "lden": "døgnnivå (Lden)",
            "percentile": "persentil",
            "vector_mean": "middelretning",
            "weighted_mean": "vannføringsveid gjennomsnitt",
            "count": "antall",
            "count_above": "antall over terskel",
            "share_above": "andel over terskel",
            "rate": "endring per sekund",
            "mean_ph": "middels pH",
        },
        "levels": {
            "warning": "varsel",
            "alarm": "grense",
            "stop": "stans",
        },
        "status": {
            "normal": "Innenfor grensene",
            "warning": "Nærmer seg grensen",
            "alarm": "Grensen er passert",
            "stop": "Grensen for stans er passert",
            "none": "Ingen måling",
        },
        "beyond": {
            "warning": "forbi varsel",
            "alarm": "forbi grensen",
            "stop": "forbi stans",
        },
        "explained": {
            "normal": "Det siste som er målt, er innenfor alle grenser.",
            "warning": "Et varselnivå er passert. Anlegget skal følge med og dempe der det kan.",
            "alarm": "Grensen i tillatelsen eller retningslinjen er passert.",
            "stop": "Nivået der arbeidet skal stanse, er passert.",
            "none": (
                "Måleren er stille, eller det mangler så mye at ingen vet. Det betyr ikke "
                "at alt er i orden."
            ),
        },
        "days": [
            "dag",
            "dager",
        ],
        "hours": [
            "time",
            "timer",
        ],
        "minutes": [
            "minutt",
            "minutter",
        ],
        "seconds": [
            "sekund",
            "sekunder",
        ],
    },
    "en": {
        "heading": "Measurements at the site",
        "updated": "Updated {}.",
        "delayed": "Measurements are shown {} after they were made.",
        "nothing": "Nothing is measured at this site yet.",
        "weekdays": [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        "months": [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        "still": "still going on",
        "until": "Measured up to {}.",
        "partly": "Some of what should be measured is missing.",
        "measured": "Measured as",
        "limit": "limit",
        "last": "Last measured,",
        "provisional": "provisional",
        "no_value": "too few readings to show a figure",
        "week": "The last seven days",
        "calm": "No limit was passed.",
        "calm_unknown": "No exceedance is known – but readings are missing, so nobody can be sure.",
        "at": {"warning": "warning at", "stop": "stop at"},
        "times": "{} times",
        "once": "once",
        "together": "{} in all",
        "when": "When",
        "what": "What",
        "rule": "About",
        "worst": "Worst value",
        "meaning": "What does it mean?",
        "ask": "Whom can I ask?",
        "nobody": (
            "The site has named no contact. The owner of the works should be able to answer."
        ),
        "how": "How to read this page",
        "rounded": "Figures are rounded to the nearest {}; colours were set before that.",
        "checked": (
            "Provisional figures may be corrected when the readings have been checked or a "
            "laboratory has answered. A hatched bar means that readings are missing, not "
            "that it was quiet."
        ),
        "sources": "Where the limits come from",
        "recalled": "the figure was not checked in its source",
        "over": "over {}",
        "clock": "{}",
        "each": "Each reading is held against the limit by itself.",
        "cycles": {
            "hour": "per hour",
            "day": "per day",
            "week": "per week",
            "month": "per month",
            "year": "per year",
            "winter": "per winter (November to April)",
        },
        "statistics": {
            "last": "newest reading",
            "mean": "mean",
            "min": "lowest value",
            "max": "highest value",
            "sum": "sum",
            "leq": "average sound level (Leq)",
            "lden": "day-evening-night level (Lden)",
            "percentile": "percentile",
            "vector_mean": "mean direction",
            "weighted_mean": "flow-weighted mean",
            "count": "count",
            "count_above": "count above a threshold",
            "share_above": "share above a threshold",
            "rate": "change per second",
            "mean_ph": "mean pH",
        },
        "levels": {
            "warning": "warning",
            "alarm": "limit",
            "stop": "stop",
        },
        "status": {
            "normal": "Within the limits",
            "warning": "Close to the limit",
            "alarm": "The limit is passed",
            "stop": "The level for a stop is passed",
            "none": "No measurement",
        },
        "beyond": {
            "warning": "past warning",
            "alarm": "past the limit",
            "stop": "past stop",
        },
        "explained": {
            "normal": "What was measured last is within all limits.",
            "warning": "A warning level was passed. The site should watch it and soften its work.",
            "alarm": "The limit of the permit or guideline was passed.",
            "stop": "The level at which work has to stop was passed.",
            "none": (
                "The sensor is silent, or so much is missing that nobody knows. That does "
                "not mean all is well."
            ),
        },
        "days": [
            "day",
            "days",
        ],
        "hours": [
            "hour",
            "hours",
        ],
        "minutes": [
            "minute",
            "minutes",
        ],
        "seconds": [
            "second",
            "seconds",
        ],
    },
}

PARAMETERS: dict[str, dict[str, tuple[str, str]]] = {
    "nb": {
        "noise": (
            "støy",
            (
                "Lyd måles i desibel (dB). Ti desibel mer oppleves omtrent som dobbelt så "
                "høyt. Et gjennomsnittsnivå legger sammen lydenergien: korte, kraftige "
                "lyder teller mye, men kan likevel være høyere enn tallet som vises."
            ),
        ),
        "vibration": (
            "rystelser",
            (
                "Hvor fort bygningen beveger seg, målt på grunnmuren. Rystelser merkes "
                "lenge før de kan skade et hus."
            ),
        ),
        "velocity": (
            "rystelser",
            (
                "Hvor fort bygningen beveger seg, målt på grunnmuren. Rystelser merkes "
                "lenge før de kan skade et hus."
            ),
        ),
        "turbidity": (
            "grumset vann",
            (
                "Hvor mye partikler det er i vannet. Høye verdier kan komme av arbeidet, "
                "men også av kraftig regn."
            ),
        ),
        "ph": (
            "surhet (pH)",
            ("7 er nøytralt. Betong gjør vann mer basisk (høyere pH), og det kan skade fisk."),
        ),
        "pm10": (
            "svevestøv (PM10)",
            (
                "Små støvkorn i lufta. Høyt nivå kan komme fra anlegget, men også fra "
                "veier, fyring og vær."
            ),
        ),
        "pm25": (
            "svevestøv (PM2,5)",
            "Svært små støvkorn i lufta, fra blant annet fyring, trafikk og anlegg.",
        ),
        "dust": (
            "støvnedfall",
            "Støv som faller ned og samles opp over omtrent en måned.",
        ),
    },
    "en": {
        "noise": (
            "noise",
            (
                "Sound is measured in decibels (dB). Ten decibels more is heard as about "
                "twice as loud. An average level adds up sound energy: short, loud sounds "
                "count for much, yet can be louder than the figure shown."
            ),
        ),
        "vibration": (
            "vibration",
            (
                "How fast the building moves, measured at its foundation. Vibration is felt "
                "long before it can damage a house."
            ),
        ),
        "velocity": (
            "vibration",
            (
                "How fast the building moves, measured at its foundation. Vibration is felt "
                "long before it can damage a house."
            ),
        ),
        "turbidity": (
            "cloudy water",
            (
                "How many particles there are in the water. High values may come from the "
                "works, and from heavy rain as well."
            ),
        ),
        "ph": (
            "acidity (pH)",
            ("7 is neutral. Concrete makes water more alkaline (higher pH), which can harm fish."),
        ),
        "pm10": (
            "dust in the air (PM10)",
            (
                "Small grains of dust in the air. A high level may come from the site, and "
                "from roads, heating and weather as well."
            ),
        ),
        "pm25": (
            "dust in the air (PM2.5)",
            ("Very small grains in the air, from heating, traffic and works among others."),
        ),
        "dust": (
            "dust fallout",
            "Dust that falls and is collected over about a month.",
        ),
    },
}

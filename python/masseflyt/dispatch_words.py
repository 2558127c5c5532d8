"""Words and colours that the plots and the page of a day share."""

from __future__ import annotations

COLOURS = {
    "drive_loaded": "#1b6e53",
    "drive_empty": "#d98c2b",
    "load": "#6fb7a0",
    "unload": "#a5d3c4",
    "wait": "#c44536",
    "rest": "#8d99ae",
    "charge": "#5e60ce",
    "clean": "#48bfe3",
}

NAMES = {
    "en": {
        "drive_loaded": "loaded",
        "drive_empty": "empty",
        "load": "loading",
        "unload": "unloading",
        "wait": "waiting",
        "rest": "break",
        "charge": "charging",
        "clean": "cleaning",
    },
    "nb": {
        "drive_loaded": "med lass",
        "drive_empty": "tom",
        "load": "lasting",
        "unload": "lossing",
        "wait": "venting",
        "rest": "pause",
        "charge": "lading",
        "clean": "rengjøring",
    },
}


def hours(clock: str) -> float:
    """Read "06:30:00" as hours.

    >>> hours("06:30:00")
    6.5
    """
    h, m, s = clock.split(":")
    return int(h) + int(m) / 60 + int(s) / 3600

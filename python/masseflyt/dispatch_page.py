"""The report page of a day of trucks: one file, no network, no script, prints on A4."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from masseflyt.dispatch_words import COLOURS, NAMES, hours
from masseflyt.html import number

if TYPE_CHECKING:
    from masseflyt.dispatch import Dispatch
    from masseflyt.plan import Language

TEXTS = {
    "en": {
        "title": "Trucks of the day",
        "loads": "Loads",
        "tonnes": "Tonnes",
        "trucks": "Trucks",
        "driven": "Driven km",
        "empty": "Empty km",
        "bound": "Empty km, at least",
        "waiting": "Waiting hours",
        "built_up": "Vehicle-km in built-up area",
        "unknown": "not known",
        "share": "{0} % of the kilometres are empty. No timetable for these loads has fewer than "
        "{1} empty kilometres; this one is {2} % of the driven kilometres above that.",
        "ok": "An independent simulation replayed the day and accepts every itinerary.",
        "bad": "An independent simulation refuses this day:",
        "left": "Left over",
        "reason": "Reason",
        "haul": "Haul",
        "all": "Every load has a truck.",
        "map": "Drives",
        "gantt": "What the trucks do",
        "first": "The first {0} of {1} trucks.",
        "returns": "Return loads that would help most",
        "returns_text": "One more load on such a way would save at most so many empty kilometres.",
        "from": "From",
        "to": "To",
        "saves": "Saves at most, km",
        "hauls": "What is driven",
        "material": "Material",
        "km": "km loaded",
        "schools": "Homes along the way count as built-up area outside tunnels. Where schools lie "
        "is not known here, so nothing is said of them.",
        "none": "None.",
        "how": "Lines are straight; distances are those of roads. Search: {0} rounds, ended "
        "{1}. Weights: {2} per km, {3} per truck, {4} per hour of waiting.",
    },
    "nb": {
        "title": "Dagens biler",
        "loads": "Lass",
        "tonnes": "Tonn",
        "trucks": "Biler",
        "driven": "Kjørte km",
        "empty": "Tomme km",
        "bound": "Tomme km, minst",
        "waiting": "Ventetimer",
        "built_up": "Kjøretøy-km i tettbygd strøk",
        "unknown": "ikke kjent",
        "share": "{0} % av kilometerne er tomme. Ingen tidsplan for disse lassene har færre enn "
        "{1} tomme kilometer; denne ligger {2} % av de kjørte kilometerne over det.",
        "ok": "En uavhengig simulering har kjørt dagen og godtar hver rute.",
        "bad": "En uavhengig simulering godtar ikke dagen:",
        "left": "Blir liggende",
        "reason": "Grunn",
        "haul": "Transport",
        "all": "Alle lass har en bil.",
        "map": "Kjøring",
        "gantt": "Hva bilene gjør",
        "first": "De første {0} av {1} biler.",
        "returns": "Returlass som ville hjelpe mest",
        "returns_text": "Ett lass til på en slik vei ville spare høyst så mange tomme kilometer.",
        "from": "Fra",
        "to": "Til",
        "saves": "Sparer høyst, km",
        "hauls": "Hva som kjøres",
        "material": "Materiale",
        "km": "km med lass",
        "schools": "Boliger langs veien telles som tettbygd strøk utenfor tunnel. Hvor skoler "
        "ligger er ikke kjent her, så om dem sies ingenting.",
        "none": "Ingen.",
        "how": "Linjene er rette; avstandene er langs vei. Søk: {0} runder, slutt {1}. "
        "Vekter: {2} per km, {3} per bil, {4} per time venting.",
    },
}

# Words for ids; one that is not here is shown as it is.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "rock_tbm": "bored rock",
        "alum_shale": "alum shale",
        "work_limit": "at its limit of rounds",
        "deadline": "at its time limit",
        "cancelled": "by the caller",
        "done": "when nothing got better",
    },
    "nb": {
        "rock": "stein",
        "rock_tbm": "TBM-masse",
        "alum_shale": "alunskifer",
        "soil": "jord",
        "clay": "leire",
        "moraine": "morene",
        "concrete": "betong",
        "asphalt": "asfalt",
        "work_limit": "ved grensen for runder",
        "deadline": "ved tidsgrensen",
        "cancelled": "av den som kjørte den",
        "done": "da ingenting ble bedre",
    },
}

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:62rem;margin:2rem auto;
padding:0 1rem}
h1{margin:0 0 .2rem}h2{margin:2rem 0 .5rem;font-size:1.15rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;
margin:1rem 0}
.card{border:1px solid #ddd;border-radius:6px;padding:.5rem .7rem}
.card b{display:block;font-size:1.35rem}.card span{color:#555;font-size:.85rem}
table{border-collapse:collapse;width:100%;font-size:.88rem}
td,th{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #e5e5e5}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
svg{width:100%;height:auto}svg text{font:10px system-ui,sans-serif;fill:#333}
.key span{display:inline-block;margin-right:1rem}.key i{display:inline-block;width:.9rem;
height:.7rem;margin-right:.3rem}
.bad{color:#a11}.small{color:#555;font-size:.85rem}
@media print{body{margin:0;font-size:11px;max-width:none}h2{break-after:avoid}
tr,svg,.card{break-inside:avoid}@page{size:A4;margin:14mm}}
"""


def page(day: Dispatch, lang: Language) -> str:
    """Write the page."""
    t = TEXTS[lang]
    title = f"{t['title']} {day.date}".strip()
    parts = [
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        _cards(day, lang),
        _proof(day, lang),
        _left_over(day, lang),
        f"<h2>{t['map']}</h2>{_map(day)}{_key(('drive_loaded', 'drive_empty'), lang)}",
        f"<h2>{t['gantt']}</h2>{_gantt(day, lang)}",
        _hauls(day, lang),
        _returns(day, lang),
        _how(day, lang),
        "</body></html>\n",
    ]
    return "".join(parts)


def _number(value: float, lang: str, decimals: int = 0) -> str:
    return number(value, lang, decimals)


def _cards(day: Dispatch, lang: Language) -> str:
    t, s = TEXTS[lang], day.summary
    built_up = s["built_up_vkm"]
    figures = [
        (t["loads"], _number(s["loads"], lang)),
        (t["tonnes"], _number(s["tonnes"], lang)),
        (t["trucks"], _number(s["trucks"], lang)),
        (t["driven"], _number(s["driven_km"], lang)),
        (t["empty"], _number(s["empty_km"], lang)),
        (t["bound"], _number(s["empty_km_lower_bound"], lang)),
        (t["waiting"], _number(s["waiting_h"], lang, 1)),
        (t["built_up"], t["unknown"] if built_up is None else _number(built_up, lang)),
    ]
    cards = "".join(f'<div class="card"><b>{b}</b><span>{a}</span></div>' for a, b in figures)
    return f'<div class="cards">{cards}</div>'


def _proof(day: Dispatch, lang: Language) -> str:
    t, s = TEXTS[lang], day.summary
    share = 100 * s["empty_km"] / s["driven_km"] if s["driven_km"] else 0
    text = t["share"].format(
        _number(share, lang, 1),
        _number(s["empty_km_lower_bound"], lang),
        _number(100 * s["distance_from_bound"], lang, 2),
    )
    if day.accepted:
        return f"<p>{text} {t['ok']}</p>"
    rows = "".join(
        f"<li>{escape(v['truck'])} {v['time']} {escape(v['place'])}: {escape(v['rule'])}, "
        f"{escape(v['limit'])}</li>"
        for v in s["violations"][:50]
    )
    return f'<p>{text}</p><p class="bad">{t["bad"]}</p><ul class="bad">{rows}</ul>'


def _left_over(day: Dispatch, lang: Language) -> str:
    t = TEXTS[lang]
    if not day.unserved:
        return f"<p>{t['all']}</p>"
    rows = [[u["haul"], _number(u["tonnes"], lang, 1), u["reason"]] for u in day.unserved]
    return f"<h2>{t['left']}</h2>" + _table([t["haul"], t["tonnes"], t["reason"]], rows, (1,))


def _table(head: list[str], rows: list[list[str]], numbers: tuple[int, ...]) -> str:
    def row(cells: list[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if i in numbers else ''}>{escape(c)}</{tag}>"
            for i, c in enumerate(cells)
        )

    body = "".join(f"<tr>{row(r, 'td')}</tr>" for r in rows)
    return f"<table><thead><tr>{row(head, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _place(day: Dispatch, place: str) -> str:
    return f"{day.places[place][0]} ({place})"


def _map(day: Dispatch) -> str:
    count: dict[tuple[str, str, str], int] = {}
    for row in day.rows():
        if row["doing"].startswith("drive"):
            key = (row["doing"], row["from"], row["to"])
            count[key] = count.get(key, 0) + 1
    if not count:
        return ""
    used = sorted({p for _, a, b in count for p in (a, b)})
    latitude = sum(day.places[p][2] for p in used) / len(used)
    flat = {
        p: (day.places[p][1] * math.cos(math.radians(latitude)), -day.places[p][2]) for p in used
    }
    west, north = (min(flat[p][k] for p in used) for k in (0, 1))
    span = max(max(flat[p][k] for p in used) - (west, north)[k] for k in (0, 1)) or 1
    scale = 860 / span
    at = {p: (20 + (x - west) * scale, 20 + (y - north) * scale) for p, (x, y) in flat.items()}
    height = 40 + max(y for _, y in at.values())
    most = max(count.values())
    lines = []
    for (doing, a, b), n in sorted(count.items(), key=lambda item: (item[1], item[0])):
        dash = "" if doing == "drive_loaded" else ' stroke-dasharray="4 3"'
        lines.append(
            f'<line x1="{at[a][0]:.1f}" y1="{at[a][1]:.1f}" x2="{at[b][0]:.1f}" '
            f'y2="{at[b][1]:.1f}" stroke="{COLOURS[doing]}" stroke-opacity=".75" '
            f'stroke-width="{0.8 + 6 * n / most:.1f}"{dash}><title>{escape(a)}–{escape(b)}: {n}'
            "</title></line>"
        )
    taken: list[tuple[float, float]] = []
    for p in used:
        x, y = at[p]
        lines.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>'
            f"{escape(_place(day, p))}</title></circle>"
        )
        if all(abs(x - u) > 24 or abs(y - v) > 10 for u, v in taken):
            lines.append(f'<text x="{x + 5:.1f}" y="{y - 4:.1f}">{escape(p)}</text>')
            taken.append((x, y))
    return f'<svg viewBox="0 0 940 {height:.0f}" role="img">{"".join(lines)}</svg>'


def _key(doings: tuple[str, ...], lang: Language) -> str:
    items = "".join(
        f'<span><i style="background:{COLOURS[d]}"></i>{NAMES[lang][d]}</span>' for d in doings
    )
    return f'<p class="key small">{items}</p>'


def _gantt(day: Dispatch, lang: Language, most: int = 60) -> str:
    rows = day.rows()
    if not rows:
        return f"<p>{TEXTS[lang]['none']}</p>"
    names = list(dict.fromkeys(r["truck"] for r in rows))
    shown = {name: i for i, name in enumerate(names[:most])}
    begin = math.floor(min(hours(r["begin"]) for r in rows))
    end = math.ceil(max(hours(r["end"]) for r in rows))
    left, line = 110, 11
    scale = 820 / max(end - begin, 1)
    parts = []
    for hour in range(begin, end + 1):
        x = left + (hour - begin) * scale
        parts.append(
            f'<line x1="{x:.1f}" y1="14" x2="{x:.1f}" y2="{18 + line * len(shown)}" '
            f'stroke="#ddd"/><text x="{x - 5:.1f}" y="10">{hour % 24}</text>'
        )
    for name, i in shown.items():
        parts.append(f'<text x="0" y="{27 + line * i}">{escape(name[:20])}</text>')
    for r in rows:
        if r["truck"] in shown and (width := (hours(r["end"]) - hours(r["begin"])) * scale) > 0:
            x = left + (hours(r["begin"]) - begin) * scale
            parts.append(
                f'<rect x="{x:.1f}" y="{19 + line * shown[r["truck"]]}" '
                f'width="{max(width, 0.5):.1f}" height="9" fill="{COLOURS[r["doing"]]}"/>'
            )
    note = TEXTS[lang]["first"].format(len(shown), len(names)) if len(names) > most else ""
    used = tuple(d for d in COLOURS if any(r["doing"] == d for r in rows))
    height = 24 + line * len(shown)
    return (
        f'{_key(used, lang)}<svg viewBox="0 0 940 {height}" role="img">{"".join(parts)}</svg>'
        f'<p class="small">{note}</p>'
    )


def _hauls(day: Dispatch, lang: Language) -> str:
    t = TEXTS[lang]
    sums: dict[str, list[float]] = {}
    ends: dict[str, tuple[str, str, str]] = {}
    for r in day.rows():
        if r["doing"] == "drive_loaded" and r["haul"]:
            ends[r["haul"]] = (r["from"], r["to"], r["material"])
            figures = sums.setdefault(r["haul"], [0, 0, 0])
            figures[0] += 1
            figures[1] += float(r["tonnes"])
            figures[2] += float(r["km"])
    rows = [
        [
            _place(day, ends[h][0]),
            _place(day, ends[h][1]),
            WORDS[lang].get(ends[h][2], ends[h][2]),
            _number(n, lang),
            _number(tonnes, lang),
            _number(km, lang),
        ]
        for h, (n, tonnes, km) in sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    ]
    head = [t["from"], t["to"], t["material"], t["loads"], t["tonnes"], t["km"]]
    return f"<h2>{t['hauls']}</h2>" + _table(head, rows, (3, 4, 5))


def _returns(day: Dispatch, lang: Language) -> str:
    t = TEXTS[lang]
    rows = [
        [_place(day, f["from"]), _place(day, f["to"]), _number(f["saves_km_at_most"], lang, 1)]
        for f in day.summary["return_flows"][:10]
    ]
    text = _table([t["from"], t["to"], t["saves"]], rows, (2,)) if rows else f"<p>{t['none']}</p>"
    return f"<h2>{t['returns']}</h2><p>{t['returns_text']}</p>{text}"


def _how(day: Dispatch, lang: Language) -> str:
    t, s = TEXTS[lang], day.summary["search"]
    how = t["how"].format(
        s["rounds"],
        WORDS[lang].get(s["stopped"], s["stopped"]),
        s["per_km"],
        s["per_truck"],
        s["per_waiting_hour"],
    )
    return f'<p class="small">{t["schools"]} {how}</p>'

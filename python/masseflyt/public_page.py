"""The reduced public view as one page that a neighbour understands. No scripts, nothing loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Literal

import numpy as np

from masseflyt import clocks
from masseflyt.public_words import PARAMETERS, WORDS, number

__all__ = ["page"]

Language = Literal["nb", "en"]
Row = Mapping[str, Any]

_UNITS = {
    "1": "",
    "pH": "",
    "ug/m3": "µg/m³",
    "ug/l": "µg/l",
    "uS/cm": "µS/cm",
    "g/m2": "g/m²",
    "m3": "m³",
    "degC": "°C",
}
_NO_ZERO = ("dB(A)", "pH", "degC")  # units in which a bar from zero says nothing

MOST_ALONE = 8  # more episodes than these are summed up by day

_RANK = ("normal", "warning", "alarm", "stop")
_COLOUR = {
    "normal": "#2f7d4f",
    "warning": "#c98a12",
    "alarm": "#b3362b",
    "stop": "#6d1620",
    "none": "#6b7480",
}
_MARK = {"normal": "✓", "warning": "!", "alarm": "▲", "stop": "■", "none": "?"}

_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#f4f5f6;color:#1d2329;font:17px/1.5 system-ui,"Segoe UI",sans-serif}
main{max-width:54rem;margin:0 auto;padding:1.4rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:0}h2{font-size:1.25rem;margin:0 0 .2rem}
h3{font-size:1rem;margin:1.1rem 0 .3rem}p{margin:.4rem 0}.quiet{color:#55606b}
.card{background:#fff;border:1px solid #dde1e5;border-radius:10px;padding:1.1rem 1.2rem;
margin:1.1rem 0}
.status{display:flex;gap:.8rem;align-items:center;border-radius:8px;color:#fff;padding:.7rem .9rem;
margin:.7rem 0;font-size:1.15rem;font-weight:600}.status,svg{-webkit-print-color-adjust:exact;
print-color-adjust:exact}
.status b{font-size:1.5rem;line-height:1;min-width:1.4rem;text-align:center}
.status small{display:block;font-weight:400;font-size:.92rem}
svg{display:block;width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th{text-align:left;font-weight:600;border-bottom:2px solid #c9cfd5;padding:.3rem .6rem .3rem 0}
td{border-bottom:1px solid #e5e8eb;padding:.35rem .6rem .35rem 0;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}.key{font-weight:600;white-space:nowrap}
dt{font-weight:600;margin-top:.6rem}dd{margin:0}
@media print{body{background:#fff;font-size:11pt}main{max-width:none;padding:0}
.card{border:1px solid #999;break-inside:avoid}}
"""


def page(
    public: Mapping[str, Any],
    *,
    lang: Language = "nb",
    title: str = "",
    contact: str = "",
    zone: str = "Europe/Oslo",
) -> str:
    """Write the page.

    Parameters
    ----------
    public
        As :meth:`masseflyt.monitoring.Evaluator.public` makes it.
    title
        Of the site, in the language of its neighbours.
    contact
        Whom to ask: a name, a telephone number. Without it the page says that nobody was named.
    zone
        Of all times on the page.

    Returns
    -------
    One HTML text: no scripts, nothing that is loaded from elsewhere, every name escaped.
    """
    return _Page(public, lang, zone).html(title, contact)


class _Page:
    def __init__(self, public: Mapping[str, Any], lang: Language, zone: str) -> None:
        self._public, self._zone = public, zone
        self._w = WORDS[lang]
        self._lang = lang
        self._parameters = PARAMETERS[lang]
        self._now = self._civil(public["now"])

    # ---- words -----------------------------------------------------------------------------------

    def _civil(self, text: str) -> np.datetime64:
        ns = np.array([clocks.instant_ns(text)], dtype=np.int64)
        civil: np.datetime64 = clocks.civil(ns, self._zone)[0].astype("datetime64[m]")
        return civil

    def _day(self, t: np.datetime64, *, short: bool = False) -> str:
        date = t.astype("datetime64[D]").item()
        weekday = self._w["weekdays"][date.weekday()]
        month = self._w["months"][date.month - 1]
        if short:
            return f"{date.day}. {month[:3]}" if self._lang == "nb" else f"{date.day} {month[:3]}"
        day = f"{date.day}. {month}" if self._lang == "nb" else f"{date.day} {month}"
        return f"{weekday} {day}"

    def _clock(self, t: np.datetime64) -> str:
        text = str(t.astype("datetime64[m]"))[11:]
        return f"kl. {text}" if self._lang == "nb" else text

    def _value(self, value: float, unit: str) -> str:
        shown = number(value, self._lang)
        named = _UNITS.get(unit, unit)
        return f"{shown} {named}" if named else shown

    def _span(self, begin: str, end: str | None) -> str:
        """ "Monday 3 March 07:00 to 19:00"."""
        a = self._civil(begin)
        if end is None:
            return f"{self._day(a)} {self._clock(a)} – {self._w['still']}"
        b = self._civil(end)
        if a == b:
            return f"{self._day(a)} {self._clock(a)}"
        same = a.astype("datetime64[D]") == b.astype("datetime64[D]")
        if a.astype("datetime64[D]") + 1 == b.astype("datetime64[D]") and (a, b) == (
            a.astype("datetime64[D]").astype(a.dtype),
            b.astype("datetime64[D]").astype(b.dtype),
        ):
            return self._day(a)
        if same:
            return f"{self._day(a)} {self._clock(a)}–{str(b)[11:]}"
        return f"{self._day(a)} {self._clock(a)} – {self._day(b)} {self._clock(b)}"

    def _window_words(self, rule: Row) -> str:
        w = self._w
        stat = w["statistics"].get(rule["statistic"], rule["statistic"])
        window = rule.get("window") or {}
        if "rolling_s" in window:
            return f"{stat} {w['over'].format(_length(window['rolling_s'], w))}"
        if "from" in window:
            clock = "{from}–{to}".format(**window)
            return f"{stat} {w['clock'].format(clock)}"
        if window.get("civil") in w["cycles"]:
            return f"{stat} {w['cycles'][window['civil']]}"
        return str(stat)

    def _measured_words(self, rule: Row) -> str:
        """ "Measured as the mean per hour. Limit: 52 dB(A), warning at 50 dB(A)."."""
        w = self._w
        each = rule["statistic"] == "last" and not rule.get("window")
        how = w["each"] if each else f"{w['measured']} {self._window_words(rule)}."
        told = {k: self._value(v, rule["unit"]) for k, v in rule["limits"].items()}
        first = [f"{w['limit']} {told['alarm']}"] if "alarm" in told else []
        rest = [f"{w['at'][k]} {told[k]}" for k in ("warning", "stop") if k in told]
        text = ", ".join([*first, *rest])
        return f"{how} {text[:1].upper()}{text[1:]}."

    # ---- parts -----------------------------------------------------------------------------------

    def html(self, title: str, contact: str) -> str:
        w, public = self._w, self._public
        heading = title or w["heading"]
        body = [f"<h1>{escape(heading)}</h1>"]
        updated = (
            f"{self._day(self._now)} {self._now.astype(object).year}, {self._clock(self._now)}"
        )
        body.append(f'<p class="quiet">{w["updated"].format(escape(updated))} {self._delay()}</p>')
        body.extend(self._cards())
        if not public["rules"]:
            body.append(f'<p class="card">{w["nothing"]}</p>')
        body.append(self._ask(contact))
        body.append(self._reading())
        return (
            f'<!DOCTYPE html>\n<html lang="{self._lang}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{escape(heading)}</title><style>{_STYLE}</style></head>"
            f"<body><main>{''.join(body)}</main></body></html>\n"
        )

    def _delay(self) -> str:
        minutes = round(self._public["delay_s"] / 60)
        return str(self._w["delayed"].format(_length(minutes * 60, self._w))) if minutes else ""

    def _cards(self) -> list[str]:
        """One card per place and parameter; the worst come first, then as in the register."""
        groups: dict[tuple[str, str], list[Row]] = {}
        for rule in self._public["rules"]:
            groups.setdefault((rule["place"], rule["parameter"]), []).append(rule)
        order = sorted(groups.items(), key=lambda item: -max(_rank(r) for r in item[1]))
        return [self._card(place, parameter, rules) for (place, parameter), rules in order]

    def _card(self, place: str, parameter: str, rules: Sequence[Row]) -> str:
        name, meaning = self._parameters.get(parameter, (parameter, ""))
        where = f" – {escape(place)}" if place else ""
        parts = [f"<h2>{escape(name[:1].upper() + name[1:])}{where}</h2>", self._status(rules)]
        for rule in rules:
            parts.append(self._rule(rule, alone=len(rules) == 1))
        parts.append(self._happened(rules))
        if meaning:
            parts.append(f"<h3>{self._w['meaning']}</h3><p>{escape(meaning)}</p>")
        return f'<section class="card">{"".join(parts)}</section>'

    def _status(self, rules: Sequence[Row]) -> str:
        w = self._w
        level = max((r["level"] for r in rules), key=_RANK.index)
        known = [r for r in rules if r["known"]]
        if level == "normal" and not known:
            level = "none"
        newest = max((r["until"] for r in known), default=None)
        until = ""
        if newest is not None:
            t = self._civil(newest)
            until = w["until"].format(f"{self._day(t)} {self._clock(t)}")
        partly = "" if len(known) in (0, len(rules)) else " " + w["partly"]
        beyond = [self._title(r) for r in rules if r["level"] != "normal"]
        which = f"{w['rule']}: {', '.join(beyond)}. " if beyond and len(rules) > 1 else ""
        return (
            f'<div class="status" style="background:{_COLOUR[level]}"><b>{_MARK[level]}</b>'
            f"<span>{w['status'][level]}<small>{escape(which + until)}{partly}</small></span></div>"
        )

    def _rule(self, rule: Row, *, alone: bool) -> str:
        w = self._w
        windows = [r for r in self._public["windows"] if r["rule"] == rule["id"]]
        head = f"<h3>{escape(self._title(rule))}</h3>"
        lines = [escape(self._measured_words(rule))]
        shown = [r for r in windows if r["value"] is not None]
        if shown:
            last = shown[-1]
            when = self._span(last["begin"], last["end"])
            mark = f" ({w['provisional']})" if last["provisional"] else ""
            value = self._value(last["value"], rule["unit"])
            lines.append(f"{w['last']} {when}: <b>{escape(value)}</b>{mark}.")
        text = f"<p>{' '.join(lines)}</p>"
        chart = self._chart(rule, windows) if windows else ""
        return head + text + chart

    def _title(self, rule: Row) -> str:
        if rule["title"] == rule["id"]:
            return str(self._window_words(rule))[:1].upper() + self._window_words(rule)[1:]
        return str(rule["title"])

    def _chart(self, rule: Row, windows: Sequence[Row]) -> str:
        """Bars of the windows, the limits as lines. Nothing measured is hatched, not low."""
        wide, high, left, base = 720.0, 190.0, 46.0, 158.0
        limits = list(rule["limits"].items())
        values = [r["value"] for r in windows if r["value"] is not None]
        everything = [*values, *(v for _, v in limits)] or [1.0]
        low, top = min(everything), max(everything)
        pad = (top - low or abs(top) or 1) * 0.12
        floor = 0.0 if low >= 0 and rule["unit"] not in _NO_ZERO else low - pad
        top += pad

        def y(v: float) -> float:
            return float(base - (v - floor) / (top - floor) * (base - 14))

        n = len(windows)
        step = (wide - left - 84) / n
        bar = max(min(step * 0.72, 40), 1.5)
        out = [
            f'<svg viewBox="0 0 {wide:g} {high:g}" role="img" font-size="12" '
            'font-family="inherit">',
            f"<title>{escape(self._title(rule))}</title>",
            '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="6" height="6" fill="#eceef0"/>'
            '<path d="M0 0V6" stroke="#b6bdc4" stroke-width="2"/></pattern></defs>',
            f'<line x1="{left}" x2="{wide - 84}" y1="{base}" y2="{base}" stroke="#8a939b"/>',
        ]
        for k, r in enumerate(windows):
            x = left + step * k + (step - bar) / 2
            told = f"{self._span(r['begin'], r['end'])}: "
            if r["value"] is None:
                told += self._w["no_value"]
                shape = f'y="14" height="{base - 14:g}" fill="url(#none)"'
            else:
                told += self._value(r["value"], rule["unit"])
                at = y(r["value"])
                shape = (
                    f'y="{at:.1f}" height="{max(base - at, 1):.1f}" fill="{_COLOUR[r["level"]]}"'
                )
            out.append(
                f'<rect x="{x:.1f}" width="{bar:.1f}" {shape}><title>{escape(told)}</title></rect>'
            )
        placed: list[float] = []
        for name, v in sorted(limits, key=lambda limit: -limit[1]):
            at = y(v)
            label = at + 4
            while any(abs(label - other) < 13 for other in placed):
                label += 13
            placed.append(label)
            out.append(
                f'<line x1="{left}" x2="{wide - 84}" y1="{at:.1f}" y2="{at:.1f}" '
                f'stroke="{_COLOUR[name]}" stroke-width="1.6" stroke-dasharray="6 4"/>'
                f'<text x="{wide - 80}" y="{label:.1f}" fill="{_COLOUR[name]}">'
                f"{escape(self._w['levels'][name])} {escape(number(v, self._lang))}</text>"
            )
        for v in _ticks(floor, top):
            out.append(
                f'<text x="{left - 6}" y="{y(v) + 4:.1f}" text-anchor="end" fill="#55606b">'
                f"{escape(number(v, self._lang))}</text>"
            )
        out.append(
            f'<text x="{left - 6}" y="10" text-anchor="end" fill="#55606b">'
            f"{escape(_unit(rule))}</text>"
        )
        every = max(1, round(n / 8))
        for k in range(0, n, every):
            t = self._civil(windows[k]["begin"])
            x = left + step * (k + 0.5)
            out.append(
                f'<text x="{x:.1f}" y="{base + 17}" text-anchor="middle" fill="#55606b">'
                f"{self._tick(windows, k, t)}</text>"
            )
        return "".join(out) + "</svg>"

    def _tick(self, windows: Sequence[Row], k: int, t: np.datetime64) -> str:
        first, second = (clocks.instant_ns(windows[k][name]) for name in ("begin", "end"))
        hourly = second - first < 6 * 3600 * 10**9
        return str(t.astype("datetime64[m]"))[11:] if hourly else self._day(t, short=True)

    def _happened(self, rules: Sequence[Row]) -> str:
        w = self._w
        week = self._now.astype("datetime64[D]") - 7
        ids = {r["id"]: r for r in rules}
        told = [
            e
            for e in self._public["episodes"]
            if e["rule"] in ids
            and (e["end"] is None or self._civil(e["end"]).astype("datetime64[D]") >= week)
        ]
        head = f"<h3>{w['week']}</h3>"
        if not told:
            known = any(r["known"] for r in rules)
            return head + f"<p>{w['calm'] if known else w['calm_unknown']}</p>"
        if len(told) > MOST_ALONE:
            return head + self._by_day(told, ids)
        rows = []
        for e in reversed(told):
            rule = ids[e["rule"]]
            peak = "" if e["peak"] is None else self._value(e["peak"], rule["unit"])
            rows.append((self._span(e["begin"], e["end"]), e["level"], self._title(rule), peak))
        return head + self._table(rows, w["worst"])

    def _by_day(self, episodes: Sequence[Row], rules: Mapping[str, Row]) -> str:
        """Many short ones: how often, for how long in all, and the worst, day by day."""
        w = self._w
        days: dict[tuple[np.datetime64, str], list[Row]] = {}
        for e in episodes:
            day = self._civil(e["begin"]).astype("datetime64[D]")
            days.setdefault((day, e["rule"]), []).append(e)
        rows = []
        for (day, name), some in sorted(days.items(), reverse=True):
            rule = rules[name]
            upper = rule["comparison"] in ("above", "at_or_above")
            peaks = [e["peak"] for e in some if e["peak"] is not None]
            worst = (max if upper else min)(peaks, default=None)
            seconds = sum(self._seconds(e) for e in some)
            still = f", {w['still']}" if some[-1]["end"] is None else ""
            lasted = w["together"].format(_about(seconds, w))
            often = w["times"].format(len(some)) if len(some) > 1 else w["once"]
            when = f"{self._day(day)}: {often}, {lasted}{still}"
            level = max((e["level"] for e in some), key=_RANK.index)
            peak = "" if worst is None else self._value(worst, rule["unit"])
            rows.append((when, level, self._title(rule), peak))
        return self._table(rows, w["worst"])

    def _seconds(self, episode: Row) -> float:
        end = clocks.instant_ns(episode["end"] or self._public["now"])
        if episode["end"] is None:
            end -= int(self._public["delay_s"] * 1e9)
        return max(end - clocks.instant_ns(episode["begin"]), 0) / 1e9

    def _table(self, rows: Sequence[tuple[str, str, str, str]], worst: str) -> str:
        w = self._w
        body = "".join(
            f"<tr><td>{escape(when)}</td>"
            f'<td class="key" style="color:{_COLOUR[level]}">{_MARK[level]} '
            f"{escape(w['beyond'][level])}</td><td>{escape(title)}</td>"
            f'<td class="n">{escape(peak)}</td></tr>'
            for when, level, title, peak in rows
        )
        return (
            f"<table><thead><tr><th>{w['when']}</th><th>{w['what']}</th><th>{w['rule']}</th>"
            f'<th class="n">{worst}</th></tr></thead><tbody>{body}</tbody></table>'
        )

    def _ask(self, contact: str) -> str:
        w = self._w
        text = escape(contact) if contact else w["nobody"]
        return f'<section class="card"><h2>{w["ask"]}</h2><p>{text}</p></section>'

    def _reading(self) -> str:
        w = self._w
        rounding = number(self._public["rounding"], self._lang)
        sources = dict.fromkeys(
            (r["source"], r["edition"], r["confidence"]) for r in self._public["rules"]
        )
        listed = "".join(
            f"<li>{escape(source)}{f' ({escape(edition)})' if edition else ''}"
            f"{' – ' + w['recalled'] if confidence == 'recalled' else ''}</li>"
            for source, edition, confidence in sources
        )
        levels = "".join(
            f'<dt><span style="color:{_COLOUR[k]}">{_MARK[k]}</span> {escape(w["status"][k])}</dt>'
            f"<dd>{escape(w['explained'][k])}</dd>"
            for k in ("normal", "warning", "alarm", "stop", "none")
        )
        limits = f"<h3>{w['sources']}</h3><ul>{listed}</ul>" if listed else ""
        return (
            f'<section class="card"><h2>{w["how"]}</h2><p>{w["rounded"].format(rounding)} '
            f"{w['checked']}</p><dl>{levels}</dl>{limits}</section>"
        )


def _about(seconds: float, words: Mapping[str, Any]) -> str:
    """Two minutes, three hours: rounded, and never nothing."""
    for size, key in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 1.5 * size:
            n = round(seconds / size)
            return f"{n} {words[key][n != 1]}"
    n = max(round(seconds), 1)
    return f"{n} {words['seconds'][n != 1]}"


def _unit(rule: Row) -> str:
    unit = str(rule["unit"])
    return _UNITS.get(unit, unit)


def _rank(rule: Row) -> int:
    return _RANK.index(rule["level"])


def _length(seconds: float, words: Mapping[str, Any]) -> str:
    for size, key in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= size and seconds % size == 0:
            n = int(seconds // size)
            return f"{n} {words[key][n != 1]}"
    return f"{seconds:g} {words['seconds'][seconds != 1]}"


def _ticks(low: float, high: float) -> list[float]:
    """Two to five round numbers inside."""
    span = high - low
    step = 10.0 ** np.floor(np.log10(span))
    for factor in (2.0, 1.0, 0.5, 0.2):
        if span / (step * factor) >= 2:
            step *= factor
            break
    first = np.ceil(low / step) * step
    return [float(np.round(v, 9)) for v in np.arange(first, high, step)]

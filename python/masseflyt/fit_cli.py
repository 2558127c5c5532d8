"""The commands ``masseflyt fit`` and ``masseflyt uses``."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import sys
from collections.abc import Callable
from typing import Any

from masseflyt import classification, fitness
from masseflyt.errors import InvalidArgumentError
from masseflyt.plan import Language

DONE, USAGE = 0, 2

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_WORDS = {
    "en": {
        "duties": "Open duties",
        "none": "none",
        "now": "Level it is at",
        "highest": "Highest it could reach",
        "outside": "outside its own project",
        "takes": "What that takes",
        "levels": {
            "prevention": "1 prevention",
            "reuse": "2 reuse",
            "recycling": "3 recycling",
            "recovery": "4 recovery",
            "disposal": "5 disposal",
            "unknown": "none is allowed as it stands",
        },
    },
    "nb": {
        "duties": "Åpne plikter",
        "none": "ingen",
        "now": "Nivå nå",
        "highest": "Høyeste mulige nivå",
        "outside": "utenfor eget prosjekt",
        "takes": "Hva det krever",
        "levels": {
            "prevention": "1 avfallsforebygging",
            "reuse": "2 ombruk",
            "recycling": "3 materialgjenvinning",
            "recovery": "4 annen gjenvinning",
            "disposal": "5 sluttbehandling",
            "unknown": "ingen bruk er tillatt slik det står",
        },
    },
}


def add_parsers(add: Add) -> None:
    """Hook the commands into ``masseflyt``."""
    one = add("fit", _fit, "tell whether a lot may be used so, why, and what is open")
    one.add_argument("lot", metavar="LOT.json", help='a document "masseflyt.lot/1"')
    one.add_argument(
        "--use",
        required=True,
        action="append",
        metavar="USE",
        help="as 'fill/sentrum/>1'; may be repeated; 'masseflyt uses' lists them",
    )
    _add_shared(one)

    all_of_them = add("uses", _uses, "rank the uses of a lot; without a lot, list all uses")
    all_of_them.add_argument("lot", nargs="?", metavar="LOT.json")
    all_of_them.add_argument("--schema", action="store_true", help="print the JSON Schema of a lot")
    all_of_them.add_argument("--refused", action="store_true", help="show the refused ones too")
    _add_shared(all_of_them)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help="trust no rule without a source")
    parser.add_argument("--date", type=_day, metavar="DAY", help="by the rules of this day")
    parser.add_argument(
        "--wanted",
        action="append",
        default=[],
        metavar="LIMIT",
        help="what the buyer asks for, as 'los_angeles<=35'; may be repeated",
    )
    parser.add_argument("--under-buildings", action="store_true", help="it lies under buildings")
    parser.add_argument(
        "--vulnerable-recipient", action="store_true", help="it lies near a vulnerable recipient"
    )
    parser.add_argument(
        "--layers",
        action="append",
        default=[],
        metavar="PACK.json",
        help="an own table of layers; may be repeated",
    )
    parser.add_argument("--lang", choices=("en", "nb"), default="en", help="of what is written")
    parser.add_argument("--json", action="store_true", help="print for programs")


def _day(text: str) -> datetime.date:
    try:
        return classification.as_day(text)
    except InvalidArgumentError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _options(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "strict": options.strict,
        "date": options.date,
        "wanted": options.wanted,
        "under_buildings": options.under_buildings,
        "vulnerable_recipient": options.vulnerable_recipient,
        "layers": options.layers,
    }


def _fit(options: argparse.Namespace) -> int:
    fits = [fitness.fit(options.lot, use, **_options(options)) for use in options.use]
    for line in fits[0].diagnostics:
        print(line, file=sys.stderr)
    if options.json:
        print(json.dumps([dataclasses.asdict(f) for f in fits], indent=2, ensure_ascii=False))
        return DONE
    words = _WORDS[options.lang]
    for i, answer in enumerate(fits):
        print(("\n" if i else "") + answer.explain(options.lang))
        print(f"{words['duties']}:" + ("" if answer.open_duties else f" {words['none']}"))
        for duty in answer.open_duties:
            _print_duty(duty, options.lang)
    return DONE


def _print_duty(duty: fitness.Duty, lang: str) -> None:
    text, change = (duty.text_nb, duty.change_nb) if lang == "nb" else (duty.text, duty.change)
    source = "Kilde" if lang == "nb" else "Source"
    recalled = " (ikke bekreftet)" if lang == "nb" else " (recalled)"
    sure = "" if duty.confidence == "verified" else recalled
    print(f"- {text}")
    if change:
        print(f"    {'Mangler' if lang == 'nb' else 'Missing'}: {change}")
    print(f"    {source}: {duty.source}{sure}")


def _uses(options: argparse.Namespace) -> int:
    if options.schema:
        print(json.dumps(fitness.lot_schema(), indent=2))
        return DONE
    if options.lot is None:
        return _catalogue(options)
    ranking = fitness.uses(options.lot, **_options(options))
    for line in ranking.diagnostics:
        print(line, file=sys.stderr)
    if options.json:
        print(json.dumps(dataclasses.asdict(ranking), indent=2, ensure_ascii=False))
        return DONE
    words = _WORDS[options.lang]
    levels: Any = words["levels"]
    shown = [f for f in ranking.fits if options.refused or f.answer != "refused"]
    level = ""
    for f in shown:
        if f.level != level:
            level = f.level
            print(levels[level])
        print(f"  {f.use}: {_short(f, options.lang)}")
    hidden = len(ranking.fits) - len(shown)
    if hidden:
        more = (
            "refused, shown by --refused" if options.lang == "en" else "avvist, vises av --refused"
        )
        print(f"({hidden} {more})")
    print(f"\n{words['now']}: {levels[ranking.level]}")
    print(f"{words['highest']}: {levels[ranking.highest]}")
    print(f"{words['highest']} {words['outside']}: {levels[ranking.highest_outside]}")
    if ranking.takes:
        print(f"{words['takes']}:")
        for reason in ranking.takes:
            print(f"- {reason.change_nb if options.lang == 'nb' else reason.change}")
    return DONE


def _short(answer: fitness.Fit, lang: Language) -> str:
    """The verdict with the first reason that does not speak for it."""
    head = answer.explain(lang).partition("\n")[0].rpartition(": ")[2]
    against = [r for r in answer.reasons if r.effect != "allowed"]
    if not against:
        return head
    text = against[0].text_nb if lang == "nb" else against[0].text
    more = f" (+{len(against) - 1})" if len(against) > 1 else ""
    return f"{head}: {text}{more}"


def _catalogue(options: argparse.Namespace) -> int:
    known = fitness.catalogue(options.layers)
    if options.json:
        print(json.dumps([dataclasses.asdict(u) for u in known], indent=2, ensure_ascii=False))
        return DONE
    width = max(len(u.use) for u in known)
    for u in known:
        print(f"{u.use.ljust(width)}  {u.title_nb if options.lang == 'nb' else u.title}")
    return DONE

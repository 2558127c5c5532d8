"""The commands ``masseflyt classify``, ``soil`` and ``rules``."""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from masseflyt import classification, judgements, laboratory, output, rules
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, InvalidArgumentError, make
from masseflyt.judgements import Judgement, Judgements
from masseflyt.rules import Rule, RulePack

DONE = 0

_LARGEST_LOT = 2 << 20  # bytes of its table: some ten thousand results

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: Add) -> None:
    """Hook the commands into ``masseflyt``; ``add`` takes a name, what to run and a help text."""
    judge = add("classify", _classify, "judge a lot: contaminated? which class? what else?")
    judge.add_argument("samples", metavar="FILE", help="a laboratory's table (CSV, Excel)")
    judge.add_argument("--out", metavar="OUT.csv", help="one row per sample; OUT.json: all answers")
    judge.add_argument("--answers", metavar="FILE.csv", help="all answers, one row each")
    judge.add_argument("--lot", metavar="LOT.json", help="further facts: masseflyt.lot/1")
    judge.add_argument(
        "--material", metavar="NAME", help="soil, clay, rock, concrete, asphalt, ..."
    )
    judge.add_argument("--land-use", metavar="NAME", help="bolig, sentrum, ...; all if left out")
    judge.add_argument("--vulnerable-recipient", action="store_true", help="spreading from class 3")
    judge.add_argument("--sheet", metavar="NAME", help="of a workbook")
    judge.add_argument("--date", type=_day, metavar="DAY", help="by the rules of this day")
    judge.add_argument("--strict", action="store_true", help="trust no limit without a source")
    judge.add_argument(
        "--rules",
        metavar="PACK.json",
        action="append",
        default=[],
        help="own limits or classes in place of the built-in ones; samples are judged, no lot",
    )
    _add_explain(judge, "reasons with their sources and what would change them")

    soil = add("soil", _soil, "name soils: USCS, AASHTO, ISO 14688 or frost group")
    soil.add_argument("tests", metavar="TESTS.csv", help="id,pass_no200_0_075mm,LL,PL,...")
    soil.add_argument("--system", required=True, choices=list(classification.SOIL_SYSTEMS))
    soil.add_argument("--out", required=True, metavar="OUT.csv")
    _add_explain(soil, "one more column: tests that would decide what is open")

    show = add("rules", _rules, "list the rule packs, or the rules of one")
    show.add_argument("pack", nargs="?", metavar="PACK", help="id of a pack, or a JSON file")
    show.add_argument("--date", type=_day, metavar="DAY", help="in the edition of this day")
    show.add_argument("--against", metavar="PACK", help="tell what PACK says differently")
    show.add_argument("--json", action="store_true", help="print for programs")


def _add_explain(parser: argparse.ArgumentParser, told: str) -> None:
    parser.add_argument("--explain", action="store_true", help=told)
    parser.add_argument("--lang", choices=("en", "nb"), default="en", help="of what is written")


def _day(text: str) -> datetime.date:
    try:
        return classification.as_day(text)
    except InvalidArgumentError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _classify(options: argparse.Namespace) -> int:
    source = Path(options.samples)
    for target in filter(None, (options.out, options.answers)):
        output.check_file(Path(target))
    own = [rules.read_rule_pack(file) for file in options.rules]
    table = laboratory.table_bytes(source, sheet=options.sheet, name=source.name)
    samples, found = classification.judge(
        table,
        name=source.name,
        lang=options.lang,
        explain=options.explain,
        strict=options.strict,
        date=options.date,
        rules=own,
    )
    _print_diagnostics(found)
    told = None if _only_samples(options, table) else _judge_lot(options, table)
    answers = [j for j in told or () if _is_asked(j, options.land_use)]
    if options.out is not None:
        whole = told is not None and options.out.endswith(".json")
        output.write_file(Path(options.out), told.to_json() if told and whole else samples)
    if options.answers is not None:
        output.write_file(Path(options.answers), _answers_csv(answers, options))
    _print_answers(answers, options)
    count = samples.count("\n") - 1
    where = ", ".join(filter(None, (options.out, options.answers)))
    print(f"{count} samples judged{': ' if where else ''}{where}")
    for name in (
        told.rules if told and options.explain else classification.rules_of(options.date, own)
    ):
        print(f"by {name}")
    return DONE


def _only_samples(options: argparse.Namespace, table: bytes) -> bool:
    """Tell whether no lot is judged: by own rules, or of more results than one lot can have."""
    if not options.rules and len(table) <= _LARGEST_LOT:
        return False
    if options.answers is not None or (options.out or "").endswith(".json"):
        if options.rules:
            message = "--rules: expected --out OUT.csv; own rules judge samples, not lots"
            raise make(ErrorCode.INVALID_ARGUMENT, message)
        message = f"{options.samples}: expected a lot of at most {_LARGEST_LOT >> 20} MB"
        raise make(ErrorCode.LIMIT_EXCEEDED, message, options.samples)
    return True


def _judge_lot(options: argparse.Namespace, table: bytes) -> Judgements:
    return judgements.judge(
        _lot(options, table),
        strict=options.strict,
        date=options.date,
        vulnerable_recipient=options.vulnerable_recipient,
    )


def _lot(options: argparse.Namespace, table: bytes) -> dict[str, Any]:
    """Make a lot of the table and of the facts that were given beside it."""
    facts: dict[str, Any] = {}
    if options.lot is not None:
        facts = _facts(Path(options.lot))
    material = options.material or facts.get("material", "soil")
    name = facts.get("id") or Path(options.samples).stem
    own = {"id": name, "material": material}
    return judgements.lot_of_table(table, **{**facts, **own})


def _facts(file: Path) -> dict[str, Any]:
    try:
        facts = json.loads(classification.read(file))
    except ValueError as error:
        message = f"{file} is no JSON document: {error}"
        raise make(ErrorCode.INVALID_DOCUMENT, message, str(file)) from None
    if not isinstance(facts, dict) or "samples" in facts:
        message = f"{file}: expected an object of masseflyt.lot/1 without samples"
        raise make(ErrorCode.INVALID_DOCUMENT, message, str(file))
    return facts


def _is_asked(judgement: Judgement, land_use: str | None) -> bool:
    if judgement.about != "land_use" or land_use is None:
        return True
    return judgement.subject.partition("/")[0] == land_use


def _answers_csv(answers: list[Judgement], options: argparse.Namespace) -> str:
    """One row per answer; with ``--explain`` one per reason, and all that it rests on."""
    nb = options.lang == "nb"
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    head = ["about", "subject", "sample", "answer", "title", "text"]
    reason = ["rule", "measured", "limit", "confidence", "reason", "change", "source"]
    rows.writerow(head + (reason if options.explain else []))
    for j in answers:
        row = [j.about, j.subject, j.sample, j.answer]
        row += [j.title_nb, j.text_nb] if nb else [j.title, j.text]
        if not options.explain:
            rows.writerow([_neutral(c) for c in row])
            continue
        for r in j.reasons or [None]:
            why = [] if r is None else [r.rule, r.measured, r.limit, r.confidence]
            why += [] if r is None else [r.text_nb, r.change_nb] if nb else [r.text, r.change]
            why += [] if r is None else [r.source]
            rows.writerow([_neutral(c) for c in row + why + [""] * (len(reason) - len(why))])
    return out.getvalue()


def _neutral(cell: str) -> str:
    """Keep spreadsheets from running a cell."""
    return "'" + cell if cell[:1] in tuple("=+-@\t\r\n") else cell


def _print_answers(answers: list[Judgement], options: argparse.Namespace) -> None:
    """Print what is said of the lot; with ``--explain`` of its samples too, and why."""
    nb = options.lang == "nb"
    if options.explain:
        for j in answers:
            print(j.explain(options.lang))
        print()
        return
    rows = [
        (j.title_nb if nb else j.title, j.text_nb if nb else j.text)
        for j in answers
        if not j.sample
    ]
    if rows:
        _print_table([*rows])
        print()


def _soil(options: argparse.Namespace) -> int:
    source, target = Path(options.tests), Path(options.out)
    output.check_file(target)
    table, found = classification.name_soils(
        classification.read(source),
        name=source.name,
        system=options.system,
        lang=options.lang,
        explain=options.explain,
    )
    _print_diagnostics(found)
    output.write_file(target, table)
    print(f"{table.count(chr(10)) - 1} soils named by {options.system}: {target}")
    return DONE


def _rules(options: argparse.Namespace) -> int:
    if options.pack is None:
        _list(options)
        return DONE
    pack = _pack(options.pack, options.date)
    if options.against is not None:
        lines = pack.differences(_pack(options.against, None))
        for line in [json.dumps(lines, indent=2)] if options.json else lines or ["no difference"]:
            print(line)
    elif options.json:
        print(pack.to_json(), end="")
    else:
        _show(pack)
    return DONE


def _list(options: argparse.Namespace) -> None:
    packs = [p for p in rules.rule_packs() if options.date is None or p.in_force(options.date)]
    if options.json:
        print(json.dumps([_header(p) for p in packs], indent=2))
        return
    rows: list[tuple[str, ...]] = [
        ("PACK", "WHERE", "VALID", "RULES", "VERIFIED", "RECALLED", "SHA-256", "EDITION")
    ]
    for p in packs:
        counts = (str(len(p.rules)), str(p.verified), str(p.recalled))
        rows.append((p.id, p.jurisdiction, _validity(p), *counts, p.hash[:12], p.edition))
    _print_table(rows)


def _header(pack: RulePack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "title": pack.title,
        "title_nb": pack.title_nb,
        "edition": pack.edition,
        "jurisdiction": pack.jurisdiction,
        "valid_from": pack.valid_from and pack.valid_from.isoformat(),
        "valid_to": pack.valid_to and pack.valid_to.isoformat(),
        "method": pack.method,
        "rules": len(pack.rules),
        "verified": pack.verified,
        "recalled": pack.recalled,
        "sha256": pack.hash,
    }


def _show(pack: RulePack) -> None:
    print(f"{pack.id}: {pack.title}")
    print(f"{pack.edition}, {pack.jurisdiction}, valid {_validity(pack)}, {pack.basis} basis")
    print(f"{len(pack.rules)} rules, {pack.verified} verified, {pack.recalled} recalled")
    print(f"sha-256 {pack.hash}\n")
    numbers = {source: i for i, source in enumerate(dict.fromkeys(r.source for r in pack.rules), 1)}
    head = ("RULE", "LIMIT", "OUTCOME", "", "SOURCE")
    _print_table([head, *(_row(rule, numbers) for rule in pack.rules)])
    print()
    for source, number in numbers.items():
        print(f"[{number}] {source}")


def _row(rule: Rule, numbers: dict[str, int]) -> tuple[str, ...]:
    limit = f"{rule.comparator} {rule.value} {rule.unit}".rstrip()
    return rule.id, limit, rule.outcome, rule.confidence, f"[{numbers[rule.source]}]"


def _validity(pack: RulePack) -> str:
    if pack.valid_from is None and pack.valid_to is None:
        return "not told"
    return f"{pack.valid_from or ''}..{pack.valid_to or ''}"


def _pack(name: str, date: datetime.date | None) -> RulePack:
    return rules.read_rule_pack(name) if Path(name).is_file() else rules.rule_pack(name, date)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _print_diagnostics(found: Diagnostics) -> None:
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)

"""Every value of the shared facts is in a rule pack, and every rule of a pack is in the facts.

Needs the folder MASSEFLYT_SHARED_DATA. Rows that are left out are named with the reason.
"""

import csv
import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import masseflyt

SHARED = os.environ.get("MASSEFLYT_SHARED_DATA")
pytestmark = pytest.mark.skipif(not SHARED, reason="MASSEFLYT_SHARED_DATA is not set")

Row = dict[str, str]
# scope, subject, level, comparator, value
Key = tuple[str, str, int, str, Decimal]


def rows(name: str) -> list[Row]:
    path = Path(str(SHARED)) / "facts/classification" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key(scope: str, subject: str, comparator: str, value: str, level: int = 0) -> Key:
    subject = "cr_iii" if subject == "cr_tot" else subject  # total chromium is held against Cr III
    return scope, subject, level, comparator, Decimal(value)


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def between(scope: str, subject: str, text: str) -> Iterator[Key]:
    """Read "98-100" or "100", percentages: what is free at an end asks nothing."""
    low, _, high = text.partition("-")
    if low != "0":
        yield key(scope, subject, ">=", low)
    if (high or "100") != "100":
        yield key(scope, subject, "<=", high)


# ---- one function per table: the rules a row must have given, or why it gives none ---------------


def normverdier(row: Row) -> list[Key] | str:
    return [key("", row["id"], ">", row["normverdi"])]


def tilstandsklasser(row: Row) -> list[Key] | str:
    comparator = "<" if row["upper_bound_inclusive"] == "exclusive" else "<="
    bound, level = row["upper_bound"], int(row["class"])
    return [key("", row["substance_id"], comparator, bound, level)]


def lokal_bakgrunn(row: Row) -> list[Key] | str:
    if row["class"] == "2":
        return "the national bound, in no.tilstandsklasser.ta2553"
    return [key("", row["substance_id"], ">", row["upper_bound"])]


def arealbruk(row: Row) -> list[Key] | str:
    if row["land_use_id"] == "alle":
        return "a rule in code: land_use.hpp"
    layer = "0-1" if row["layer"] == "toppjord" else ">1"
    return [key(f"{row['land_use_id']}/{layer}", "condition_class", "<=", row["class"])]


def farlig_avfall_hp(row: Row) -> list[Key] | str:
    hp, limit = row["hp"], row["limit_pct_w_w"]
    name = re.sub(r" \(?(?:cat )?(\d\w?)\)?$", r"/\1", row["hazard_statement"])
    statements = name.replace(" ", "").split("/") if " / " in name else [name.replace(" ", "")]
    keys = [key(hp, s, ">=", limit) for s in statements]
    cut = row["cut_off_pct"]
    for part in re.findall(r"H\d{3}(?:/\d\w?)?", name) if cut else []:
        if is_number(cut):
            keys.append(key(f"{hp}/cut_off", part, ">=", cut))
        else:
            weak = re.match(r"([\d.]+) for H410; ([\d.]+) for", cut)
            assert weak
            keys.append(key(f"{hp}/cut_off", part, ">=", weak[1 if part == "H410" else 2]))
    return keys


def deponi(row: Row) -> list[Key] | str:
    if not is_number(row["limit"]):
        return "no number: to be evaluated"
    basis = {"L/S=2": "ls2", "L/S=10": "ls10", "C0 (L/S=0.1)": "c0"}.get(row["basis"], row["basis"])
    category = {"norway_ban": "ban", "permit_example": ""}.get(row["category"], row["category"])
    if category == "norway_exception":
        return "an option in code: LandfillOptions::factor"
    if category == "other_country_pah":
        return "France's limit; Norway's is Open"
    scope = f"{category}/{basis}" if category else basis
    subject, limit = row["parameter"].removesuffix("_c10_c40"), row["limit"]
    if category == "inert" and subject == "toc":
        limit = str(Decimal(limit) / 10_000)  # the pack has TOC in per cent everywhere
    return [key(scope, subject, row["test"], limit)]


def betong_tegl(row: Row) -> list[Key] | str:
    if row["table"] in ("excluded", "must_be_removed", "purpose_test", "procedure"):
        return "a question in code: demolition.hpp; the day is the pack's valid_from"
    scope = row["table"].removeprefix("concrete_brick_").replace("surface_layer", "surface")
    return [key(scope, row["parameter"], row["test"], row["limit"])]


def asfalt(row: Row) -> list[Key] | str:
    if row["parameter"] == "sampling_distance" or row["parameter"] == "eal":
        return "sampling and waste codes: elsewhere"
    scopes = {
        ("pah16", "NO"): ("hazardous", "pah16"),
        ("storage_of_unprocessed_slabs", "NO"): ("landfilled", "storage_years"),
        ("pah16", "SE"): ("no_tar", "pah16"),
    }
    scope, subject = scopes[row["parameter"], row["country"]]
    return [key(scope, subject, row["test"], row["limit"])]


ACID_ROCK = {
    "AP": ("factor", "acid_potential_per_s", "="),
    "NP_from_TIC": ("factor", "neutralisation_potential_per_tic", "="),
    "u238_bq_per_kg_per_ppm": ("factor", "bq_per_kg_per_mg_per_kg_uranium", "="),
    "NPR_acid_forming": ("npr", "acid_forming", "<"),
    "NPR_uncertain_upper": ("npr", "not_acid_forming", ">"),
    "NPR_not_acid_forming": ("npr", "not_acid_forming", ">"),
    "NPR_uncertain_upper_alt": ("npr_alternative", "not_acid_forming", ">"),
    "NNP_acid_forming": ("nnp", "acid_forming", "<"),
    "NNP_not_acid_forming": ("nnp", "not_acid_forming", ">"),
    "radioactive_waste": ("radioactivity", "radioactive_waste", ">="),
    "deponeringspliktig": ("radioactivity", "final_disposal", ">="),
    "ra226_fill_under_buildings": ("under_buildings", "ra226", "<"),
    "u_fill_under_buildings": ("under_buildings", "uranium", "<"),
}


def syredannende(row: Row) -> list[Key] | str:
    if row["parameter"] not in ACID_ROCK:
        return "no limit of a verdict: names, typical contents, sampling, indoor air, duties"
    scope, subject, comparator = ACID_ROCK[row["parameter"]]
    return [key(scope, subject, comparator, row["value"])]


def standard(row: Row) -> str:
    return row["standard"].partition(":")[0]


def tilslag_kategorier(row: Row) -> list[Key] | str:
    scope = f"{standard(row)}/{row['property']}"
    if row["property"] == "crushed_particles":
        scope += "/" + row["category"].replace("/", "-")
        least, most = row["category"].removeprefix("C").split("/")
        crushed = [] if least == "NR" else [key(scope, "crushed_or_broken", ">=", least)]
        return [*crushed, key(scope, "totally_rounded", "<=", most)]
    return [key(scope, row["property"], row["test"], row["limit"])]


def tilslag_gradering(row: Row) -> list[Key] | str:
    kind = row["kind"].replace("-", "_").replace("natural graded", "natural_graded")
    if standard(row) == "EN 12620" and kind == "coarse":
        kind = "coarse_wide" if row["condition"].startswith("D/d > 2") else "coarse_narrow"
    scope = f"{standard(row)}/{kind}/{row['category'].replace('/', '-')}"
    subjects = {
        "pass_2D_pct": "pass_2D",
        "pass_1_4D_pct": "pass_1_4D",
        "pass_D_pct": "pass_D",
        "pass_d_pct": "pass_d",
        "pass_d_half_pct": "pass_half_d",
    }
    return [k for name, s in subjects.items() if row[name] for k in between(scope, s, row[name])]


def blokkstein_en13383(row: Row) -> list[Key] | str:
    scope, subject = row["grading"].replace("/", "-"), row["limit"].lower()
    if subject.startswith("mem"):
        return [key(f"{scope}/A", "mean_mass", row["requirement"], row["value"])]
    found = re.match(r"(<|>=) ([\d.]+) %", row["requirement"])
    assert found
    return [
        key(f"{scope}/limits", subject, "=", row["value"]),
        key(scope, f"below_{subject}", found[1], found[2]),
    ]


def krav_per_lag(row: Row) -> list[Key] | str:
    scope, subject, value = f"{row['owner']}/{row['layer_or_use']}", row["property"], row["value"]
    if subject == "frost_class":
        return [key(scope, subject, "<=", value.removeprefix("T"))]
    if value == "not allowed":
        return [key(scope, subject, "=", "0")]
    if row["test"] == "range":
        low, high = value.split("-")
        return [key(scope, subject, ">=", low), key(scope, subject, "<=", high)]
    if not is_number(value) or row["layer_or_use"].startswith("ballast"):
        return "words, or about the railway's own products: no limit of a layer"
    return [key(scope, subject, row["test"], value)]


def telefarlighet(row: Row) -> list[Key] | str:
    if row["class"] == "vannomfintlig":
        return [key("water_susceptible", "pass_0_063", ">=", "7")]
    scope = "T1 (road)" if "22.4" in row["base_fraction"] else row["class"]
    subjects = (("lt_0_02_mm", "0_02"), ("lt_0_2_mm", "0_2"), ("lt_0_002_mm", "0_002"))
    # At exactly 50 % and 40 %, where the table is silent, T4 is the cautious answer.
    silent = {(">", "50"): ">=", ("<", "40"): "<="}
    keys = []
    for column, size in subjects:
        for comparator, value in re.findall(r"(<=|>|<) (\d+)", row[column]):
            told = silent.get((comparator, value), comparator) if scope == "T4" else comparator
            keys.append(key(scope, f"pass_{size}", told, value))
    if scope == "T3":
        keys.append(key("T3 (clay)", "pass_0_02", ">", "12"))
        keys.append(key("T3 (clay)", "pass_0_002", ">", "40"))
    return keys


def iso14688(row: Row) -> list[Key] | str:
    scope = f"{row['table']}/{row['name']}"
    if row["table"].startswith("grading") or row["table"].startswith("naming"):
        numbers = re.findall(r"[\d.]+", row["lower"] + " " + row["upper"])
        keys = [k for k in PACKS["iso.14688"] if k[0] == scope]
        assert {k[4] for k in keys} >= {Decimal(n) for n in numbers}, scope
        return keys
    subject = {
        "particle_size": "size",
        "particle_size_norwegian_road": "size",
        "plasticity": "liquid_limit",
    }.get(row["table"], row["table"])
    exclusive = row["note"].startswith("lower bound exclusive")
    keys = []
    if row["lower"] and Decimal(row["lower"]) > 0:
        keys.append(key(scope, subject, ">" if exclusive else ">=", row["lower"]))
    if row["upper"] and (row["table"], row["upper"]) != ("density_index", "100"):
        keys.append(key(scope, subject, "<=", row["upper"]))
    return keys


TABLES = {
    normverdier: ("no.normverdier",),
    tilstandsklasser: ("no.tilstandsklasser.ta2553",),
    lokal_bakgrunn: ("no.trondheim.background",),
    arealbruk: ("no.arealbruk.ta2553",),
    farlig_avfall_hp: ("eu.hazardous.1357-2014",),
    deponi: ("eu.landfill.2003-33", "no.landfill.stendafjellet"),
    betong_tegl: ("no.concrete_brick.14a",),
    asfalt: ("no.asphalt", "se.asphalt"),
    syredannende: ("no.acid_rock",),
    tilslag_kategorier: ("en.aggregates", "en.aggregates.grading"),
    tilslag_gradering: ("en.aggregates.grading",),
    blokkstein_en13383: ("en.armourstone.13383",),
    krav_per_lag: ("no.layers",),
    telefarlighet: ("no.frost",),
    iso14688: ("iso.14688",),
}


def keys_of(table: Callable[[Row], list[Key] | str], row: Row) -> list[Key]:
    told = table(row)
    return [] if isinstance(told, str) else told


def key_of(rule: masseflyt.Rule) -> Key:
    return rule.scope, rule.subject, rule.level, rule.comparator, rule.value


PACKS = {p.id: {key_of(r): r for r in p.rules} for p in masseflyt.rule_packs()}


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_every_value_is_in_its_pack_with_its_confidence(table):
    wrong = []
    for number, row in enumerate(rows(table.__name__), 2):
        for k in keys_of(table, row):
            found = [PACKS[p][k] for p in TABLES[table] if k in PACKS[p]]
            if not found:
                wrong.append((number, k, "is in no pack"))
            elif found[0].confidence != row["confidence"]:
                wrong.append((number, k, f"is {found[0].confidence} in the pack"))
            elif found[0].source != row["source"]:
                wrong.append((number, k, f"has another source in the pack: {found[0].source}"))
    assert not wrong


@pytest.mark.parametrize("pack", sorted({p for ps in TABLES.values() for p in ps}))
def test_no_rule_is_invented(pack):
    told = {
        k
        for table, packs in TABLES.items()
        if pack in packs
        for row in rows(table.__name__)
        for k in keys_of(table, row)
    }
    extra = [k for k in PACKS[pack] if k not in told and "applies" not in k[0]]
    assert not extra


def test_tables_of_no_pack_are_known():
    """What has no limits: in code, in other modules, or software and examples."""
    folder = Path(str(SHARED)) / "facts/classification"
    elsewhere = {
        "uscs_regler": "methods: soil.cpp",
        "aashto": "methods: soil.cpp",
        "ressurspyramide": "words: waste.cpp",
        "avfallskoder": "words: waste.cpp",
        "fremmede_arter": "questions: waste.cpp",
        "proevetaking": "numbers of samples: duties",
        "volum": "factors of volume: scenario",
        "programvare": "about software",
        "eksempler_jord": "examples",
        "eksempler_labprover": "examples",
        "eksempler_tilstandsklasse": "examples",
    }
    names = {p.stem for p in folder.glob("*.csv")}
    assert names == {t.__name__ for t in TABLES} | set(elsewhere)

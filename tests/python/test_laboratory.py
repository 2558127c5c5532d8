"""Mirrors python/masseflyt/laboratory.py."""

import csv
import doctest
import io

import pytest
from conftest import DATA

from masseflyt import classification, laboratory
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError

openpyxl = pytest.importorskip("openpyxl")

LONG = "sample,analyte,value,unit\nP1,Bly,55.5,mg/kg TS\nP1,Arsen,<5,mg/kg TS\n"
WIDE = "Prøve;Bly (mg/kg TS);Arsen (mg/kg TS)\nP1;55.5;<5\n"
TRANSPOSED = "Parameter;Enhet;P1\nBly;mg/kg TS;55.5\nArsen;mg/kg TS;<5\n"


def book(tmp_path, rows, name="lab.xlsx", **more):
    made = openpyxl.Workbook()
    for title, cells in {"Resultater": rows, **more}.items():
        sheet = made.create_sheet(title)
        for row in cells:
            sheet.append(row)
    made.remove(made["Sheet"])
    made.save(tmp_path / name)
    return tmp_path / name


def rows_of(table):
    return [tuple(r.values()) for r in csv.DictReader(io.StringIO(table.to_csv()))]


def test_every_shape_gives_the_same_table_and_the_same_verdict():
    tables = [laboratory.read_table(t.encode()) for t in (LONG, WIDE, TRANSPOSED)]
    assert [t.shape for t in tables] == [
        "one_result_per_row",
        "one_sample_per_row",
        "one_analyte_per_row",
    ]
    assert len({t.to_csv() for t in tables}) == 1
    verdicts = {classification.classify_csv(t) for t in (LONG, WIDE, TRANSPOSED)}
    assert verdicts == {classification.classify_csv(tables[0].to_csv())}


def test_a_real_report_in_wide_form_gives_the_verdicts_of_its_long_form():
    text = (DATA / "classification/laboratory_samples.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    samples = list(dict.fromkeys(r["sample"] for r in rows))
    analytes = list(dict.fromkeys((r["analyte"], r["unit"]) for r in rows))
    value = {(r["sample"], r["analyte"]): r["value"] for r in rows}
    out = io.StringIO()
    write = csv.writer(out, delimiter="\t")
    write.writerow(["Parameter", "Enhet", *samples])
    for analyte, unit in analytes:
        write.writerow([analyte, unit, *(value.get((s, analyte), "") for s in samples)])
    assert classification.classify_csv(out.getvalue()) == classification.classify_csv(text)


def test_a_workbook_is_read_with_its_numbers_and_percentages(tmp_path):
    path = book(
        tmp_path,
        [
            ["Analyserapport"],
            [],
            ["Prøvenavn", "Tørrstoff (%)", "Bly\nmg/kg våt", "Arsen (mg/kg TS)"],
            ["P1", 50, 0.1 + 0.2, "<5"],
            ["P2", 94.8, 31, "7,5"],
        ],
    )
    table = laboratory.read_table(path)
    assert rows_of(table)[:3] == [
        ("P1", "", "Tørrstoff", "50", "%", ""),
        ("P1", "", "Bly", "0.3", "mg/kg våt", ""),
        ("P1", "", "Arsen", "<5", "mg/kg TS", ""),
    ]
    assert classification.classify_csv(laboratory.table_bytes(path)).startswith("sample,")


def test_a_fault_in_a_workbook_names_the_row_that_excel_shows(tmp_path):
    path = book(tmp_path, [["Rapport"], [], ["Prøve", "Bly (mg/kg)"], ["P1", "mye"], ["", 3]])
    with pytest.raises(InvalidDocumentError) as caught:
        laboratory.read_table(path)
    assert [d.path for d in caught.value.diagnostics] == ["lab.xlsx:5:Prøve"]


def test_of_several_sheets_one_has_to_be_named(tmp_path):
    rows = [["Prøve", "Bly (mg/kg)"], ["P1", 3]]
    path = book(tmp_path, rows, Andre=rows, Tomt=[])
    with pytest.raises(InvalidDocumentError, match="Resultater, Andre"):
        laboratory.read_table(path)
    assert len(laboratory.read_table(path, sheet="Andre")) == 1
    with pytest.raises(NotFoundError, match="Tomt"):
        laboratory.read_table(path, sheet="Nei")


def test_what_only_looks_like_a_workbook_is_refused(tmp_path):
    broken = tmp_path / "x.xlsx"
    for raw in (b"PK\x03\x04 no archive", b"", b"Pr\xf8ve;Bly"):
        broken.write_bytes(raw)
        with pytest.raises(InvalidDocumentError, match=r"x\.xlsx"):
            laboratory.read_table(broken)


def test_units_that_the_table_does_not_tell_are_given():
    with pytest.raises(InvalidDocumentError):
        laboratory.read_table(b"sample,Pb\nP1,3\n")
    assert rows_of(laboratory.read_table(b"sample,Pb\nP1,3\n", unit="mg/kg TS"))[0][4] == "mg/kg TS"


def test_what_is_left_out_is_told():
    table = laboratory.read_table(b"sample,Farge,Pb (mg/kg)\nP1,brun,6\n")
    assert ["Farge" in str(d) for d in table.diagnostics] == [True]


def test_a_frame_is_all_text():
    pytest.importorskip("pandas")
    frame = laboratory.read_table(LONG.encode()).frame()
    assert frame["value"].to_list() == ["55.5", "<5"]
    assert frame["depth"].to_list() == ["", ""]


def test_examples_of_the_documentation_hold():
    assert doctest.testmod(laboratory).failed == 0


# ---- sets of samples -----------------------------------------------------------------------------

LONG_SET = (
    b"sample,depth,analyte,value,unit,uncertainty\n"
    b"P1,0-1,Zn,100,mg/kg TS,20%\nP2,1-2,Zn,220,mg/kg TS,20%\nP3,0-1,Zn,<20,mg/kg TS,\n"
)


def test_a_set_is_judged_by_its_worst_sample_and_layer_by_layer():
    found = laboratory.sample_set(LONG_SET)
    assert (found.contaminated, found.condition_class, found.worst) == ("yes", 2, ("P2",))
    rows = list(csv.DictReader(io.StringIO(found.to_csv())))
    assert [(r["layer"], r["n"], r["max"], r["worst"]) for r in rows] == [
        ("all", "3", "220", "P2"),
        ("0-1", "2", "100", "P1"),
        (">1", "1", "220", "P2"),
    ]
    assert all("@" in rule for rule in found.rules)
    assert "1 av 3 prøver" in laboratory.sample_set(LONG_SET, lang="nb").reasons[1]


def test_a_decision_excuses_what_uncertainty_explains_and_is_named():
    found = laboratory.sample_set(LONG_SET, decision="vedtak 7")
    assert (found.contaminated, found.contaminated_after_decision) == ("yes", "no")
    assert found.excused == ("P2",)
    assert "vedtak 7" in found.reasons[-1]
    assert laboratory.sample_set(LONG_SET).contaminated_after_decision == "yes"


def test_duplicates_follow_the_rule_that_is_chosen():
    table = b"sample,analyte,value,unit\nP1,Zn,300,mg/kg\nP1,Zn,50,mg/kg\n"
    assert laboratory.sample_set(table).contaminated == "yes"
    assert laboratory.sample_set(table, duplicates="mean").contaminated == "no"
    with pytest.raises(InvalidDocumentError, match="zn"):
        laboratory.sample_set(table, duplicates="refuse")
    with pytest.raises(InvalidArgumentError, match="best"):
        laboratory.sample_set(table, duplicates="best")


def test_the_distribution_is_a_frame():
    pytest.importorskip("pandas")
    frame = laboratory.sample_set(LONG_SET).frame()
    assert frame["median"].to_list() == ["100", "50-60", "220"]
    assert frame["n"].to_list() == [3, 2, 1]


def test_the_command_writes_the_distribution_and_tells_why(cli, tmp_path):
    source, target = tmp_path / "lab.csv", tmp_path / "set.csv"
    source.write_bytes(LONG_SET)
    done = cli("samples", str(source), "--out", str(target), "--lang", "nb")
    assert done.returncode == 0, done.stderr
    assert "contaminated: yes, condition class: 2" in done.stdout
    assert "verste prøve" in done.stdout
    assert target.read_text().startswith("layer,analyte,n,")


def test_the_command_writes_any_table_in_the_long_form(cli, tmp_path):
    source, target = tmp_path / "lab.csv", tmp_path / "long.csv"
    source.write_text(TRANSPOSED, encoding="utf-8")
    done = cli("table", str(source), "--out", str(target))
    assert done.returncode == 0, done.stderr
    assert "2 results, one analyte per row" in done.stdout
    assert target.read_text().count("\n") == 3
    source.write_text("a,b\n1,2\n")
    done = cli("table", str(source), "--out", str(target))
    assert done.returncode == 1
    assert "lab.csv:1:sample" in done.stderr

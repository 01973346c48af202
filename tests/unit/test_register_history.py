"""What figures or findings stand on does not vanish from a register: each night compares it with its last state."""

import csv
import io
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.definitions import defs
from pipelines.errors import ArchiveError, RegisterError
from pipelines.folders import PROJECT
from pipelines.intake.contracts import ENTRY, RETURN
from pipelines.intake.register_archive import RegisterArchive
from pipelines.intake.standing import landed, refuse_vanished
from pipelines.quality.tables import FINDING
from pipelines.reference.frequency import ends_with
from pipelines.reference.history import Archived, Standing, vanished
from pipelines.reference.load import load_registers
from pipelines.reference.meanings import restated_in_silence
from pipelines.reference.reading import read_archived
from pipelines.reference.registers import Period
from pipelines.reference.state import Registers
from pipelines.tables import insert
from pipelines.warehouse import SCHEMAS, Build
from pipelines.warehouse.repairs import Repairs

SHIPPED = PROJECT / "raw" / "reference"
STANDING = Standing(
    returns={("TC35", "2020H2"), ("TC35", "2021H1"), ("TC35", "2021H2"), ("TC57", "2021H2")},
    lines={("form_01", "1.04")},
    ratings={("hoan_thanh_tot", "2021H2")},
    findings={("SUM-01", "2021H1", "grassroots_cells"), ("COM-01", "2023H1", None)},
)
Rows = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "reference"))


def edit(content: bytes, change: Callable[[Rows], Rows]) -> bytes:
    before = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    rows = change(before)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(before[0] | rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def without(**key: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row for row in rows if not key.items() <= row.items()]


def changed(key: dict[str, str], **values: str) -> Callable[[Rows], Rows]:
    return lambda rows: [row | values if key.items() <= row.items() else row for row in rows]


def compare(register: str, change: Callable[[Rows], Rows], standing: Standing = STANDING) -> list[str]:
    contents = {path.stem: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    before = Archived({name: read_archived(name, content) for name, content in contents.items()}, {register: "2026-01-01"})
    contents[register] = edit(contents[register], change)
    return vanished(before, {name: read_archived(name, content) for name, content in contents.items()}, standing)


@pytest.mark.parametrize(
    ("register", "change", "says"),
    [
        (
            "unit",
            without(unit_id="TC35", kind="party_cell"),
            "unit.csv:36 as loaded on 2026-01-01: 'TC35' no longer holds on 2021-06-30, but the return of TC35 for 2021H1",
        ),
        (
            "unit",
            without(unit_id="TC57"),
            "'TC57' no longer holds on 2021-12-31, but the return of TC57 for 2021H2 stands",
        ),
        (
            "unit",
            changed({"unit_id": "TC57"}, valid_to_on="2021-12-30"),
            "if it is to end give it a valid_to_on of 2021-12-31 or later, or withdraw what was sent by mistake",
        ),
        (
            "unit",
            changed({"unit_id": "TC35", "kind": "party_committee"}, valid_from_on="2022-07-01"),
            "unit.csv:37 as loaded on 2026-01-01: 'TC35' no longer holds on 2021-12-31",
        ),
        (
            "unit",
            changed({"unit_id": "TC57"}, unit_id="TC057"),
            "; line 59 says the same under another key, and a key is never renamed",
        ),
        (
            "period",
            without(period_id="2021H1"),
            "period.csv:3 as loaded on 2026-01-01: '2021H1' is gone, but the return",
        ),
        ("period", without(period_id="2023H1"), "'2023H1' is gone, but a finding of COM-01 stands on it; put the line back"),
        ("form", without(form_id="form_01"), "form.csv:2 as loaded on 2026-01-01: 'form_01' is gone, but figures stand on it"),
        (
            "form_line",
            without(form_id="form_01", line_code="1.04"),
            "form_line.csv:5 as loaded on 2026-01-01: 'form_01 1.04' is gone, but figures stand on it; put the line back and",
        ),
        (
            "form_line",
            changed({"form_id": "form_01", "line_code": "1.04"}, line_code="1.40"),
            "valid_to_on, the last day on which it holds; line 5 says the same under another key, and a key is never renamed",
        ),
        (
            "form_line",
            changed({"form_id": "form_01", "line_code": "1.04"}, indicator_id="members_admitted"),
            "form_line.csv:5: indicator_id of 'form_01 1.04' is 'members_admitted', but was 'members_opening'",
        ),
        (
            "indicator",
            without(indicator_id="members_opening"),
            "'members_opening' is gone, but figures of line 1.04",
        ),
        (
            "indicator",
            without(indicator_id="grassroots_cells"),
            "'grassroots_cells' is gone, but a finding of SUM-01",
        ),
        (
            "indicator",
            changed({"indicator_id": "members_opening"}, unit_of_measure="VND"),
            "indicator.csv:5: unit_of_measure of 'members_opening' is 'VND', but was 'persons'",
        ),
        (
            "rule",
            without(rule_id="SUM-01"),
            "'SUM-01' is gone, but findings stand on it; put the line back",
        ),
        ("rule", without(rule_id="READ-07"), "'READ-07' is gone, but the reader may find"),
        ("rule", changed({"rule_id": "SUM-01"}, kind="ratio"), "kind of 'SUM-01' is 'ratio', but was 'sum_of_parts'"),
        (
            "code",
            without(list_id="rating", code="hoan_thanh_tot"),
            "code.csv:3 as loaded on 2026-01-01: 'hoan_thanh_tot' no longer holds on 2021-12-31, but a rating for 2021H2",
        ),
        (
            "code",
            changed({"code": "hoan_thanh_tot"}, valid_to_on="2021-11-30"),
            "'hoan_thanh_tot' no longer holds on 2021-12-31, but",
        ),
    ],
)
def test_what_something_stands_on_does_not_vanish(register: str, change: Callable[[Rows], Rows], says: str) -> None:
    assert [fault for fault in compare(register, change) if says in fault]


@pytest.mark.parametrize(
    ("register", "change"),
    [
        ("unit", without(unit_id="TC01")),
        ("unit", changed({"unit_id": "TC57"}, name_vi="Tên khác", valid_from_on="2009-01-01")),
        ("unit", changed({"unit_id": "TC57"}, valid_to_on="")),
        ("unit", lambda rows: rows[::-1]),
        ("period", changed({"period_id": "2021H1"}, label_vi="Nửa đầu 2021", due_on="2021-08-01")),
        ("period", without(period_id="2025H1")),
        ("form_line", without(form_id="form_01", line_code="1.05")),
        ("form_line", changed({"line_code": "1.04"}, label_vi="Số đảng viên đầu kỳ", valid_to_on="2022-12-31")),
        ("rule", without(rule_id="SUM-02")),
        ("rule", changed({"rule_id": "SUM-01"}, message_vi="Sai tổng", severity="warning", valid_to_on="2022-12-31")),
        ("code", without(list_id="rating", code="khong_hoan_thanh")),
        ("indicator", changed({"indicator_id": "members_opening"}, label_vi="Đầu kỳ", valid_max="2000")),
        ("target", without(target_id="T4")),
        ("unit_alias", lambda rows: rows[1:]),
    ],
)
def test_what_nothing_stands_on_and_what_is_only_said_may_change(register: str, change: Callable[[Rows], Rows]) -> None:
    assert compare(register, change) == []


def test_a_rule_may_become_a_further_subject_of_another_that_knows_it_by_its_name() -> None:
    contents = {path.stem: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    with_own_rule = edit(contents["rule"], lambda rows: [*rows, rows[-1] | {"rule_id": "OWN-05"}])
    before = Archived(
        {name: read_archived(name, content) for name, content in contents.items()}
        | {
            "rule": read_archived("rule", with_own_rule),
            "rule_subject": read_archived("rule_subject", edit(contents["rule_subject"], without(known_as="OWN-05"))),
        }
    )
    standing = Standing(findings={("OWN-05", "2021H1", "propagandists")})
    after = {name: read_archived(name, content) for name, content in contents.items()}
    assert vanished(before, after, standing) == []
    forgotten = after | {"rule_subject": before.records["rule_subject"]}
    assert ["'OWN-05' is gone, but findings stand on it" in fault for fault in vanished(before, forgotten, standing)] == [True]


def test_where_nobody_knows_what_stands_everything_does() -> None:
    before = Archived({path.stem: read_archived(path.stem, path.read_bytes()) for path in SHIPPED.glob("*.csv")})
    for register, key in (("unit", {"unit_id": "TC01"}), ("rule", {"rule_id": "SUM-02"}), ("form_line", {"line_code": "1.05"})):
        assert compare(register, without(**key), before.everything())


def test_a_state_of_other_columns_is_still_compared() -> None:
    content = (SHIPPED / "rule.csv").read_bytes().replace(b"rule_id,kind,scope", b"rule_id,kind,area", 1)
    assert {"SUM-01", "READ-01"} <= {record.fields["rule_id"] for record in read_archived("rule", content).rows}
    target = (SHIPPED / "target.csv").read_bytes()
    assert read_archived("target", target.replace(b",kind,", b",rule,", 1)) == read_archived("target", target)


@pytest.fixture
def build(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> Build:
    for schema in SCHEMAS:
        database.execute(f"create schema {schema}")
    given = (
        (RETURN, {"file_sha256": ["aa11"], "unit_id": ["TC57"], "period_id": ["2021H2"]}),
        (ENTRY, {"file_sha256": ["aa11"], "form_id": ["form_02"], "line_code": ["2.01"], "state": ["value"]}),
        (FINDING, {"rule_id": ["SUM-01"], "period_id": ["2021H2"]}),
    )
    for table, columns in given:
        database.execute(table.create_sql())
        insert(database, table, {name: columns.get(name, [None]) for name in table.columns})
    return Build(tmp_path, database, BytesIO(), Repairs(tmp_path))


def test_a_night_refuses_a_register_that_lost_a_line_and_takes_it_when_the_line_is_back(
    folder: Path, tmp_path: Path, build: Build
) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    refuse_vanished(build, archive, load_registers(folder), folder)
    archive.keep(load_registers(folder).contents)
    path = folder / "form_line.csv"
    before = path.read_bytes()
    path.write_bytes(edit(before, changed({"line_code": "2.01"}, line_code="2.40")))
    with pytest.raises(RegisterError, match=r"form_line\.csv:\d+ as loaded on .*: 'form_02 2\.01' is gone"):
        refuse_vanished(build, archive, load_registers(folder), folder)
    path.write_bytes(before)
    refuse_vanished(build, archive, load_registers(folder), folder)
    assert archive.keep(load_registers(folder).contents) == []


def test_a_register_saved_in_another_encoding_has_lost_nothing(folder: Path, tmp_path: Path, build: Build) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    archive.keep(load_registers(folder).contents)
    path = folder / "unit.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace(",", "\t").encode("utf-16"))
    refuse_vanished(build, archive, load_registers(folder), folder)
    assert [state.name for state in archive.keep(load_registers(folder).contents)] == ["unit"]


def test_what_was_withdrawn_stands_on_nothing(build: Build) -> None:
    found = landed(build.db, ["aa1"])
    assert found is not None
    assert (found.returns, found.lines) == (set(), set())
    assert landed(build.db, ["bb"]) == landed(build.db, [])


def test_a_deletion_is_refused_while_received_returns_wait_to_be_built_again(
    folder: Path, tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    archive.keep(load_registers(folder).contents)
    (folder / "rule.csv").write_bytes(edit((folder / "rule.csv").read_bytes(), without(rule_id="PER-01")))
    refuse_vanished(Build(tmp_path, database, BytesIO(), Repairs(tmp_path)), archive, load_registers(folder), folder)
    archive.archive.receive(folder)
    with pytest.raises(RegisterError, match="no release can be read here"):
        refuse_vanished(Build(tmp_path, database, BytesIO(), Repairs(tmp_path)), archive, load_registers(folder), folder)


def test_each_state_is_kept_once_and_a_damaged_one_is_not_compared_with(folder: Path, tmp_path: Path) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    first = load_registers(folder).contents
    assert len(archive.keep(first)) == len(first)
    path = folder / "form.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    [state] = archive.keep(load_registers(folder).contents)
    assert (state.name, archive.last()["form"][1]) == ("form", path.read_bytes())
    assert list(archive.archive.verify()) == []
    content = archive.archive.object_path(state.file_sha256)
    content.chmod(0o644)
    content.write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"the state of register 'form' loaded at .* is missing"):
        archive.last()


def test_refused_registers_read_no_return_again() -> None:
    entry = defs.resolve_asset_graph().get(dg.AssetKey(["raw", "entry"]))
    assert {dg.AssetKey(["reference", name]) for name in ("unit", "period", "form_line", "code")} <= entry.parent_keys


def test_what_the_last_release_holds_stands_even_where_a_killed_run_left_less(
    folder: Path, tmp_path: Path, build: Build, database: duckdb.DuckDBPyConnection
) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    archive.keep(load_registers(folder).contents)
    (tmp_path / "releases").mkdir()
    database.execute(f"attach '{tmp_path}/releases/20260101T000000000000Z-000000000000.duckdb' as release")
    (name,) = database.execute("select current_database()").fetchone() or ("",)
    database.execute(f"copy from database {name} to release")
    database.execute("detach release")
    database.execute("delete from raw.entry")
    path = folder / "form_line.csv"
    path.write_bytes(edit(path.read_bytes(), changed({"line_code": "2.01"}, line_code="2.40")))
    with pytest.raises(RegisterError, match=r"'form_02 2\.01' is gone"):
        refuse_vanished(build, archive, load_registers(folder), folder)


DUE = Standing(returns={("TC38", "2020H2"), ("TC38", "2021H1")}, lines={("form_01", "1.04")})


@pytest.mark.parametrize(
    ("register", "change", "says"),
    [
        ("unit", changed({"unit_id": "TC38"}, kind="department"), "kind was 'party_cell', is 'department'"),
        (
            "form",
            changed({"form_id": "form_01"}, reported_by="party_committee"),
            "reported_by was 'party_committee party_cell'",
        ),
        (
            "form",
            changed({"form_id": "form_01"}, valid_from_on="2021-01-01"),
            "valid_from_on was '2020-01-01', is '2021-01-01'",
        ),
        ("form_line", changed({"form_id": "form_01", "line_code": "1.04"}, valid_to_on="2021-01-01"), "valid_to_on was ''"),
        ("indicator", changed({"indicator_id": "members_opening"}, frequency="year"), "frequency was 'half_year', is 'year'"),
    ],
)
def test_what_figures_came_for_stays_due(register: str, change: Callable[[Rows], Rows], says: str) -> None:
    (fault,) = compare(register, change, DUE)
    assert fault.startswith(f"{register}.csv:")
    assert says in fault
    assert "line 1.04 of TC38 for" in fault


def test_a_register_that_an_office_may_lack_is_not_taken_away_in_silence() -> None:
    records = {path.stem: read_archived(path.stem, path.read_bytes()) for path in SHIPPED.glob("*.csv")}
    after = {name: held for name, held in records.items() if name != "unit_event"}
    (fault,) = vanished(Archived(records, {"unit_event": "2026-01-01"}), after, STANDING)
    assert fault.startswith("unit_event.csv: the register is missing, but had 8 lines as loaded on 2026-01-01; put it back")
    assert vanished(Archived(after), after, STANDING) == []


YEARLY_LINE = ("form_04", "4.01")


def with_year(number: int) -> Callable[[Rows], Rows]:
    year = {"label_vi": f"Năm {number}", "period_type": "year", "due_on": f"{number + 1}-01-15"}
    return lambda rows: [
        *rows,
        rows[0] | year | {"period_id": str(number), "starts_on": f"{number}-01-01", "ends_on": f"{number}-12-31"},
    ]


def test_a_new_year_by_which_a_yearly_form_is_due_for_other_periods_is_told_with_the_remedy() -> None:
    # The base of a growth asks for a year; the rating of units, a form of its own, would then be due for it and not in 2021H2.
    yearly = Standing(returns={("TC38", "2021H1"), ("TC38", "2021H2")}, lines={YEARLY_LINE, ("form_01", "1.04")})
    assert compare("period", with_year(2020), yearly)[0].startswith(
        f"period.csv:12: with the new 2020, form {YEARLY_LINE[0]} is due for other periods than before: line {YEARLY_LINE[1]} "
        "of TC38 for 2021H2 (and 0 more) would not be, though figures of it came; fill in the frequency of form.csv:"
    )


def test_a_year_beside_half_years_leaves_what_is_told_yearly_with_them_due() -> None:
    contents = {path.stem: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    contents["period"] = edit(contents["period"], with_year(2020))
    periods = [Period.model_validate(row.fields) for row in read_archived("period", contents["period"]).rows]
    ending = [period.period_id for period in periods if "year" in ends_with(period, periods, [])]
    assert ending == ["2020H2", "2021H2", "2022H2", "2023H2", "2024H2"]


@pytest.mark.parametrize(
    ("register", "change"),
    [
        ("form_line", changed({"form_id": "form_01", "line_code": "1.04"}, valid_to_on="2021-06-30")),
        ("form", changed({"form_id": "form_01"}, valid_to_on="2021-12-31")),
        ("unit", changed({"unit_id": "TC39"}, kind="department")),
        ("indicator", changed({"indicator_id": "members_closing"}, frequency="year")),
    ],
)
def test_what_ends_after_the_last_figures_or_has_none_may_change(register: str, change: Callable[[Rows], Rows]) -> None:
    assert compare(register, change, DUE) == []


OF_MEMBERS = {"indicator_id": "members_opening"}
OF_GOOD = {"list_id": "rating", "code": "hoan_thanh_tot"}


@pytest.mark.parametrize(
    ("register", "change", "says"),
    [
        (
            "indicator",
            changed(OF_MEMBERS, aggregation="sum"),
            "indicator.csv:5: aggregation of 'members_opening' was 'last', is 'sum', and figures that came would mean",
        ),
        (
            "indicator",
            changed(OF_MEMBERS, stock_point="closing"),
            "stock_point of 'members_opening' was 'opening', is 'closing'",
        ),
        ("indicator", changed(OF_MEMBERS, stock_point=""), "stock_point of 'members_opening' was 'opening', is 'closing'"),
        ("indicator", changed(OF_MEMBERS, is_higher_better="true"), "is_higher_better of 'members_opening' was '', is 'true'"),
        ("code", changed(OF_GOOD, rank="2"), "rank of 'rating hoan_thanh_tot 2018-01-01' was '3', is '2'"),
        ("code", changed(OF_GOOD, rank="2"), "give the line restated_on"),
    ],
)
def test_what_figures_that_came_mean_does_not_change_in_silence(
    register: str, change: Callable[[Rows], Rows], says: str
) -> None:
    assert [fault for fault in compare(register, change) if says in fault], compare(register, change)


def test_how_a_target_is_judged_does_not_change_in_silence() -> None:
    standing = Standing(lines={("form_01", f"1.{line:02}") for line in range(1, 40)})
    found = compare("target", changed({"target_id": "T4"}, direction="below"), standing)
    assert [fault for fault in found if "direction of 'T4 congress' was 'at_least', is 'below'" in fault], found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed({"target_id": "T4"}, target_value="100"), "target_value of 'T4 congress' was '400', is '100'"),
        (changed({"target_id": "T4"}, first_period_id="2021H1"), "first_period_id of 'T4 congress' was '2020H2'"),
        (without(target_id="T4"), "'T4 congress' is gone, and figures that came are judged by it; put the line back"),
    ],
)
def test_what_a_target_asks_does_not_change_or_vanish_in_silence(change: Callable[[Rows], Rows], says: str) -> None:
    standing = Standing(lines={("form_01", f"1.{line:02}") for line in range(1, 40)})
    found = compare("target", change, standing)
    assert [fault for fault in found if says in fault], found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed({"target_id": "T4"}, label_vi="Khác"), ""),
        (changed({"target_id": "K1"}, target_value="1"), "target_value of 'K1 congress' was '2', is '1'"),
        (changed({"target_id": "K1"}, part_ids="T4 T3a"), "part_ids of 'K1 congress' was 'T4 T5', is 'T4 T3a'"),
        (without(target_id="K1"), "'K1 congress' is gone, and figures that came are judged by it; put the line back"),
    ],
)
def test_a_target_that_counts_others_is_compared_though_it_has_no_indicator(change: Callable[[Rows], Rows], says: str) -> None:
    composite = {"target_id": "K1", "version": "congress", "kind": "composite", "target_value": "2", "part_ids": "T4 T5"}
    held = edit((SHIPPED / "target.csv").read_bytes(), lambda rows: [row | {"part_ids": ""} for row in rows] + [composite])
    before, after = ({"target": read_archived("target", content)} for content in (held, edit(held, change)))
    found = restated_in_silence(before, after, lines=set(), ratings=set())
    assert len(found) == bool(says), found
    assert all(says in fault for fault in found), found


@pytest.mark.parametrize(
    ("register", "change"),
    [
        ("indicator", changed(OF_MEMBERS, aggregation="sum", restated_on="2026-01-02")),
        ("code", changed(OF_GOOD, rank="2", restated_on="2026-01-02")),
        ("indicator", changed({"indicator_id": "members_expelled"}, aggregation="last")),
        ("indicator", changed(OF_MEMBERS, label_vi="Khác", valid_max="2000")),
        ("code", changed({"list_id": "rating", "code": "khong_hoan_thanh"}, rank="0")),
        ("target", changed({"target_id": "T4"}, direction="below")),
    ],
)
def test_a_meaning_that_is_stated_anew_or_has_no_figures_may_change(register: str, change: Callable[[Rows], Rows]) -> None:
    assert compare(register, lambda rows: change([row | {"restated_on": ""} for row in rows])) == []


def test_a_state_of_the_past_is_read_by_the_names_that_columns_and_lists_had_then(folder: Path) -> None:
    for name, old, new in (("target", "rule", "kind"), ("printed_figure", "scope", "taken_over")):
        path = folder / f"{name}.csv"
        heads, _, rows = path.read_text(encoding="utf-8").partition("\n")
        path.write_text(heads.replace(f",{new},", f",{old},") + "\n" + rows, encoding="utf-8")
    path = folder / "wording.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntarget_kind,", "\ntarget_rule,").replace("\ntaken_over,", "\nscope,"), encoding="utf-8")
    with pytest.raises(RegisterError):
        load_registers(folder)
    assert Registers(folder, is_past=True).reference == load_registers(PROJECT / "raw" / "reference").reference

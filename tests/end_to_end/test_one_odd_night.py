"""One night with every odd thing at once: the corpus by families, what is no file, names that are no text, system files.

A new family of the corpus comes by itself; a new kind of thing that cannot be received is a row of `ODD` in test_receiving.
"""

import os

import pytest

from pipelines.reports.summary import left_out_texts
from pipelines.warehouse import open_release
from tests.conftest import PERIOD, Installation, copy_of_sample
from tests.corpus.case import Case
from tests.corpus.families import FAMILIES
from tests.corpus.making import LibreOffice, clean
from tests.unit.test_receiving import CLUTTER, ODD
from tests.unit.workbooks import reference

FOLDER = f"{PERIOD}/đến"
OF_A_FAMILY = 4
"""Cases of each family: every one of them has been read on its own; here they meet."""
BROKEN = f"{PERIOD}/TC40_{PERIOD}.xlsx"
"""A return of the sample that came cut off."""
RULES = {rule.subject: rule.rule_id for rule in reference().rule if rule.kind == "reader"}
NAMES = (b"TC02_B\xe1o c\xe1o.xlsx", b"TC\n02.xlsx", b"z" * 250 + b".xlsx", "ô".encode() * 125 + b".xlsx", b"y" * 251 + b".csv")
"""Names that a receiver may stumble over; the file behind each is a sheet that is no form."""


def chosen(cases: list[Case]) -> list[Case]:
    """Some cases from all over a family, without those that another program must write."""
    own = [case for case in cases if not isinstance(case.write, LibreOffice)]
    return own[:: max(1, len(own) // OF_A_FAMILY)][:OF_A_FAMILY]


CASES = {f"{family} {number}": case for family, cases in FAMILIES.items() for number, case in enumerate(chosen(cases))}


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """Name of a case → path of its file below raw/returns; filled by `night`."""
    return {}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, written: dict[str, str]) -> Installation:
    """The installation after that night."""
    installation = copy_of_sample(tmp_path_factory.mktemp("odd"), PERIOD)
    returns = installation.root / "raw" / "returns"
    (returns / FOLDER).mkdir()
    for name, case in CASES.items():
        draft = clean() if case.unit_id == "TC01" else clean(case.unit_id, values={})
        case.change(draft)
        written[name] = str(case.write(draft, returns / FOLDER / name).relative_to(returns))
    for name, (make, _) in ODD.items():
        make(returns / FOLDER / f"{name}.xlsx")
    for encoded in NAMES:
        (returns / FOLDER / os.fsdecode(encoded)).write_text(f"Ghi chú;{len(encoded)}\nkhông phải biểu;1\n", encoding="utf-8")
    for name in CLUTTER:
        (returns / FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (returns / FOLDER / name).write_bytes(b"system")
    os.truncate(returns / BROKEN, 3000)
    installation.steps()
    return installation


def test_there_are_many_odd_things_of_every_kind() -> None:
    assert len(CASES) + len(ODD) + len(NAMES) > 60


def test_every_sound_unit_is_published(night: Installation) -> None:
    odd = {said.split()[0] for case in CASES.values() for said in (*case.returns, *case.entries, case.unit_id)}
    sound = {path.name.split("_")[0] for path in (night.root / "raw" / "returns" / PERIOD).glob("*.xlsx")} - odd - {"TC40"}
    of_unit = "select split_part(unit_version_id, '/', 1), status from marts.return"
    status = dict(night.query(f"{of_unit} where period_id = '{PERIOD}'"))
    assert len(sound) > 50
    assert status["TC02"] == "newest_unreadable"  # a file of that name is no form, and its return stands
    assert {unit_id: status[unit_id] for unit_id in sound} == dict.fromkeys(sound, "accepted") | {"TC02": status["TC02"]}


def test_every_odd_file_is_told_in_a_finding_of_its_own(night: Installation, written: dict[str, str]) -> None:
    told: dict[str, set[str]] = {}
    for path, rule_id in night.query("select path, rule_id from marts.finding where path is not null"):
        told.setdefault(path, set()).add(rule_id)
    for name, case in CASES.items():
        expected = {RULES[finding.split()[0]] for finding in case.findings}
        if RULES["unknown_sheet"] in expected:  # where it is the sheet of a form that is due, that is told of the form
            expected.add(RULES["unread_form"])
        assert not expected or expected & told.get(written[name], set()), name
    for name in ODD:
        assert told[f"{FOLDER}/{name}.xlsx"] == {RULES["unreceived_file"]}
    for shown in (r"TC02_B\xe1o c\xe1o.xlsx", r"TC\x0a02.xlsx"):
        assert RULES["undecodable_name"] in told[f"{FOLDER}/{shown}"]
    assert not [path for path in told if path.endswith(("desktop.ini", "Thumbs.db", ".DS_Store"))]


def test_the_terminal_names_what_was_not_received(night: Installation) -> None:
    with open_release(night.root / "warehouse") as db:
        said = " ".join("\n".join(left_out_texts(db)).split())
    for name in ODD:
        assert f"not received {FOLDER}/{name}.xlsx" in said
    assert said.encode("utf-8")  # no half of a character: a terminal would refuse it


def test_a_broken_workbook_is_named_and_what_hangs_on_it_cannot_be_said(night: Installation) -> None:
    assert night.query(f"select rule_id from quality.finding where severity = 'error' and path = '{BROKEN}'") == [("READ-01",)]
    status = night.query(f"select status from marts.return where return_id = 'TC40-{PERIOD}'")
    assert status == [("unreadable",)]
    verdicts = night.query("select verdict from marts.evaluation_mid_term where target_version_id = 'T4/congress'")
    assert verdicts == [("cannot_yet_say",)]


def test_no_file_is_without_an_answer(night: Installation) -> None:
    silent = night.query(
        "select path from staging.receipt where is_latest "
        "and receipt_id not in (select receipt_id from staging.return) "
        "and path not in (select path from marts.finding where path is not null)"
    )
    assert silent == []

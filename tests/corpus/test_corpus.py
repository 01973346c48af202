"""Every file of the corpus, read as the nightly job reads it: each gives exactly what its row of the table says.

One test for each file: what holds for all of them is looked at there too. What LibreOffice saves both as .xls and as .ods is
tried in one of them, by turns, each fourth time as .ods, which takes it three times as long; in both by `make soak`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.intake.pool import read_returns
from pipelines.returns.result import ReturnRead
from tests.corpus.case import GONE, Case, as_said, said_of
from tests.corpus.families import FAMILIES
from tests.corpus.families.personal import SECRETS
from tests.corpus.making import LibreOffice, clean
from tests.libreoffice import libreoffice
from tests.unit.workbooks import CLEAN, forms, reference

CASES = {f"{family}: {case.name}": case for family, cases in FAMILIES.items() for case in cases}
SECONDS, BYTES = 20.0, 1024**3
"""Most processor time and memory for one file."""
TELLING = ("received", "expected", "detail")
"""Columns of a finding that say what is wrong."""
RULES = {rule.subject: rule for rule in reference().rule if rule.kind == "reader"}


def of_soak() -> set[str]:
    """Names of cases that LibreOffice writes in the one of two formats whose turn it is not."""
    turns: dict[tuple[str, ...], dict[str, str]] = {}
    for name, case in CASES.items():
        if isinstance(case.write, LibreOffice) and case.write.extension in ("xls", "ods"):
            oddity = tuple(re.split(r"\W(?:xls|ods)\b", name))
            turns.setdefault(oddity, {})[case.write.extension] = name
    both = [names for names in turns.values() if len(names) == 2]
    return {names["ods" if number % 4 else "xls"] for number, names in enumerate(both)}


@pytest.fixture(scope="module")
def reads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReturnRead]:
    """What each selected file gives, all read in one go in worker processes, as at night.

    Without LibreOffice, files that it writes are left out.
    """
    folder = tmp_path_factory.mktemp("corpus")
    selected = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    names = [name for name in CASES if name in selected]
    paths: dict[Path, str] = {}
    conversions: dict[str, LibreOffice] = {}
    for number, name in enumerate(names):
        case = CASES[name]
        draft = clean() if case.unit_id == "TC01" else clean(case.unit_id, values={})
        case.change(draft)
        with suppress(pytest.skip.Exception):
            if isinstance(case.write, LibreOffice):
                libreoffice()
                conversions[case.write.folder] = case.write
            paths[case.write(draft, folder / f"{number:03}")] = name
    for conversion in conversions.values():
        conversion.convert_waiting(folder)
    return {paths[path]: read for path, read in read_returns(paths, forms(), cpu_seconds=SECONDS, memory_bytes=BYTES)}


@pytest.fixture
def read(name: str, reads: dict[str, ReturnRead]) -> ReturnRead:
    """What one file gives."""
    if name not in reads:
        libreoffice()
    return reads[name]


OF_SOAK = of_soak()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.soak) if name in OF_SOAK else name for name in CASES])
def test_a_file_gives_what_the_corpus_says(name: str, read: ReturnRead) -> None:
    check_said(read, CASES[name])
    check_account(read)
    check_findings_say_what_is_wrong(read)
    check_is_a_return_or_is_told_why_not(read)


def check_said(read: ReturnRead, case: Case) -> None:
    entries, expected = dict(entries_of(read, case)), dict(expected_entries(case))
    odd = [line for line in {**expected, **entries} if entries.get(line) != expected.get(line)]
    assert {
        "entries": {line: entries.get(line, GONE) for line in odd},
        "findings": sorted(findings_of(read)),
        "returns": sorted(map(" ".join, zip(read.returns["unit_id"], read.returns["period_id"], strict=True))),
        "format": read.format,
    } == {
        "entries": {line: expected.get(line, GONE) for line in odd},
        "findings": sorted(case.findings),
        "returns": sorted(case.returns),
        "format": case.format or read.format,
    }
    assert case.because in " ".join(str(text) for column in TELLING for text in read.findings[column])


def check_account(read: ReturnRead) -> None:
    """Every cell that is filled is a figure, a label, or explained."""
    assert read.filled_count == read.entry_count + read.label_count + read.explained_count
    roles = Counter(read.cells["role"])
    refused = read.filled_count - len(read.cells["role"])
    assert (roles["value"], roles["explained"]) == (read.entry_count, read.explained_count - refused)
    assert (refused > 0) == ("personal_data" in read.findings["fault"])


def check_findings_say_what_is_wrong(read: ReturnRead) -> None:
    for fault, *told in zip(*(read.findings[column] for column in ("fault", *TELLING)), strict=True):
        assert RULES[fault].message_vi
        assert RULES[fault].remedy_vi
        assert any(told), f"{fault} does not say what is wrong"


def check_is_a_return_or_is_told_why_not(read: ReturnRead) -> None:
    told = [fault for fault in read.findings["fault"] if RULES[fault].severity in ("error", "warning")]
    assert read.returns["unit_id"] or told


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("personal")])
def test_nothing_personal_is_kept(name: str, read: ReturnRead) -> None:
    kept = repr((read.returns, read.cells, read.entries, read.findings))
    assert [secret for secret in SECRETS if secret in kept] == []


def test_the_corpus_has_at_least_150_files_and_no_name_twice() -> None:
    assert len(CASES) >= 150
    assert len(CASES) == sum(len(cases) for cases in FAMILIES.values())


def expected_entries(case: Case) -> Iterator[tuple[str, str]]:
    """Line → what must be read."""
    if case.unit_id == "TC01":
        said = {**{code: as_said(value) for code, value in CLEAN.items()}, **case.entries}
    else:
        form_id = {"CDVC": "form_10", "DTN": "form_11"}[case.unit_id]
        said = {**{line.line_code: "blank" for line in reference().lines_by_form[form_id]}, **case.entries}
    yield from ((line, state) for line, state in said.items() if state != GONE)


def entries_of(read: ReturnRead, case: Case) -> Iterator[tuple[str, str]]:
    """Line → what was read; lines of other returns than the clean one's with unit and period before them."""
    table = read.entries
    for unit, period, code, *figure in zip(
        *(table[name] for name in ("unit_id", "period_id", "line_code", "state", "comparator", "value", "code")), strict=True
    ):
        own = f"{unit} {period}" == f"{case.unit_id} 2020H2"
        yield code if own else f"{unit} {period} {code}", said_of(*figure)


def findings_of(read: ReturnRead) -> Iterator[str]:
    """Findings as the corpus writes them."""
    for fault, sheet, address in zip(*(read.findings[name] for name in ("fault", "sheet_name", "address")), strict=True):
        yield f"{fault} {sheet or ''}{'!' if address else ''}{address or ''}".strip()

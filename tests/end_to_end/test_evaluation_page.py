"""The evaluation page of the sample: every number on it is its mart's, and a reader gets from each to the cells behind it."""

import re
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Page

from pipelines.pages_server import PagesServer
from pipelines.reports.behind import Behind, Cells
from pipelines.reports.evaluation import PAGES
from tests.browser import CHROMIUM, browser_tab
from tests.conftest import Installation
from tests.page import unpacked

MID_TERM = "evaluation_mid_term.html"


@pytest.fixture(scope="module")
def sample(sample: Installation) -> Iterator[Installation]:
    with sample.opened() as opened:
        yield opened


def text(element: html.HtmlElement) -> str:
    """What stands in an element, with plain blanks."""
    return " ".join(element.text_content().split())


def sorted_by(cell: html.HtmlElement) -> str | None:
    """What a cell is sorted by, without the rank in front of a rating."""
    return re.sub(r"^\d{5} ", "", cell.get("data-value") or "") or None


def page_of(sample: Installation, name: str) -> html.HtmlElement:
    return html.fromstring((sample.root / "warehouse" / "reports" / name).read_bytes())


def behind(page: html.HtmlElement) -> dict[str, Any]:
    """What the page holds behind its numbers."""
    (packed,) = page.xpath("//script[@id='behind']/text()")
    return unpacked(packed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.file_name))
def test_every_number_on_the_page_is_that_of_its_mart(sample: Installation, page: Any) -> None:
    root = page_of(sample, page.file_name)
    told = {}
    for row in root.xpath("//table[contains(@class, 'verdicts')]/tbody/tr"):
        (name,) = row.xpath(".//button/@data-behind")
        told[name] = [text(row[2]), text(row.xpath(".//button")[0]), text(row[5]), sorted_by(row[3])]
    marts = sample.query(
        "select target_version_id || '/' || cutoff_period_id, target_vi, coalesce(result_vi, '—'), verdict_vi, "
        f"if(unit_of_measure = 'rating', expected_vi, expected_value::varchar) from {page.mart}"
    )
    assert told == {name: list(rest) for name, *rest in marts}
    figures = {
        row.xpath(".//button/@data-behind")[0]: sorted_by(row[3])
        for row in root.xpath("//table/tbody/tr[.//button[starts-with(@data-behind, 'F')]]")
    }
    (cutoff,) = {name.rpartition("/")[2] for name in figures}
    value = "if(unit_of_measure = 'rating', figure_vi, value::varchar)"
    printed = f"select figure_id || '/' || cutoff_period_id, {value} from marts.printed_figure"
    assert figures == dict(sample.query(f"{printed} where cutoff_period_id = '{cutoff}'"))
    assert len(figures) == 79


def test_the_cells_behind_a_total_are_all_there_and_add_up_to_it(sample: Installation) -> None:
    held = behind(page_of(sample, MID_TERM))
    totals = sample.query(
        "select result_id, result_value from marts.target_evaluation where cutoff_period_id = '2023H1' and kind = 'cumulative' "
        "union all select figure_id || '/2023H1', value from marts.printed_figure "
        "where cutoff_period_id = '2023H1' and taken_over = 'cumulative' and unit_of_measure not in ('percent', 'rating')"
    )
    assert len(totals) > 40
    for name, value in totals:
        cells = [cell for *_, asked in held["numbers"][name]["parts"] for cell in held["cells"].get(asked, [])]
        assert sum((number(figure) for _, figure, *_ in cells), Decimal()) == value, name
        assert all(place and address for _, _, place, address in cells), name
    assert held["more"] == {}
    rate = held["numbers"]["T3b/congress/2023H1"]["parts"]
    assert {(compared, bool(counts)) for compared, counts, *_ in rate} == {("2020", False), ("2021", True), ("2022", False)}


def test_of_many_cells_the_greatest_are_shown_and_the_rest_is_counted(
    sample: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sample.open_file
    monkeypatch.setattr("pipelines.reports.behind.MOST_CELLS", 2)
    found = Behind()
    found.add_targets(sample.open_file, [{"result_id": "T4/congress/2023H1", "sentence_vi": ""}])
    held = unpacked(found.content(sample.open_file, Cells()))
    asked = "members_admitted/2023H1"
    assert held["more"][asked] == 54
    greatest = "select value from marts.observation where indicator_id || '/' || period_id = '{}' order by value desc limit 2"
    assert [number(figure) for _, figure, *_ in held["cells"][asked]] == [
        value for (value,) in sample.query(greatest.format(asked))
    ]


def number(figure: str | None) -> Decimal:
    """'1.250 người' → 1250; what is no number adds nothing."""
    first = (figure or "").split()[0].replace(".", "").replace(",", ".")
    return Decimal(first) if first.replace(".", "").isdigit() else Decimal()


@pytest.fixture(scope="module")
def tab(sample: Installation) -> Iterator[Page]:
    """The page at mid-term, as the server of the pages gives it; it may ask for nothing else."""
    visited: list[str] = []
    with PagesServer(sample.root / "warehouse", 0) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with browser_tab(visited) as tab:
            tab.goto(f"http://127.0.0.1:{server.server_port}/reports/{MID_TERM}")
            yield tab
        assert {Path(url).name for url in visited} <= {MID_TERM, "steward.html", "dictionary.html", "favicon.ico"}
        server.shutdown()


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
def test_a_reader_opens_a_number_sorts_and_filters_with_the_keyboard(tab: Page) -> None:
    tab.locator("button[data-behind='T4/congress/2023H1']").press("Enter")
    opened = tab.locator("tr.opened")
    assert "tổng đã có: 339 người" in opened.inner_text()
    opened.locator("summary").first.press("Enter")
    cells = opened.locator("details table tbody tr")
    cells.first.wait_for()
    assert cells.count() == 57
    place, cell = cells.first.locator("td").all_inner_texts()[2:]
    assert place.startswith("2020H2/")
    assert place.endswith(" › 01-TCĐ")
    assert cell == "E16"
    tab.locator("button[data-behind='T4/congress/2023H1']").press("Enter")
    assert opened.count() == 0
    table = tab.locator("table.verdicts").first
    table.locator("th button").nth(2).press("Enter")
    aims = [cell.get_attribute("data-value") for cell in table.locator("tbody tr td:nth-child(3)").all()]
    numbers = [float(aim) for aim in aims if aim and " " not in aim]  # and ratings by their rank, behind them
    assert numbers == sorted(numbers)
    table.locator("th button").nth(4).press("Enter")  # ratings behind numbers, the worst first, and not by the alphabet
    results = [cell.get_attribute("data-value") or "" for cell in table.locator("tbody tr td:nth-child(5)").all()]
    ranks = [result.split()[0] for result in results if " " in result]
    assert ranks == sorted(ranks) == [text.split()[0] for text in results[-len(ranks) :]]
    assert set(ranks) == {"00003", "00004"}
    tab.get_by_label("Lọc").first.fill("dang vien moi")
    assert table.locator("tbody tr:visible td:first-child").all_inner_texts() == ["T4"]


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 390)])
def test_everyone_can_read_it(tab: Page, scheme: Any, width: int) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.reload()
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab.evaluate(f"document.querySelectorAll('tbody').forEach(rows => {ALIKE})")
    assert violations(tab) == []


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
@pytest.mark.parametrize(("name", "scheme", "width"), [("steward.html", "dark", 390), ("dictionary.html", "light", 1100)])
def test_everyone_can_read_the_other_pages(tab: Page, name: str, scheme: Any, width: int) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(urljoin(tab.url, name))
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab.evaluate(f"document.querySelectorAll('tbody').forEach(rows => {ALIKE})")
    assert violations(tab) == []


ALIKE = "[...rows.rows].slice(20).forEach(row => row.remove())"
"""Takes rows away that are like those before: the checker looks at each for long."""


def violations(tab: Page) -> list[tuple[str, str, str]]:
    """What axe-core finds on a page. It lets no script run but its own; the checker comes through the debugger."""
    found = Axe().run(tab).response["violations"]
    return [(each["id"], each["help"], each["nodes"][0]["html"]) for each in found]

"""Data Docs: complete, in Vietnamese, readable without any network, and never half replaced."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipelines.errors import RuleError
from pipelines.language.words import label
from pipelines.quality import data_docs
from pipelines.reference.kinds import KINDS, READER
from pipelines.reference.run import Run
from pipelines.reference.wording_lists import LISTS
from tests.browser import CHROMIUM, browser_tab
from tests.judging import Validation, validate_bloc_rules, validate_return_rules
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference

RUN = Run(datetime(2021, 8, 1, 2, tzinfo=UTC))

INJECTED = "<script>alert('ô số liệu')</script>"
FETCHES = {
    "a": (),
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "object": ("data",),
}


def bad_world() -> World:
    """A bloc with a wrong sum in several returns, many blanks, a text that is HTML, and members lost between two periods."""
    world = World()
    for row in world.observations:
        if row["indicator_id"] == "members_rated":
            world.write(row["unit_id"], row["period_id"], "members_rated", 99)
        elif row["unit_id"] == "TC57":
            world.write("TC57", row["period_id"], row["indicator_id"], "blank")
    world.write("TC01", "2021H2", "organisation_rating", "unreadable")
    world.cell("TC01", "2021H2", "organisation_rating")["received"] = INJECTED
    world.write("TC01", "2022H1", "members_opening", 99)
    world.fault("unreadable_value", received=INJECTED)
    return world


def card_of(page: Path, rule_id: str) -> str:
    """What a page says about one rule."""
    text = page.read_text(encoding="utf-8")
    return text[text.index(f'<article id="{rule_id}"') :].partition("</article>")[0]


def publish(world: World, root: Path) -> tuple[Path, dict[str, Validation], dict[str, str]]:
    """Validate, and make the pages; gives their folder, the validations, and the page of every rule."""
    folder = root / "data_docs"
    with world.lay() as db:
        validations = {
            name: validate(db, world.registers)
            for name, validate in (("returns", validate_return_rules), ("bloc", validate_bloc_rules))
        }
        assert data_docs.build(db, world.registers, RUN, folder) == folder / "index.html"
    results = [result for validation in validations.values() for result in validation.results]
    return folder, validations, {result.rule_id: data_docs.page_of(result.kind) for result in results}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Validation], dict[str, str]]:
    return publish(bad_world(), tmp_path_factory.mktemp("data-docs"))


class Parser(HTMLParser):
    """Gathers what a page would fetch, where it leads, and its ids."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in FETCHES.get(tag, ("src",)):
                self.fetched.append(value or "")
            if tag == "a" and name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")


def test_the_index_leads_to_every_suite_and_every_rule_stands_on_one_page(
    site: tuple[Path, dict[str, Validation], dict[str, str]],
) -> None:
    folder, validations, pages = site
    index = Parser(folder / "index.html")
    assert {link.partition("#")[0] for link in index.links} == {"index.html", *pages.values()}
    assert {path.name for path in folder.iterdir()} == {"index.html", *pages.values()}
    judged = {result.rule_id for validation in validations.values() for result in validation.results}
    assert {path.name for path in folder.iterdir()} >= {"reader.html", "required.html", "sum_of_parts.html", "continuity.html"}
    for path in folder.iterdir():
        of_page = Parser(path)
        assert len(of_page.ids) == len(set(of_page.ids)), path.name
        expected = {rule_id for rule_id, page in pages.items() if page == path.name}
        assert expected == judged & set(of_page.ids), path.name
    assert judged == set(pages)


def test_no_page_loads_anything(site: tuple[Path, dict[str, Validation], dict[str, str]]) -> None:
    for path in site[0].iterdir():
        text = path.read_text(encoding="utf-8")
        of_page = Parser(path)
        assert set(of_page.fetched) == {"data:,"}, path.name
        assert not of_page.tags & {"script", "img", "iframe"}, path.name
        assert not re.search(r"@import|url\(|https?://", text), path.name


def test_a_rule_shows_its_message_counts_findings_and_what_great_expectations_says(
    site: tuple[Path, dict[str, Validation], dict[str, str]],
) -> None:
    folder, validations, _ = site
    found = {result.rule_id: result for result in validations["returns"].results}["SUM-02"]
    card = card_of(folder / "sum_of_parts.html", "SUM-02")
    assert f"Lỗi: {found.finding_count} phát hiện" in card
    assert f"{found.case_count} trường hợp đã xét" in card
    assert card.count('<td class="whole">TC') == found.finding_count > 1
    for finding in validations["returns"].findings.query("rule_id == 'SUM-02'").to_dict("records"):
        assert f"{finding['sheet_name']}!{finding['address']}" in card
        assert str(finding["message_vi"]) in card
    page = (folder / "sum_of_parts.html").read_text(encoding="utf-8")
    assert "accepted_low" in page
    assert "unexpected values found" in page


def test_a_rule_with_many_findings_shows_the_first_and_says_how_many_more_there_are(
    site: tuple[Path, dict[str, Validation], dict[str, str]],
) -> None:
    folder, validations, _ = site
    found = {result.rule_id: result for result in validations["returns"].results}["REQ-04"]
    card = card_of(folder / "required.html", "REQ-04")
    assert card.count('<td class="whole">TC') == data_docs.SAMPLE < found.finding_count
    assert f"Và {found.finding_count - data_docs.SAMPLE} phát hiện nữa" in card


def test_no_message_shows_a_bare_placeholder(site: tuple[Path, dict[str, Validation], dict[str, str]]) -> None:
    for path in site[0].iterdir():
        body = path.read_text(encoding="utf-8").partition("</style>")[2]
        assert not re.search(r"\{\w+\}|None|nan", body), path.name


def test_text_out_of_a_workbook_stays_text(site: tuple[Path, dict[str, Validation], dict[str, str]]) -> None:
    shown = [path.name for path in site[0].iterdir() if "&lt;script&gt;alert(" in path.read_text(encoding="utf-8")]
    assert {"reader.html", "in_code_list.html"} <= set(shown)
    for path in site[0].iterdir():
        assert "<script" not in path.read_text(encoding="utf-8"), path.name


def test_every_suite_has_a_vietnamese_title() -> None:
    assert set(LISTS["rule_kind"]) == {READER, *KINDS}


def test_a_clean_night_says_so_and_replaces_the_pages_of_the_night_before(
    tmp_path: Path, site: tuple[Path, dict[str, Validation], dict[str, str]]
) -> None:
    folder = Path(shutil.copytree(site[0].parent, tmp_path / "reports", symlinks=True)) / "data_docs"
    assert 'href="sum_of_parts.html#SUM-02"' in (folder / "index.html").read_text(encoding="utf-8")
    publish(World(reference(ALL_UNITS, ALL_PERIODS)), folder.parent)
    assert "Không quy tắc nào phát hiện lỗi." in (folder / "index.html").read_text(encoding="utf-8")
    assert len(list((folder.parent / ".data_docs").iterdir())) == 1


def test_a_folder_in_place_of_the_link_makes_room_and_pages_that_cannot_be_made_leave_those_before(tmp_path: Path) -> None:
    folder = tmp_path / "data_docs"
    folder.mkdir()
    (folder / "stale.html").touch()
    mute = tuple(rule.model_copy(update={"message_vi": "{value}"}) for rule in reference().rule)
    with World().lay() as db:
        validate_return_rules(db, reference())
        validate_bloc_rules(db, reference())
        data_docs.build(db, reference(), RUN, folder)
        assert not (folder / "stale.html").exists()
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(RuleError, match="cannot be filled"):
            data_docs.build(db, replace(reference(), rule=mute), RUN, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
@pytest.mark.parametrize("step", [pytest.param(1, id="each", marks=pytest.mark.soak), pytest.param(6, id="some")])
def test_without_a_network_every_page_opens_and_shows_its_rules(
    site: tuple[Path, dict[str, Validation], dict[str, str]], step: int
) -> None:
    folder, _, pages = site
    visited: list[str] = []
    faults: list[str] = []
    with browser_tab(visited) as tab:
        tab.context.set_offline(True)
        tab.on("requestfailed", lambda request: faults.append(request.url))
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("dialog", lambda dialog: faults.append(dialog.message))
        tab.goto((folder / "index.html").as_uri())
        tab.get_by_role("link", name="SUM-02").click()
        expect(tab.locator("#SUM-02")).to_be_in_viewport()
        titles = [*dict.fromkeys(label("rule_kind", page.removesuffix(".html")) for page in pages.values())]
        for title in titles[::step]:
            tab.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
            expect(tab.get_by_role("heading", level=1)).to_have_text(title)
            for rule_id in [rule_id for rule_id, page in pages.items() if tab.url.endswith(f"/{page}")]:
                expect(tab.get_by_role("heading", name=rule_id, exact=True)).to_be_visible()
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), title
    assert faults == []
    assert {url.partition(":")[0] for url in visited} <= {"file", "data"}

"""Takes the README's pictures anew: `python -m tests.pictures`."""

import subprocess
import tempfile
from pathlib import Path

from pipelines.folders import PROJECT
from tests.browser import browser_tab, webserver
from tests.conftest import TERM, copy_of_sample
from tests.libreoffice import converted, end

DOCS = PROJECT / "docs"
PAGES = {"evaluation_mid_term": "evaluation", "evaluation_end_of_term": "evaluation_end_of_term"}
"""Page → picture."""
DOCUMENT = Path("reports", "documents", "document", "evaluation_2020_2025_mid_term.docx")


def main() -> None:
    """Run the sample, and photograph its lineage, its evaluations, a slip and the first page of a document."""
    with tempfile.TemporaryDirectory() as folder:
        sample = copy_of_sample(Path(folder), *TERM)
        sample.command("nightly").check_returncode()
        with webserver(sample) as url, browser_tab([]) as tab:
            tab.set_viewport_size({"width": 1900, "height": 700})
            tab.goto(f"{url}/asset-groups")
            tab.get_by_text("publication", exact=True).first.wait_for()
            tab.wait_for_timeout(4000)
            tab.screenshot(path=DOCS / "lineage.png")
            tab.set_viewport_size({"width": 1150, "height": 1000})
            for page, picture in PAGES.items():
                tab.goto((sample.root / "warehouse" / "reports" / f"{page}.html").as_uri())
                tab.screenshot(path=DOCS / f"{picture}.png")
        written = sample.root / "warehouse"
        first_slip = min((written / "slips").rglob("*.xlsx"))
        for path, picture in ((written / DOCUMENT, "document"), (first_slip, "slip")):
            first_page = ["-f", "1", "-l", "1", "-r", "80", "-png", "-singlefile"]
            subprocess.run(["pdftoppm", *first_page, converted(path, "pdf"), DOCS / picture], check=True)
        end()


if __name__ == "__main__":
    main()

"""Takes the README's pictures anew: `python -m tests.pictures`."""

import tempfile
from pathlib import Path

from pipelines.folders import PROJECT
from tests.browser import browser_tab, webserver
from tests.conftest import copy_of_sample

DOCS = PROJECT / "docs"


def main() -> None:
    """Run the sample, and photograph its lineage and its evaluation."""
    with tempfile.TemporaryDirectory() as folder:
        sample = copy_of_sample(Path(folder))
        sample.command("nightly").check_returncode()
        with webserver(sample) as url, browser_tab([]) as tab:
            tab.set_viewport_size({"width": 1900, "height": 700})
            tab.goto(f"{url}/asset-groups")
            tab.get_by_text("publication", exact=True).first.wait_for()
            tab.wait_for_timeout(4000)
            tab.screenshot(path=DOCS / "lineage.png")
            tab.set_viewport_size({"width": 1150, "height": 900})
            tab.goto((sample.root / "warehouse" / "reports" / "evaluation_mid_term.html").as_uri())
            tab.screenshot(path=DOCS / "evaluation.png")


if __name__ == "__main__":
    main()

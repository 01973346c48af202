"""Addresses of what people read: pages, slips and releases, as `make ui` serves them on this machine."""

import os
from pathlib import Path
from urllib.parse import quote

from pipelines.folders import Folders

HOST = "127.0.0.1"
UI_PORT = 3000
PAGES_PORT_VARIABLE = "UNIT_RETURNS_PAGES_PORT"
SERVED = ("data_docs", "releases", "reports", "slips")
"""Folders of the warehouse that are served, and nothing beside them."""


def pages_port() -> int:
    """Port of the pages: 3001, or what the environment variable UNIT_RETURNS_PAGES_PORT says."""
    return int(os.environ.get(PAGES_PORT_VARIABLE, "3001"))


def address(folders: Folders, path: Path, anchor: str = "") -> str:
    """Address of a file or folder below one of the folders served, for a link that a browser opens."""
    relative = path.relative_to(folders.warehouse)
    assert relative.parts[0] in SERVED
    return f"http://{HOST}:{pages_port()}/{quote(relative.as_posix())}" + (f"#{quote(anchor)}" if anchor else "")

"""Addresses of what people read: pages, slips and releases, as `make ui` serves them on this machine."""

import os
import re
from pathlib import Path
from urllib.parse import quote

from pipelines.errors import AddressError
from pipelines.folders import Folders

HOST = "127.0.0.1"
UI_PORT, PAGES_PORT, LAST_PORT = 3000, 3001, 65535
PAGES_PORT_VARIABLE = "UNIT_RETURNS_PAGES_PORT"
ADDRESS_VARIABLE = "UNIT_RETURNS_ADDRESS"
PUBLIC_PAGES = "pages"
"""Where the proxy of `deploy/nginx.conf` puts the pages below the public address."""
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
SERVED = ("data_docs", "exports", "releases", "reports", "slips")
"""Folders of the warehouse that are served, and nothing beside them."""


def pages_port() -> int:
    """Port of the pages: 3001, or what the environment variable UNIT_RETURNS_PAGES_PORT says.

    Raises:
        AddressError: the variable holds no port.
    """
    given = os.environ.get(PAGES_PORT_VARIABLE, "").strip() or str(PAGES_PORT)
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= LAST_PORT):
        remedy = f"write a number from 1 to {LAST_PORT}, or unset the variable: then it is {PAGES_PORT}"
        raise AddressError(f"'{given}' is no port", where=PAGES_PORT_VARIABLE, remedy=remedy)
    return int(given)


def public_addresses() -> list[str]:
    """Addresses by which a proxy leads other machines here, such as 'https://so-lieu.example', from UNIT_RETURNS_ADDRESS.

    Raises:
        AddressError: the variable holds something else.
    """
    given = os.environ.get(ADDRESS_VARIABLE, "").lower().replace(",", " ").split()
    found = [each.rstrip("/") for each in given]
    for each in found:
        if not _ADDRESS.fullmatch(each):
            raise AddressError(
                f"'{each}' is no address of a server",
                where=ADDRESS_VARIABLE,
                remedy="write it as 'https://so-lieu.example'; several are separated by commas, the first is that of links",
            )
    return found


def own_origins(port: int) -> list[str]:
    """Where pages of the UI on this port come from, as a browser writes it in a request's Origin."""
    return [f"http://{HOST}:{port}", f"http://localhost:{port}", *public_addresses()]


def address(folders: Folders, path: Path, anchor: str = "") -> str:
    """Address of a file or folder below one of the folders served, for a link that a browser opens."""
    relative = path.relative_to(folders.warehouse)
    assert relative.parts[0] in SERVED
    public = public_addresses()
    base = f"{public[0]}/{PUBLIC_PAGES}" if public else f"http://{HOST}:{pages_port()}"
    return f"{base}/{quote(relative.as_posix())}" + (f"#{quote(anchor)}" if anchor else "")

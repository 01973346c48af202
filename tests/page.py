"""What stands on a page or in a document, as a reader meets it."""

import base64
import gzip
import json
from typing import Any


def plainly(text: str | None) -> str:
    """A text with plain blanks in place of those at which no line ends; '' for none."""
    return (text or "").replace("\u00a0", " ")


def unpacked(packed: str) -> dict[str, Any]:
    """What a page holds behind its numbers."""
    found: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed)))
    return found

"""What decides how a content is read: when any of it changes, all are read again, and nothing else makes them be."""

import hashlib
import importlib.metadata
import sys
from pathlib import Path

from pipelines.intake import pool
from pipelines.returns.layout import Forms

ROOMS = ("language", "workbooks", "returns")
"""Rooms whose code reads; not those of slips, templates and pages."""
LIBRARIES = ("cryptography", "ironcalc", "msoffcrypto-tool", "olefile", "python-calamine", "rapidfuzz")
"""Packages that these rooms read with. Of the standard library (html, zipfile, csv …) Python's own version tells."""
PACKAGE = Path(__file__).parents[1]


def reader_version(forms: Forms, package: Path = PACKAGE) -> str:
    """Hash of the code that reads, the libraries it reads with, the limits it reads within, and the registers it reads by.

    `package` is the folder of the rooms.
    """
    libraries = [(name, importlib.metadata.version(name)) for name in LIBRARIES]
    limits = (pool.DEFAULT_CPU_SECONDS, pool.DEFAULT_WAIT_SECONDS, pool.DEFAULT_MEMORY_BYTES)
    digest = hashlib.sha256(repr((forms, sys.version_info[:2], libraries, limits)).encode())
    for room in ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

"""The only room that opens DuckDB: the private build file and its transactions, and the releases made of it.

Dagster is imported in `resource` alone.
"""

from pipelines.warehouse.build import FUNCTIONS, SCHEMAS, Build, is_held, open_build
from pipelines.warehouse.made import code_version
from pipelines.warehouse.release import (
    PUBLISHED,
    RELEASES_KEPT,
    Release,
    is_in_place,
    open_published,
    open_release,
    open_release_before,
    publish,
)
from pipelines.warehouse.shelf import last_release, newest_release
from pipelines.warehouse.what_stands import what_stands

__all__ = [
    "FUNCTIONS",
    "PUBLISHED",
    "RELEASES_KEPT",
    "SCHEMAS",
    "Build",
    "Release",
    "code_version",
    "is_held",
    "is_in_place",
    "last_release",
    "newest_release",
    "open_build",
    "open_published",
    "open_release",
    "open_release_before",
    "publish",
    "what_stands",
]

"""An SQL shell on the published file, which greets whoever types with what there is."""

import os
import sys
from pathlib import Path

from rich.console import Console

from pipelines.errors import PublicationError
from pipelines.folders import Folders
from pipelines.language.words import use
from pipelines.queries import columns
from pipelines.reference.readable import readable_time_zone, readable_words
from pipelines.reports.greeting import greeting
from pipelines.warehouse import PUBLISHED, open_published
from pipelines.warehouse.connection import settings_of_a_shell
from pipelines.warehouse.dictionary import TABLE


def open_shell(folders: Folders) -> None:
    """Become the shell, read-only; one that is fed from a file or a pipe is not greeted.

    Raises:
        PublicationError: nothing is published yet.
    """
    published = folders.warehouse / PUBLISHED
    if not published.exists():
        raise PublicationError("nothing is published yet", where=str(published), remedy="run `make nightly`")
    if sys.stdin.isatty():
        greet(folders, Console(highlight=False))
    shell = Path(sys.executable).parent / "duckdb"
    given = [part for each in settings_of_a_shell(published.parent / "releases") for part in ("-cmd", each)]
    os.execv(shell, [str(shell), "-readonly", *given, str(published)])  # noqa: S606


def greet(folders: Folders, console: Console) -> None:
    """Print what the published file holds; nothing of one of an earlier version, which has no dictionary."""
    use(readable_words(folders.reference))
    with open_published(folders.warehouse) as db:
        if TABLE.name in columns(db):
            console.print(greeting(db, readable_time_zone(folders.reference)), soft_wrap=False)

"""Dagster's hold on the build file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.processes import this_process
from pipelines.warehouse.build import Build, open_build


class Warehouse(dg.ConfigurableResource[Build]):
    """The build file, opened once for a run and closed when the run ends."""

    folder: str
    """Folder of everything derived."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Build]:
        """Give the steps of a run the build file, and note on the run which process works on it."""
        if context.instance and context.run:
            context.instance.add_run_tags(context.run.run_id, this_process(context.run.run_id))
        with open_build(Path(self.folder)) as build:
            yield build

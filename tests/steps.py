"""The product's own steps, called as functions one after the other: a night without Dagster around it."""

import inspect
import logging
import shutil
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import dagster as dg

from pipelines.definitions import definitions_of
from pipelines.folders import PROJECT, Folders
from pipelines.reference import Registers
from pipelines.warehouse import open_build


@cache
def _steps() -> tuple[list[tuple[dg.AssetsDefinition, set[str]]], set[dg.AssetCheckKey]]:
    """The night's steps in an order in which they can run, each with the schemas of its tables; and what stops a release."""
    definitions = definitions_of(Folders(PROJECT))
    graph = definitions.resolve_asset_graph()
    of_key = {key: asset for asset in definitions.assets or () if isinstance(asset, dg.AssetsDefinition) for key in asset.keys}
    found: dict[int, dg.AssetsDefinition] = {}
    for key in graph.toposorted_asset_keys:
        if key in of_key and not isinstance(of_key[key], dg.AssetChecksDefinition):
            found.setdefault(id(of_key[key]), of_key[key])
    return [(asset, {key.path[0] for key in asset.keys}) for asset in found.values()], set(graph.asset_check_keys)


class CrashError(Exception):
    """The machine stopped: what is on the disk is all that is left."""


def run(folders: Folders, without: frozenset[str] = frozenset({"reports", "operations"}), crash_at: int | None = None) -> None:
    """A night without what Dagster notes of it, but for steps of some schemas.

    Raises:
        CrashError: it is at the step that it is to stop at; `folders.root` is left as the disk had it then.
        PipelineError: a step fails.
    """
    context = SimpleNamespace(
        run=SimpleNamespace(run_id="night"),
        instance=SimpleNamespace(add_run_tags=lambda *_: None),
        log=logging.getLogger("night"),
        selected_asset_keys=set[dg.AssetKey](),
    )
    left = folders.root.with_suffix(".left")
    steps, checks = _steps()
    with open_build(folders.warehouse) as build:
        given = {"context": context, "folders": folders, "warehouse": build}
        given["registers"] = Registers(folders.reference, is_past=folders.replay is not None)
        for number, (asset, schemas) in enumerate(steps):
            if schemas & without:
                continue
            if number == crash_at:
                shutil.copytree(folders.root, left, symlinks=True)
                break
            step = cast("Any", asset.op).compute_fn.decorated_fn
            asked = inspect.signature(step).parameters
            context.selected_asset_check_keys = {key for key in checks if key.asset_key in asset.keys}
            try:
                made = step(**{name: given[name] if name in given else kind.annotation() for name, kind in asked.items()})
                for each in made if inspect.isgenerator(made) else ():
                    assert (
                        not isinstance(each, dg.AssetCheckResult) or each.passed or each.severity == dg.AssetCheckSeverity.WARN
                    )
            except dg.DagsterInvariantViolationError as error:  # a fault is told with its place in Dagster's run: there is none
                raise error.__context__ or error from None
    if left.exists():
        shutil.rmtree(folders.root)
        left.rename(folders.root)
        raise CrashError

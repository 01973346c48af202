"""Dagster's webserver behind the guard, as `make ui` starts it."""

import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._utils.log import configure_loggers
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.cli import DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_MAX_OVERFLOW, DEFAULT_POOL_RECYCLE
from dagster_webserver.version import __version__

from pipelines.folders import PROJECT
from pipelines.guard import Guard
from pipelines.links import HOST, own_origins


def run_webserver(port: int, *, is_read_only: bool) -> None:
    """Serve Dagster's UI on a port of this machine until SIGTERM; read-only, nothing can be started, stopped or deleted."""
    configure_loggers(formatter="colored", log_level="WARNING")
    target = ModuleTarget("pipelines.definitions", attribute=None, working_directory=str(PROJECT), location_name=None)
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_RECYCLE, DEFAULT_POOL_MAX_OVERFLOW)
        with WorkspaceProcessContext(
            instance, target, version=__version__, read_only=is_read_only, code_server_log_level="error"
        ) as context:
            app = create_app_from_workspace_process_context(context)
            # The guard trusts what is said to it: no header may rename who asks, or by which scheme.
            uvicorn.run(
                Guard(app, own_origins(port)),
                host=HOST,
                port=port,
                log_level="warning",
                lifespan="off",
                proxy_headers=False,
                server_header=False,
            )

"""Dagster's webserver behind the guard, as `make ui` starts it."""

import json

import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import ModuleTarget
from dagster._utils.log import configure_loggers
from dagster_graphql.schema import create_schema, types
from dagster_webserver.cli import DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_MAX_OVERFLOW, DEFAULT_POOL_RECYCLE
from dagster_webserver.version import __version__
from dagster_webserver.webserver import DagsterWebserver
from graphene import Schema  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipelines.folders import PROJECT
from pipelines.guard import Guard
from pipelines.links import HOST, own_origins

UNWANTED = "setNuxSeen"
"""A change that Dagster lets anybody make: it writes a folder '.nux' among the project's files."""


class Webserver(DagsterWebserver[WorkspaceProcessContext, WorkspaceRequestContext]):
    """Dagster's webserver without the changes that it would let anybody make; read-only, without any."""

    def build_graphql_schema(self) -> Schema:
        """What can be asked for and changed."""
        return schema(is_read_only=self._process_context.read_only)

    async def graphql_http_endpoint(self, request: Request) -> Response:
        """The answer to a question; Dagster itself stumbles over what is none, or several in a list."""
        if request.method == "POST" and "application/json" in request.headers.get("content-type", ""):
            try:
                asked = json.loads(await request.body())
            except (ValueError, RecursionError):
                asked = None
            if not (isinstance(asked, dict) and isinstance(asked.get("query"), str)):
                return PlainTextResponse("Ask one question, as a JSON object with 'query'\n", 400)
        answer: Response = await super().graphql_http_endpoint(request)
        return answer

    async def download_debug_file_endpoint(self, request: Request) -> Response:
        """A run with its events, as a file; Dagster itself stumbles over one that is unknown."""
        if not self._process_context.instance.has_run(request.path_params["run_id"]):
            return PlainTextResponse("There is no such run\n", 404)
        answer: Response = await super().download_debug_file_endpoint(request)
        return answer


def schema(*, is_read_only: bool) -> Schema:
    """Dagster's own schema; some changes ask for no permission, so read-only there is none to ask for."""
    found = create_schema()
    if is_read_only:
        return Schema(query=found.query, subscription=found.subscription, types=types())  # type: ignore[no-untyped-call]
    changes = found.graphql_schema.mutation_type
    assert changes is not None
    del changes.fields[UNWANTED]
    return found


def run_webserver(port: int, *, is_read_only: bool) -> None:
    """Serve Dagster's UI on a port of this machine until SIGTERM; read-only, nothing can be started, stopped or deleted."""
    configure_loggers(formatter="colored", log_level="WARNING")
    target = ModuleTarget("pipelines.definitions", attribute=None, working_directory=str(PROJECT), location_name=None)
    with DagsterInstance.get() as instance:
        instance.optimize_for_webserver(DEFAULT_DB_STATEMENT_TIMEOUT, DEFAULT_POOL_RECYCLE, DEFAULT_POOL_MAX_OVERFLOW)
        with WorkspaceProcessContext(
            instance, target, version=__version__, read_only=is_read_only, code_server_log_level="error"
        ) as context:
            # The guard trusts what is said to it: no header may rename who asks, or by which scheme.
            uvicorn.run(
                Guard(Webserver(context).create_asgi_app(), own_origins(port)),
                host=HOST,
                port=port,
                log_level="warning",
                lifespan="off",
                proxy_headers=False,
                server_header=False,
            )

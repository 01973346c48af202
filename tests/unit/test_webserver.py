"""What Dagster's webserver can be asked to change. It is loaded only where a test of this file runs: it takes a second."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import EmptyWorkspaceTarget
from starlette.requests import Request

from pipelines import ui

if TYPE_CHECKING:
    from pipelines.webserver import Webserver

CHANGES = [
    "setNuxSeen",
    'deletePipelineRun(runId: "x") { __typename }',
    'logTelemetry(action: "a", clientTime: "0", clientId: "b", metadata: "{}") { __typename }',
    'terminateRun(runId: "x") { __typename }',
    "setAutoMaterializePaused(paused: true)",
]


@pytest.mark.parametrize("change", CHANGES)
def test_read_only_there_is_no_change_to_ask_for(change: str) -> None:
    from pipelines.webserver import schema

    result = schema(is_read_only=True).execute(f"mutation {{ {change} }}")
    assert "not configured to execute mutation" in str(result.errors)
    assert result.data is None


def test_what_writes_among_the_projects_files_cannot_be_asked_for_and_all_else_can() -> None:
    from pipelines.webserver import UNWANTED, schema

    of_dagster = schema(is_read_only=False).graphql_schema.mutation_type
    assert of_dagster is not None
    assert UNWANTED not in of_dagster.fields
    assert {"launchRun", "terminateRun", "startSensor", "deletePipelineRun"} <= set(of_dagster.fields)


@contextmanager
def webserver(folder: Path, *, is_read_only: bool) -> "Iterator[Webserver]":
    """On a state of its own, without the project's assets."""
    from pipelines.webserver import Webserver

    with (
        dg.DagsterInstance.local_temp(str(folder)) as instance,
        WorkspaceProcessContext(instance, EmptyWorkspaceTarget(), version="", read_only=is_read_only) as context,
    ):
        yield Webserver(context)


def posted(webserver: "Webserver", path: str, body: bytes) -> tuple[int, str]:
    """HTTP status and body of the answer to what is sent as JSON, by the way that a server calls it."""
    told: list[dict[str, Any]] = []
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": ""}
    headers = [(b"content-type", b"application/json")]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        told.append(message)

    asyncio.run(webserver.create_asgi_app()({**scope, "headers": headers}, receive, send))
    return told[0]["status"], b"".join(message.get("body", b"") for message in told).decode()


@pytest.mark.parametrize("is_read_only", [True, False])
def test_read_only_nothing_is_changed_by_whatever_way_it_is_asked(is_read_only: bool, tmp_path: Path) -> None:
    with webserver(tmp_path, is_read_only=is_read_only) as asked:
        status, _ = posted(asked, "/report_asset_materialization/raw/entry", b"{}")
        _, said = posted(asked, "/graphql", b'{"query": "mutation { deletePipelineRun(runId: \\"x\\") { __typename } }"}')
        _, version = posted(asked, "/graphql", b'{"query": "{ version }"}')
        none = (b'[{"query": "{ version }"}]', b"1", b"{", b"\xff", b'{"query": [1]}', b"[" * 100_000)
        assert {posted(asked, "/graphql", body)[0] for body in none} == {400}
    assert status == (401 if is_read_only else 200)
    assert ("not configured to execute mutation" in said) is is_read_only
    assert '"version"' in version


def test_read_only_no_daemon_runs() -> None:
    (webserver,) = ui._commands(3000, is_read_only=True)
    assert webserver[-3:] == ["--port", "3000", "--read-only"]


@pytest.mark.parametrize("run_id", ["x", "00000000-0000-0000-0000-000000000000", "' or 1=1"])
def test_the_file_of_an_unknown_run_is_not_found_without_a_trace_and_that_of_a_known_one_is(
    run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.webserver import Webserver

    with dg.DagsterInstance.ephemeral() as instance:

        @dg.job
        def nightly() -> None:
            """Does nothing."""

        @contextmanager
        def asked(_request: object) -> Any:
            yield SimpleNamespace(instance=instance)

        webserver = Webserver(cast("Any", SimpleNamespace(instance=instance, read_only=False)))
        monkeypatch.setattr(webserver, "request_context", asked)
        for name, status in ((run_id, 404), (nightly.execute_in_process(instance=instance).run_id, 200)):
            request = Request({"type": "http", "path_params": {"run_id": name}})
            assert asyncio.run(webserver.download_debug_file_endpoint(request)).status_code == status

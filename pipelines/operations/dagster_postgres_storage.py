"""Dagster's state in PostgreSQL over connections that stay open: Dagster itself opens one for each of 2,000 queries a night."""

from typing import Any

from dagster_postgres.storage import DagsterPostgresStorage
from dagster_postgres.utils import create_pg_engine, pg_url_from_config


class KeptPostgresStorage(DagsterPostgresStorage):
    """Dagster's own storage in PostgreSQL, each of its three parts over one connection that stays open.

    Further ones are opened while several threads ask at once. One that the server has closed meanwhile is opened anew.
    """

    def __init__(self, postgres_url: str, inst_data: Any = None) -> None:
        super().__init__(postgres_url, inst_data=inst_data)
        for part in (self._run_storage, self._event_log_storage, self._schedule_storage):
            part._engine = create_pg_engine(postgres_url, isolation_level="AUTOCOMMIT", pool_size=1, pool_pre_ping=True)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "KeptPostgresStorage":
        """As Dagster makes it from dagster.yaml."""
        return cls(pg_url_from_config(config_value), inst_data)

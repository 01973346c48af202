"""Contracts of the tables that Python makes (those that SQL makes state theirs in the file's header)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One table made by Python: its name, grain, and columns with type and description."""

    name: str
    """Schema and table, e.g. 'raw.cell'; split at the dot it is also the asset key."""
    description: str
    grain: str
    columns: dict[str, tuple[str, str]]
    """Column name → (DuckDB type, description). Every description becomes a COMMENT."""

    def create_sql(self) -> str:
        """The statement that creates this table, empty."""
        columns = ",\n    ".join(f'"{name}" {sql_type}' for name, (sql_type, _) in self.columns.items())
        return f"create table {self.name} (\n    {columns}\n)"

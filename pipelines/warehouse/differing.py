"""Which public tables differ between two releases, whatever the order of rows."""

from pathlib import Path

from pipelines.warehouse.connection import connect
from pipelines.warehouse.made import contents

_OF_ITSELF = "marts.release"
"""What a release says of itself."""


def differing_tables(one: Path, other: Path) -> list[str]:
    """Tables of schema marts whose rows or columns are not the same in both files, but for what each says of itself."""
    found = []
    for path in (one, other):
        with connect(path, read_only=True) as db:
            found.append({name: content for name, content in contents(db).items() if name.startswith("marts.")})
    names = sorted(found[0].keys() | found[1].keys())
    return [name for name in names if name != _OF_ITSELF and found[0].get(name) != found[1].get(name)]

"""Register dictionary: what it names must be there, and no two columns of a mart may have one name."""

from collections.abc import Iterator, Mapping
from operator import itemgetter

from pipelines.errors import did_you_mean
from pipelines.reference.lines import Lines
from pipelines.reference.wording import DictionaryName

_Named = list[tuple[int, DictionaryName]]


def check_dictionary(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield each line that names no mart or column, or what another one is called, as 'file:line: fault'."""
    named = [(line, row) for line, row in loaded["dictionary"].rows if isinstance(row, DictionaryName)]
    if named:
        from pipelines.warehouse.dictionary import mart_columns  # with the warehouse, which a reader of workbooks does without

        marts = mart_columns()
        yield from _unknown(named, marts)
        yield from _twice([(line, row) for line, row in named if row.table_name and not row.column_name], "marts")
        for mart, columns in marts.items():
            yield from _twice(_names(named, mart, columns), f"columns of mart '{mart}'")


def _unknown(named: _Named, marts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for line, row in named:
        table, column = row.table_name, row.column_name
        columns = marts.get(table, ()) if table else {name for found in marts.values() for name in found}
        if table and table not in marts:
            yield f"dictionary.csv:{line}: there is no mart '{table}'{did_you_mean(table, marts)}"
        elif column and column not in columns:
            whose = f"mart '{table}' has no" if table else "no mart has a"
            yield f"dictionary.csv:{line}: {whose} column '{column}'{did_you_mean(column, columns)}"
        elif not table and not column:
            yield f"dictionary.csv:{line}: it names neither a mart nor a column; write table_name, column_name or both"


def _names(named: _Named, mart: str, columns: tuple[str, ...]) -> _Named:
    """The line that names each column of a mart that has a name."""
    found: dict[str, tuple[int, DictionaryName]] = {}
    for is_own in (False, True):
        for line, row in named:
            if row.column_name in columns and row.table_name == (mart if is_own else None):
                found[row.column_name] = line, row
    return list(found.values())


def _twice(named: _Named, of: str) -> Iterator[str]:
    known: dict[str, int] = {}
    for line, row in sorted(named, key=itemgetter(0)):
        before = known.setdefault(row.identifier, line)
        if before != line:
            yield f"dictionary.csv:{line}: two {of} are called '{row.name_vi}' (line {before}); give one another name"

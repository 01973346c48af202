"""What functions tell of values and of rows, found out once: the same ones stand in every workbook."""

from collections.abc import Callable

from pipelines.workbooks.grid import Kinds, Value


class Remembered(dict[Value, str | None]):
    """What a function makes of each value, computed once: the same words stand in every workbook.

    Looked up by `remembered[value]`.
    """

    def __init__(self, decide: Callable[[str], str | None], most: int = 50_000) -> None:
        super().__init__()
        self._decide = decide
        self._most = most

    def __missing__(self, value: Value) -> str | None:
        if len(self) >= self._most:
            self.clear()
        found = self[value] = self._decide(value) if isinstance(value, str) else None
        return found

    def cache_clear(self) -> None:
        """Forget all."""
        self.clear()


class RememberedRows(dict[Kinds, bool]):
    """What a function tells of each row by its texts, found out once: the same rows stand in every workbook."""

    def __init__(self, decide: Callable[[Kinds], bool], most: int = 50_000) -> None:
        super().__init__()
        self._decide = decide
        self._most = most

    def __missing__(self, row: Kinds) -> bool:
        if len(self) >= self._most:
            self.clear()
        found = self[row] = self._decide(row)
        return found

    def cache_clear(self) -> None:
        """Forget all."""
        self.clear()

"""The registers that lines for new forms are proposed from: words, codes; units, periods, breakdowns if there are any."""

from pathlib import Path

from pipelines.errors import RegisterError
from pipelines.folders import require_parent
from pipelines.language import words as language
from pipelines.reference.contract import MAY_BE_EMPTY, REGISTERS
from pipelines.reference.lines import Lines
from pipelines.reference.load import HELD, Reference
from pipelines.reference.wording_links import words_in

_NEEDED = ("office", "wording", "sentence", "code")
_USED = ("unit", "unit_alias", "period", "breakdown")


def load_to_describe(folder: Path) -> Reference:
    """Read what proposals are made from; whatever else a new office has not written yet is left out.

    Raises:
        RegisterError: words or codes are missing or cannot be read, or a line of units, periods or breakdowns cannot.
        DataFolderError: not even the folder above is there.
    """
    require_parent(folder)
    faults: list[str] = []
    read = {name: Lines(f"{name}.csv") for name in REGISTERS}
    for name in (*_NEEDED, *_USED):
        found: list[str] = []
        read[name] = Lines.read(folder / f"{name}.csv", found)
        is_blank = name in _USED and not read[name].rows and not read[name].records.rows
        faults += [] if is_blank and name not in MAY_BE_EMPTY else found
    if faults:
        raise RegisterError(faults, where=str(folder))
    language.use(words_in(read))
    return Reference(**{name: tuple(row for _, row in read[name].rows) for name in HELD})  # type: ignore[arg-type]

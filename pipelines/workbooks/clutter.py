"""What operating systems, office programs and file servers lay beside the files of people: never a return."""

import re

_NAMES = frozenset(
    (
        *("desktop.ini", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "icon\r"),
        *("__macosx", "$recycle.bin", "recycler", "recycled", "system volume information", "lost+found"),
        *("@eadir", "#recycle", "#snapshot", "@recycle", "@tmp"),
    )
)
"""Names of files and folders, folded: Windows, macOS, then Synology and QNAP."""
_PREFIXES = (".", "~$")
"""Hidden files, among them the locks and remains of LibreOffice, macOS, rsync and NFS; and Office's locks."""
_TEMPORARY = re.compile(r"~.*\.tmp|.*:zone\.identifier|thumbs\.db:.*|.+\.(crdownload|part|partial|filepart)", re.DOTALL)
"""Office's temporary files, marks that Windows lays beside a file, and downloads and transfers that have not ended, folded."""


def is_clutter(name: str) -> bool:
    """Whether a path, in a folder or a .zip, is such a file or lies in such a folder."""
    return any(_is_named_so(part.casefold()) for part in re.split(r"[/\\]", name))


def _is_named_so(part: str) -> bool:
    return part in _NAMES or (part.startswith(_PREFIXES) and part not in (".", "..")) or _TEMPORARY.fullmatch(part) is not None

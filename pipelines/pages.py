"""What all pages that people read share: their templates, what these may call, and the script that they may hold."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from pipelines.language.notation import format_day, format_instant, format_number
from pipelines.language.words import say, words


class _Compiled(BytecodeCache):
    """Templates as this process has compiled them, whichever page they are for: that takes as long as to fill them in."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template of the same text as it was compiled."""
        if found := self._found.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._found[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def environment(package: str) -> Environment:
    """Jinja's environment for the templates of a package: escaped, strict, with filters `number`, `day` and `instant`.

    Templates call `say` for a sentence, `language` for the language of the page, and `script` for what makes its tables sort.
    """
    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    found.globals |= {"say": say, "language": lambda: words().language, "script": _script_elements}
    found.filters |= {"number": format_number, "day": format_day, "instant": format_instant}
    return found


@cache
def script() -> str:
    """The one script that a page may hold: it sorts and filters tables and shows what lies behind a number (`page.js`)."""
    return (files("pipelines") / "page.js").read_text(encoding="utf-8")


@cache
def script_hash() -> str:
    """By which a browser knows that script, so that it runs no other: source of a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()}'"


def _script_elements() -> Markup:
    """The script, and the words that it says."""
    said = {
        "cell": say("Cell"),
        "figure": say("Figure"),
        "filter": say("Filter"),
        "known": say("{known} of {due} figures known", known="{known}", due="{due}"),
        "more": say("and {count} more: see marts.observation", count="{count}"),
        "none": say("Nothing is known of it yet."),
        "place": say("File and sheet"),
        "unit": say("Unit"),
    }
    # A browser reads what stands in a script as it is: only its end must not be told too early.
    told = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(f'<script type="application/json" id="words">{told}</script>\n<script>{script()}</script>')  # noqa: S704 ours

"""What all pages that people read share: their templates, and what these may call."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.language.notation import format_day, format_instant, format_number
from pipelines.language.words import say, words


def environment(package: str) -> Environment:
    """Jinja's environment for the templates of a package: escaped, strict, with filters `number`, `day` and `instant`.

    Templates call `say` for a sentence, and `language` for the language of the page.
    """
    found = Environment(
        loader=PackageLoader(package), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals |= {"say": say, "language": lambda: words().language}
    found.filters |= {"number": format_number, "day": format_day, "instant": format_instant}
    return found

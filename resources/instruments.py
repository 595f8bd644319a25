"""Instruments that come with the program: drafts for local use, none of them the HMPPS tool."""

import tomllib

from resources import names, read_text


def shipped_instruments() -> list[dict[str, object]]:
    """Every shipped draft as data, for ``pomdesk.rules.quality.instruments.from_data``.

    In the order of their file names.
    """
    return [tomllib.loads(read_text("instruments", name)) for name in names("instruments", ".toml")]

"""Names from outside as Streamlit's Markdown: shown letter by letter, whatever they contain."""

import re

from data_access.direction import isolated

INK_ON_PRIMARY = "violet"
"""Streamlit writes white on the primary button, 1.7:1 on the dark theme's amber. The one text colour that nothing else
uses is white in the light theme and near black in the dark one (`.streamlit/config.toml`)."""

RESTARTED_WORDS = (
    "**Hazelboard was restarted while you were typing.** What you typed is still here; what you saw beside it is not "
    "known any more. Compare it with what is stored now, then save."
)

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&^=\"'@/])")
_AUTOLINK = re.compile(r"(https?:/|www|@)(?=\S)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` with every mark of Markdown escaped, line breaks folded, and its reading direction kept to itself.

    An invisible joiner breaks what would become a link by itself (addresses, e-mails): escapes do not stop those.
    """
    unlinked = _AUTOLINK.sub(rf"\1{_WORD_JOINER}", isolated(" ".join(text.split())))
    return _MARKUP.sub(r"\\\1", unlinked)


def code(text: str | None, empty: str = "*not set*") -> str:
    """A value as inline code: it stays text, whatever it holds, and can be copied as it is."""
    folded = isolated(" ".join((text or "").split()))
    if not folded:
        return empty
    longest = max((len(run) for run in re.findall(r"`+", folded)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{folded}{space}{fence}"

"""Names from outside as Streamlit's Markdown: shown letter by letter, whatever they contain."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&^=\"'@/])")
_AUTOLINK = re.compile(r"(https?:/|www|@)(?=\S)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` with every mark of Markdown escaped and line breaks folded.

    An invisible joiner breaks what would become a link by itself (addresses, e-mails): escapes do not stop those.
    """
    unlinked = _AUTOLINK.sub(rf"\1{_WORD_JOINER}", " ".join(text.split()))
    return _MARKUP.sub(r"\\\1", unlinked)

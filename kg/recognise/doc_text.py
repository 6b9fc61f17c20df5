"""The text of a Doc, joined once.

spaCy joins the tokens anew at each ``Doc.text``; with a token a character and seven components that ask, this was a tenth
of the whole build.
"""

from __future__ import annotations

from spacy.tokens import Doc

_KEY = "text"


def text_of(doc: Doc) -> str:
    """``doc.text``, kept in ``doc.user_data`` from the first call on."""
    text: str | None = doc.user_data.get(_KEY)
    if text is None:
        text = doc.user_data[_KEY] = doc.text
    return text

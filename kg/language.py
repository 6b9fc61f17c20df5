"""The spaCy pipeline: one ``Doc`` of single-character tokens passes through the components that the config names.

In: a config (``kg/data/pipeline.cfg`` or the user's). Out: ``spacy.language.Language``. Token i is character i of the
clean text, so that spans, mentions and evidence share one count.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import DataError
from kg.records import KnownName
from kg.resources import data_path


class CharacterTokenizer:
    """Splits a text into its characters, blanks and newlines included, none with a trailing space."""

    def __init__(self, vocab: Vocab):
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text))

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> CharacterTokenizer:
        return self

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        return None

    def from_disk(self, _path: str | Path, **_: Any) -> CharacterTokenizer:
        return self


@spacy.registry.tokenizers("kg.characters.v1")
def create_character_tokenizer():  # type: ignore[no-untyped-def]
    """Registers the tokenizer under the name that configs use."""

    def make(nlp: Language) -> CharacterTokenizer:
        return CharacterTokenizer(nlp.vocab)

    return make


def load_pipeline(config: Path | None = None, names: Sequence[KnownName] = ()) -> Language:
    """Builds the pipeline from a spaCy config file, the package's own where none is given, to be read with ``names``.

    Raises DataError naming the config and the component that is missing or cannot be built.
    """
    import kg.recognise.components  # noqa: F401  registers the component factories
    from kg.recognise.known import add_known_names

    path = config or data_path("pipeline.cfg")
    try:
        nlp = util.load_model_from_config(util.load_config(path), auto_fill=True)
        if names:
            add_known_names(nlp, names)
        return nlp
    except (ValueError, OSError, util.ConfigValidationError) as error:
        raise DataError(
            f"{path}: the pipeline cannot be built: {error}. Check the [nlp] pipeline and its factories"
        ) from error

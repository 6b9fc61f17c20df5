"""kg_tagger: typed spans that a trained character tagger finds, each with its probability.

In: a ``Doc`` of character tokens. Out: ``doc.spans["tagger"]`` (label = entity type, nested spans included) and
``doc.user_data["tagger_scores"]``, which maps (start, end) to the probability under the model, 0..1. What the model holds
possible beside its best reading is in ``doc.user_data["tagger_others"]``: (start, end) → type → probability. The network
and its figures are described in ``docs/model-card.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from kg.recognise.doc_text import text_of
from kg.recognise.tagnet import TaggedSpan, TagNet, load_tagger


@Language.factory("kg_tagger", default_config={"threshold": 0.0}, assigns=["doc.spans"])
def create_tagger(nlp: Language, name: str, threshold: float) -> Tagger:
    """Builds the component; spans below ``threshold`` (a probability) are left out."""
    return Tagger(threshold, load_tagger())


class Tagger:
    """The component. ``net`` stands in for the package's own model in tests."""

    def __init__(self, threshold: float = 0.0, net: TagNet | None = None):
        self.threshold = threshold
        self._net = net
        self._ahead: dict[str, list[TaggedSpan]] = {}

    @property
    def net(self) -> TagNet:
        """The model; the package's own is loaded at first use. Raises DataError naming a file that is missing or malformed."""
        if self._net is None:
            self._net = load_tagger()
        return self._net

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        known = self._ahead.pop(text, None)
        return self._write(doc, self.net([text])[0] if known is None else known)

    def look_ahead(self, texts: Sequence[str]) -> None:
        """Tags the texts together, which is faster, and keeps what was found until their documents come."""
        self._ahead = dict(zip(texts, self.net(texts), strict=True))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """As ``__call__`` on each document, but the network runs over the pieces of several documents at once."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            yield from map(self._write, docs, self.net([text_of(doc) for doc in docs]))

    def _write(self, doc: Doc, found: list[TaggedSpan]) -> Doc:
        kept = [span for span in found if span.best and span.score >= self.threshold]
        others: dict[tuple[int, int], dict[str, float]] = {}
        for span in found:
            if not span.best and span.score >= self.threshold:
                others.setdefault((span.start, span.end), {})[span.type] = span.score
        doc.user_data["tagger_others"] = others
        doc.spans["tagger"] = [Span(doc, span.start, span.end, label=span.type) for span in kept]
        doc.user_data["tagger_scores"] = {(span.start, span.end): span.score for span in kept}
        return doc

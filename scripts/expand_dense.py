"""Writes the marked text of ``scripts/dense_names.txt`` as annotated documents, for the training scripts to read.

    python scripts/expand_dense.py FOLDER

Out: ``FOLDER/gold/*.json`` and ``FOLDER/texts/*.txt``, one document per ``# …`` block. In the marked text ``{Fa:甲图书馆}`` is
a name of the type that begins so (Fa: Facility, ``CODES``); divisions are not marked but found by ``kg_divisions``. The text
was written for this: many names of works, sights, products, meetings and firms in few words. Most names are real, what is
said of them is invented: it teaches what names look like and is no source.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from spacy.language import Language

import kg.recognise.components  # noqa: F401  registers the factories
from kg.clean import clean
from kg.gazetteer import load_gazetteer
from kg.language import load_pipeline
from kg.records import Source

TEXT = Path(__file__).parent / "dense_names.txt"
CODES = {
    "Vi": "Village", "Re": "Region", "Cm": "Company", "Go": "Government", "Sc": "School", "Ho": "Hospital",
    "Or": "Organization", "Po": "Port", "Br": "Bridge", "Pa": "Park", "Fa": "Facility", "Pj": "Project", "Ev": "Event",
    "Pe": "Person", "Pd": "Product",
}  # fmt: skip
MARK = re.compile(r"\{(\w\w):([^{}]+)\}")


def unmark(marked: str) -> tuple[str, dict[str, str]]:
    """The text without marks, and name → type."""
    return MARK.sub(r"\2", marked), {m[2]: CODES[m[1]] for m in MARK.finditer(marked)}


def divisions(text: str, nlp: Language) -> list[dict[str, Any]]:
    """The divisions that the text names, as entities with the forms it uses."""
    found: dict[str, dict[str, Any]] = {}
    for article in clean(Source("dense", text, "")):
        doc = nlp.make_doc(article.text)
        doc.user_data["article"] = article
        doc = nlp.get_pipe("kg_divisions")(doc)
        for span in doc.spans["divisions"]:
            form = article.text[span.start : span.end]
            division = load_gazetteer().get(span.kb_id_) if span.kb_id_ else None
            name, kind = (division.name, division.type) if division else (form, span.label_)
            entity = found.setdefault(span.kb_id_ or form, {"type": kind, "name": name, "aliases": []})
            if form != name and form not in entity["aliases"]:
                entity["aliases"].append(form)
    return list(found.values())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for part in ("gold", "texts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    nlp = load_pipeline()
    blocks = re.split(r"^# .*\n", TEXT.read_text("utf-8"), flags=re.M)[1:]
    for number, block in enumerate(blocks, 1):
        text, names = unmark(block.strip())
        entities = [{"type": kind, "name": name, "aliases": []} for name, kind in names.items()]
        entities += [e for e in divisions(text, nlp) if e["name"] not in names]
        doc = f"a9{number:02}.txt"
        gold = {"doc": doc, "entities": [{"id": f"e{i}", **e} for i, e in enumerate(entities)]}
        (folder / "texts" / doc).write_text(text + "\n", "utf-8")
        (folder / "gold" / doc).with_suffix(".json").write_text(json.dumps(gold, ensure_ascii=False, indent=0), "utf-8")


if __name__ == "__main__":
    main()

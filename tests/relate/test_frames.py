"""The lexicon of relation frames: what it refuses, what it finds."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from kg.errors import DataError
from kg.relate import load_package_frames
from kg.relate.frames import load_frames
from kg.resources import ontology_dir

PLACES = frozenset({"County", "Province"})
TERMS = {"supports": (PLACES, PLACES, False), "pairedWith": (PLACES, PLACES, True)}


def lexicon(folder: Path, frames: str) -> Path:
    """A lexicon folder with those frames and the package's structure words."""
    copy(ontology_dir() / "lexicon" / "structure.toml", folder)
    (folder / "frames.toml").write_text(frames, "utf-8")
    return folder


def test_every_predicate_of_the_ontology_has_a_frame():
    frames = load_package_frames()
    assert len(frames.frames) == 11
    assert {f.predicate for f in frames.frames if f.symmetric} == {"pairedWith", "signedWith", "cooperatesWith"}


def test_the_longest_trigger_is_found_where_one_holds_another(tmp_path: Path):
    frames = load_frames(lexicon(tmp_path, '[supports]\nstrong = ["对口支援"]\ntriggers = ["支援", "对口"]'), TERMS)
    (hit,) = frames.find("甲县对口支援乙县", 100, [100])["supports"]
    assert (hit.word, hit.start, hit.end, hit.strength) == ("对口支援", 102, 106, 2)


def test_a_trigger_knows_its_clause(tmp_path: Path):
    frames = load_frames(lexicon(tmp_path, '[supports]\ntriggers = ["支援"]'), TERMS)
    hits = frames.find("甲来，支援乙", 0, [0, 3])["supports"]
    assert [(h.clause, h.strength) for h in hits] == [(1, 1)]


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        ('[helps]\ntriggers = ["帮"]', "no predicate of the ontology"),
        ("[supports]\n", "no trigger"),
        ('[supports]\ntriggers = [""]', "empty"),
        ('[supports]\ntriggers = ["支 援"]', "blank"),
        ("[supports\n", "cannot be read as TOML"),
    ],
)
def test_a_faulty_lexicon_is_refused_with_file_and_reason(tmp_path: Path, frames: str, reason: str):
    with pytest.raises(DataError, match=reason) as caught:
        load_frames(lexicon(tmp_path, frames), TERMS)
    assert "frames.toml" in str(caught.value)


def test_structure_words_that_are_missing_are_named(tmp_path: Path):
    (tmp_path / "frames.toml").write_text('[supports]\ntriggers = ["支援"]', "utf-8")
    (tmp_path / "structure.toml").write_text('fillers = ["已"]', "utf-8")
    with pytest.raises(DataError, match="denials"):
        load_frames(tmp_path, TERMS)


def test_only_classes_of_domain_and_range_are_joined():
    frames = load_package_frames()
    assert "produces" in {f.predicate for f in frames.between("County", "Product")}
    assert "produces" not in {f.predicate for f in frames.between("County", "School")}
    assert frames.between("Product", "Product") == ()

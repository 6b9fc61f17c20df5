"""Imports the component modules so that their factories are registered with spaCy. Holds nothing itself."""

from kg.recognise import arbiter, divisions, entities, known, names, quantities, tagger, whens

__all__ = ["arbiter", "divisions", "entities", "known", "names", "quantities", "tagger", "whens"]

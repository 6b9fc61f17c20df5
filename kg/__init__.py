"""Duikou: reads Chinese news on paired assistance and builds a knowledge graph whose every fact shows its sentence."""

__version__ = "0.1.0"

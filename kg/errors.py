"""The named errors of the package. Each message says what failed, where, and what to do.

Only the command line turns an error into output and an exit status.
"""


class DuikouError(Exception):
    """Base of all errors that a caller can expect."""


class ReadError(DuikouError):
    """An input file cannot be read as what it claims to be."""


class DataError(DuikouError):
    """A data file of the package or of the user (lexicon, gazetteer, ontology, settings) is missing or malformed."""


class GraphError(DuikouError):
    """A graph, a query or an output folder cannot be used."""


class UsageError(DuikouError):
    """The caller asked for something that does not exist (an unknown format, name or option)."""

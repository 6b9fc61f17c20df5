"""A built graph into a real triple store, through the store's own doors: all of it or nothing.

In: Turtle, the address of a store, the IRI of the named graph. Out: the named graph holds what the file says and nothing else,
counted. ``doors`` says which store is entered how; ``whole`` sends a graph in one transaction, ``staged`` in parts that can be
resumed, ``bulk`` through Virtuoso's loader.
"""

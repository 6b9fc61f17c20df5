"""The graph over HTTP: SPARQL 1.1 Protocol, a page and RDF for every IRI, a query page and the explorer; read only.

In: the folder of a build. Out: answers to requests. The store lives in a process of its own (``keeper``) that forks the
workers that answer queries (``pool``), so that a query can be stopped by ending its worker and no client waits for another.
"""

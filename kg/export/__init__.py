"""Writers of a built graph, one module per format: each takes the graph and a path."""

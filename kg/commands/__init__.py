"""The commands, one a module: thin, over the library. ``kg.cli`` gathers them; only they and it print and exit.

A command imports what it needs inside its function, so that ``kg --help`` loads nothing heavy.
"""

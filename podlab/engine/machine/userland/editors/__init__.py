"""Text editors: a text with its cursor, the keys and modes of vi, drawing the screen.

Here: what vi and nano are made of.  Not here: the commands (``commands.vi``, ``commands.nano``), or
the line that a shell edits (``shell.editor``).
"""

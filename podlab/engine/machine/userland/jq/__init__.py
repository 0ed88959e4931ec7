"""jq: the language of the command: reading a program, running it over JSON, its values and texts.

Not here: the command and its options (``commands.jq``).
"""

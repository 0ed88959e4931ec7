"""awk: the language of the command: reading a program, running it over records, its values.

Not here: the command and its options (``commands.awk``).
"""

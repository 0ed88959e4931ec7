"""What the programs of the simulated machine share: options, regular expressions, input, columns.

Each module is one thing with a name of its own.  Not here: any program (``machine.commands``).
"""

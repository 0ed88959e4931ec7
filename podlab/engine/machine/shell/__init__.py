"""The shell of the simulated machine: bash, and busybox's ash.

Lexer and parser make plain data (``nodes``), ``expand`` turns words into fields, the interpreter
runs small steps over explicit frames that live in the process's memory.  Not here: the programs a
shell starts (``machine.commands``).
"""

"""Keeps clusters alive: one session per live cluster, its pace, its journal.

Here: asyncio.  Not here: Django, web sockets, databases (they fulfil ``journal.Journal``).
"""

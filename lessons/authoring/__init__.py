"""What authors do with lessons: begin one, prove it, see it live, drop it in.

Not here: reading a folder (``lessons.reading``), the command lines (``lessons.management``).
"""

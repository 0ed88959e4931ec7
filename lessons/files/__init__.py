"""What every file of a lesson goes through: plain small files, YAML that knows its lines.

Hostile input is refused here.  Not here: what the files mean (``lessons.reading``).
"""

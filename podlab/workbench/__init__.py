"""The learner's page: its views, its socket, its durable records.

Here: Django.  Not here: simulation (``podlab.engine``), live clusters (``podlab.hosting``).
"""

"""Lessons: their texts, their checks, learners' progress.

Here: the Django app.  Not here: the simulation, or the page around a lesson (``podlab.workbench``).
"""

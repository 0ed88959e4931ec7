"""From a lesson's folder to a ``Lesson``: texts, steps, scene, scripts, variants, place.

``lesson.py`` puts the parts together.  Not here: which lessons there are (``lessons.catalog``),
judging (``lessons.checks``), playing (``lessons.authoring``).
"""

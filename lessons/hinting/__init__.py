"""Hints from what is observed: what stands between a step's red check and its being green.

``observed`` asks the rule for what the check is about, ``pods`` and ``services`` are those rules,
``words`` are their sentences.  Not here: the hints that a lesson's text has, or judging.
"""

"""The classroom: classes, who is in them, what they are given, how they are doing, help, results.

Above the lessons and the workbench; its public door is ``classroom.api``.
"""

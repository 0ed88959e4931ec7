"""Templates of output: JSONPath and Go templates, as ``-o jsonpath`` and ``-o go-template`` do it.

Here: reading and filling them in, bounded.  Not here: which objects (``get``), or tables
(``printers``).
"""

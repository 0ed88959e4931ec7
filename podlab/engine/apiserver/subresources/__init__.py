"""Subresources and virtual resources with a behaviour of their own, one file each.

Not here: ``status`` (the generic write path), streams such as logs and exec (``nodeproxy``).
"""

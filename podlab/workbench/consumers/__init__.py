"""Channels consumers: the sockets of pages.  Not here: what messages mean (``workbench.page``)."""

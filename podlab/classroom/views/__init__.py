"""The classroom's pages: accounts, classes, members, one's own data.

Forms and plain pages; what is live is on sockets.  Here: one file a topic.
"""

"""The write path: creating, replacing, patching, deleting, and who manages which fields."""

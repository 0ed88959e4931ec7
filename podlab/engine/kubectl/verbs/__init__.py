"""kubectl's verbs, one file each.  Not here: their list (the room above)."""

"""Which objects a command is about: names, selectors, files, addresses."""

"""Tests of ``userland.jq``."""

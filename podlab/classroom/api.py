"""The classroom's public door: what the composition uses.  Re-exports only."""

__all__: list[str] = []

"""Containers and their sandbox: what the runtime is asked for, start, end, hooks, limits."""

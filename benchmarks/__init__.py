"""What the project claims of its speed, runnable: ``python -m benchmarks NAME``.

They print figures; no test asserts them.
"""

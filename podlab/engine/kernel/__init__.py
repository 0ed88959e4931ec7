"""The discrete-event kernel: virtual time, one ordered queue, seeded chance, recorded causes.

Here: what every room of the engine stands on.  Not here: anything that knows Kubernetes or Linux.
"""

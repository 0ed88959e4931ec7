"""Certificates: reading, checking and issuing X.509, without any I/O.

So much of it as a cluster shows: its authority, signed requests, what a TLS server presents.  Keys
are the cluster's own, made from its seed: they protect nothing.  Not here: TLS.
"""

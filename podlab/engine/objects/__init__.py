"""Kubernetes' vocabulary as plain functions on JSON values.

Here: kinds, schema, metadata, labels, quantities, patches, field sets, defaults, validation, API
errors.  Not here: keeping objects (``engine.store``) or serving them (``engine.apiserver``).
"""

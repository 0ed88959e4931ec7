"""Kustomizations: what ``kubectl kustomize`` prints and ``-k`` takes.

Here: reading kustomization.yaml, generators, transformers, patches and the order of what comes
out, as kustomize 5 does them.  Not here: plugins, Helm charts, replacements, remote bases: they
say that they are not simulated.  ``build`` is the door.
"""

"""The workbench's public door: what rooms above it may use.  Re-exports only."""

from podlab.workbench.extension import PageExtension, PagePort
from podlab.workbench.messages import BadMessage
from podlab.workbench.models import ClusterRecord, Learner

__all__ = ["BadMessage", "ClusterRecord", "Learner", "PageExtension", "PagePort"]

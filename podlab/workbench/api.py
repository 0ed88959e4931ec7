"""The workbench's public door: what rooms above it may use.  Re-exports only."""

from podlab.workbench.directory import LearnerDirectory
from podlab.workbench.extension import PageExtension, PagePort
from podlab.workbench.hosted import Host
from podlab.workbench.messages import BadMessage
from podlab.workbench.models import ClusterRecord, Learner

__all__ = [
    "BadMessage",
    "ClusterRecord",
    "Host",
    "Learner",
    "LearnerDirectory",
    "PageExtension",
    "PagePort",
]

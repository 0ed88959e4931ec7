"""The filters of the default profile, one file per plugin, in the order in which they are asked.

Not here: scores.
"""

from podlab.engine.scheduler.cycle import Filter
from podlab.engine.scheduler.filters.interpodaffinity import InterPodAffinity
from podlab.engine.scheduler.filters.nodeaffinity import NodeAffinity
from podlab.engine.scheduler.filters.nodename import NodeName
from podlab.engine.scheduler.filters.nodeports import NodePorts
from podlab.engine.scheduler.filters.noderesourcesfit import NodeResourcesFit
from podlab.engine.scheduler.filters.nodeunschedulable import NodeUnschedulable
from podlab.engine.scheduler.filters.podtopologyspread import PodTopologySpread
from podlab.engine.scheduler.filters.tainttoleration import TaintToleration
from podlab.engine.scheduler.filters.volumebinding import VolumeBinding

FILTERS: tuple[Filter, ...] = (
    NodeName(),
    NodeUnschedulable(),
    TaintToleration(),
    NodeAffinity(),
    NodePorts(),
    NodeResourcesFit(),
    VolumeBinding(),
    PodTopologySpread(),
    InterPodAffinity(),
)

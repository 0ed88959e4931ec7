"""The scores of the default profile, one file per plugin, each with its weight.

Not here: filters.
"""

from podlab.engine.scheduler.cycle import Score
from podlab.engine.scheduler.scores.balancedallocation import NodeResourcesBalancedAllocation
from podlab.engine.scheduler.scores.imagelocality import ImageLocality
from podlab.engine.scheduler.scores.interpodaffinity import InterPodAffinity
from podlab.engine.scheduler.scores.nodeaffinity import NodeAffinity
from podlab.engine.scheduler.scores.noderesourcesfit import NodeResourcesFit
from podlab.engine.scheduler.scores.podtopologyspread import PodTopologySpread
from podlab.engine.scheduler.scores.tainttoleration import TaintToleration

SCORES: tuple[Score, ...] = (
    TaintToleration(),
    NodeAffinity(),
    NodeResourcesFit(),
    PodTopologySpread(),
    InterPodAffinity(),
    NodeResourcesBalancedAllocation(),
    ImageLocality(),
)

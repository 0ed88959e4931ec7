"""The controllers, one file per controller, and the one list of them.

Not here: the scheduler, the kubelets, or the network's own loops.
"""

from podlab.engine.controllers.certificatesigning import CertificateSigningController
from podlab.engine.controllers.daemonset import DaemonSetController
from podlab.engine.controllers.deployment.deployment import DeploymentController
from podlab.engine.controllers.disruption import DisruptionController
from podlab.engine.controllers.endpoint.endpoints import EndpointsController
from podlab.engine.controllers.endpoint.endpointslice import EndpointSliceController
from podlab.engine.controllers.endpoint.endpointslicemirroring import (
    EndpointSliceMirroringController,
)
from podlab.engine.controllers.garbagecollector import GarbageCollector
from podlab.engine.controllers.job.cronjob import CronJobController
from podlab.engine.controllers.job.job import JobController
from podlab.engine.controllers.job.ttlafterfinished import TtlAfterFinishedController
from podlab.engine.controllers.loadbalancer import LoadBalancerController
from podlab.engine.controllers.namespace import NamespaceController
from podlab.engine.controllers.node.nodeipam import NodeIpamController
from podlab.engine.controllers.node.nodelifecycle import NodeLifecycleController
from podlab.engine.controllers.node.tainteviction import TaintEvictionController
from podlab.engine.controllers.node.ttl import TtlController
from podlab.engine.controllers.podautoscaler.horizontalpodautoscaler import (
    HorizontalPodAutoscalerController,
)
from podlab.engine.controllers.podgc import PodGarbageCollector
from podlab.engine.controllers.replicaset import ReplicaSetController
from podlab.engine.controllers.replicationcontroller import ReplicationControllerController
from podlab.engine.controllers.resourcequota import ResourceQuotaController
from podlab.engine.controllers.serviceaccount import RootCaController, ServiceAccountController
from podlab.engine.controllers.statefulset import StatefulSetController
from podlab.engine.controllers.volume.persistentvolume import PersistentVolumeController
from podlab.engine.controllers.volume.provisioner import Provisioner
from podlab.engine.controllers.volume.volumeexpand import VolumeExpandController
from podlab.engine.controllers.volume.volumeprotection import (
    ClaimProtectionController,
    VolumeProtectionController,
)

CONTROLLERS = (
    DeploymentController,
    ReplicaSetController,
    ReplicationControllerController,
    DaemonSetController,
    StatefulSetController,
    JobController,
    CronJobController,
    TtlAfterFinishedController,
    HorizontalPodAutoscalerController,
    DisruptionController,
    GarbageCollector,
    PodGarbageCollector,
    NamespaceController,
    ServiceAccountController,
    RootCaController,
    EndpointsController,
    EndpointSliceController,
    EndpointSliceMirroringController,
    NodeLifecycleController,
    NodeIpamController,
    TtlController,
    TaintEvictionController,
    PersistentVolumeController,
    ClaimProtectionController,
    VolumeProtectionController,
    VolumeExpandController,
    Provisioner,
    ResourceQuotaController,
    LoadBalancerController,
    CertificateSigningController,
)

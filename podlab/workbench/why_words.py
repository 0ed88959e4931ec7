"""The words of an answer to "why?", in both languages: one sentence a fact.

Kubernetes' own words (reasons, messages, plugin names) stay as they are.  Not here: which facts
there are (``engine.observe``).
"""

from collections.abc import Mapping

from podlab.workbench.why_kind_words import KIND_WORDS, Words

POD_WORDS: dict[str, Words] = {
    # a Pod as a whole
    "pod-status": (
        "STATUS is {status} (phase {phase}).",
        "STATUS 为 {status}（phase 为 {phase}）。",
    ),
    "all-ready": (
        "All containers run and are ready: the Pod takes requests.",
        "所有容器都在运行并且就绪，Pod 可以接收请求。",
    ),
    "completed": (
        "All containers ended with exit code 0, and restartPolicy {policy} does not start them "
        "again.",
        "所有容器都以退出码 0 结束，restartPolicy 为 {policy}，因此不再启动。",
    ),
    "pod-ended": ("The Pod was ended: {reason}. {message}", "Pod 被终止：{reason}。{message}"),
    "evicted": (
        "The kubelet evicted the Pod because its node ran short: {message}",
        "节点资源不足，kubelet 驱逐了这个 Pod：{message}",
    ),
    "disrupted": ("It is being displaced: {reason}. {message}", "它正被移走：{reason}。{message}"),
    "waits-for-end": (
        "It is ending: {containers} may still run for up to {grace} s of grace.",
        "正在终止：{containers} 还可以在 {grace} 秒宽限期内收尾。",
    ),
    "held-by-finalizers": (
        "It is kept until its finalizers are taken off: {finalizers}.",
        "在这些 finalizer 被移除之前不会消失：{finalizers}。",
    ),
    "node-gone": ("Its node {node} no longer exists.", "它所在的节点 {node} 已不存在。"),
    "node-not-ready": (
        "Its node {node} is not Ready: {message}",
        "它所在的节点 {node} 未就绪：{message}",
    ),
    "readiness-gate": (
        "Its readiness gate {condition} is not True.",
        "它的 readinessGate {condition} 还不是 True。",
    ),
    "kubelet-silent": (
        "The kubelet of {node} has not yet said anything about it.",
        "{node} 上的 kubelet 还没有报告它的状态。",
    ),
    "last-event": ("The last Event says {reason}: {message}", "最近的事件是 {reason}：{message}"),
    # its place
    "scheduling-gated": (
        "The scheduler does not look at it while it has scheduling gates: {gates}.",
        "它还有 schedulingGates（{gates}），调度器暂不处理。",
    ),
    "other-scheduler": (
        "It asks for the scheduler {scheduler}; no such scheduler runs here.",
        "它要求由调度器 {scheduler} 调度，而这里没有运行这个调度器。",
    ),
    "not-yet-scheduled": (
        "The scheduler has not yet decided about it.",
        "调度器还没有对它做出决定。",
    ),
    "decision-forgotten": (
        "Which node was refused by which filter is no longer recorded.",
        "各节点被哪个过滤器拒绝，已没有记录。",
    ),
    "unschedulable": ("No node fits: {message}", "没有合适的节点：{message}"),
    "filter-refused": (
        "The filter {plugin} refused {nodes}: {reasons}",
        "过滤器 {plugin} 拒绝了 {nodes}：{reasons}",
    ),
    "preempting": (
        "To make room, Pods of lower priority are ended: {victims}.",
        "为腾出空间，将终止优先级较低的 Pod：{victims}。",
    ),
    "waits-for-volumes": (
        "{node} is chosen for it; its volumes must be bound first.",
        "已为它选定 {node}，要先等卷绑定完成。",
    ),
    "placed": (
        "The scheduler chose {node}: the best score of {fits} nodes that fit.",
        "调度器选择了 {node}：在 {fits} 个合适的节点中得分最高。",
    ),
    "placed-only": (
        "The scheduler chose {node}: the only node that fits.",
        "调度器选择了 {node}：只有这个节点合适。",
    ),
    "placed-unknown": (
        "It stands on {node}; why there is not recorded.",
        "它在 {node} 上；为什么选这个节点，没有记录。",
    ),
    # its containers
    "crash-loop": (
        "Container {container} ended again and again ({restarts} restarts); the kubelet waits "
        "{wait} before the next start.",
        "容器 {container} 反复退出（已重启 {restarts} 次），kubelet 等待 {wait} 后再启动。",
    ),
    "image-problem": (
        "The image {image} of container {container} cannot be had ({reason}): {message}",
        "容器 {container} 的镜像 {image} 无法取得（{reason}）：{message}",
    ),
    "pull-failed": ("The kubelet reported: {message}", "kubelet 报告：{message}"),
    "waits-for-init": (
        "Container {container} waits until the init containers are done.",
        "容器 {container} 在等待 Init 容器完成。",
    ),
    "container-waiting": (
        "Container {container} cannot start ({reason}): {message}",
        "容器 {container} 无法启动（{reason}）：{message}",
    ),
    "container-creating": (
        "Container {container} is being created; no trouble is recorded.",
        "容器 {container} 正在创建，没有记录到问题。",
    ),
    "preparation-failed": (
        "Before {container} can start, something failed ({reason}, {count} times): {message}",
        "{container} 启动前的准备失败（{reason}，{count} 次）：{message}",
    ),
    "hook-failed": (
        "A hook failed ({reason}): {message}",
        "钩子执行失败（{reason}）：{message}",
    ),
    "pulling": (
        "The image {image} of container {container} is being pulled.",
        "正在拉取容器 {container} 的镜像 {image}。",
    ),
    "init-running": (
        "Init container {container} still runs; the others wait for it.",
        "Init 容器 {container} 还在运行，其他容器都在等它。",
    ),
    "startup-pending": (
        "Container {container} has not passed its startup probe; the other probes wait for it.",
        "容器 {container} 还没有通过启动探针，其他探针都在等它。",
    ),
    "not-ready": (
        "Container {container} is not ready, and has no readiness probe.",
        "容器 {container} 未就绪，它没有就绪探针。",
    ),
    "readiness-pending": (
        "Container {container} runs, but its readiness probe has not succeeded.",
        "容器 {container} 在运行，但就绪探针没有成功。",
    ),
    "probe-failed": (
        "The probe says ({count} times): {message}",
        "探针的结果（{count} 次）：{message}",
    ),
    "probe-silent": (
        "No answer of its {probe} probe is recorded yet.",
        "它的 {probe} 探针还没有结果记录。",
    ),
    "restarted": (
        "Container {container} was restarted {restarts} times.",
        "容器 {container} 重启过 {restarts} 次。",
    ),
    "exited": (
        "Container {container} ended with exit code {exitCode} ({reason}). {message}",
        "容器 {container} 以退出码 {exitCode} 结束（{reason}）。{message}",
    ),
    "out-of-memory": (
        "Container {container} used more memory than its limit {limit}: the kernel killed it.",
        "容器 {container} 使用的内存超过限制 {limit}，被内核杀死。",
    ),
    # the chain of writes
    "created": ("{component} created {kind} {name}.", "{component} 创建了 {kind} {name}。"),
    "created-for": (
        "{component} created {kind} {name} for {ownerKind} {owner}.",
        "{component} 为 {ownerKind} {owner} 创建了 {kind} {name}。",
    ),
    "removed": ("{component} removed {kind} {name}.", "{component} 移除了 {kind} {name}。"),
    "deletion-requested": (
        "{component} asked for the end of {kind} {name}.",
        "{component} 请求删除 {kind} {name}。",
    ),
    "bound": (
        "{component} put {kind} {name} on {node}.",
        "{component} 把 {kind} {name} 放到 {node}。",
    ),
    "scaled": (
        "{component} scaled {kind} {name} from {before} to {after}.",
        "{component} 把 {kind} {name} 从 {before} 个副本改为 {after} 个。",
    ),
    "spec-changed": (
        "{component} changed the spec of {kind} {name}.",
        "{component} 修改了 {kind} {name} 的 spec。",
    ),
    "status-changed": (
        "{component} wrote this status of {kind} {name}.",
        "{component} 写下了 {kind} {name} 的这个状态。",
    ),
    "labels-changed": (
        "{component} changed the labels of {kind} {name}.",
        "{component} 修改了 {kind} {name} 的标签。",
    ),
    "changed": ("{component} changed {kind} {name}.", "{component} 修改了 {kind} {name}。"),
    "acted": ("{component}: {action} {subject}", "{component}：{action} {subject}"),
    "kubelet-container-ended": (
        "The kubelet of {node} saw container {container} end ({words}).",
        "{node} 上的 kubelet 发现容器 {container} 已结束（{words}）。",
    ),
    "kubelet-kill": (
        "The kubelet of {node} stopped container {container}: {words}",
        "{node} 上的 kubelet 停止了容器 {container}：{words}",
    ),
    "kubelet-evict": ("The kubelet of {node} evicts: {words}", "{node} 上的 kubelet 驱逐：{words}"),
    "kubelet-readiness-failed": (
        "The readiness probe of {container} failed: {words}",
        "{container} 的就绪探针失败：{words}",
    ),
    "kubelet-readiness-succeeded": (
        "The readiness probe of {container} succeeded.",
        "{container} 的就绪探针成功。",
    ),
    "kubelet-liveness-failed": (
        "The liveness probe of {container} failed: {words}",
        "{container} 的存活探针失败：{words}",
    ),
    "kubelet-liveness-succeeded": (
        "The liveness probe of {container} succeeded.",
        "{container} 的存活探针成功。",
    ),
    "kubelet-startup-failed": (
        "The startup probe of {container} failed: {words}",
        "{container} 的启动探针失败：{words}",
    ),
    "kubelet-startup-succeeded": (
        "The startup probe of {container} succeeded.",
        "{container} 的启动探针成功。",
    ),
    "command": ("Somebody ran: {command}", "有人执行了：{command}"),
    "typed": ("It was typed in terminal {terminal}.", "这是在终端 {terminal} 里输入的。"),
    "api-request": (
        "A client of the API sent {method} {path}.",
        "API 客户端发送了 {method} {path}。",
    ),
    "cluster-boot": ("The cluster was set up.", "集群搭建时。"),
    "learner-fault": ("A fault was put on the cluster: {words}", "给集群注入了故障：{words}"),
    "fault-stands": (
        "A fault stands since then: {words}",
        "从那时起有故障在生效：{words}",
    ),
    "learner-write-file": ("The file {words} was saved.", "保存了文件 {words}。"),
    "learner-open-terminal": ("Terminal {words} was opened.", "打开了终端 {words}。"),
    "by-timer": (
        "It is looked at regularly: no other cause is recorded.",
        "这是定期检查的结果，没有记录到别的起因。",
    ),
    "forgotten": (
        "What led to that is too long ago: it is no longer recorded.",
        "再往前的起因时间太久，已没有记录。",
    ),
    "not-recorded": (
        "What led to it is not recorded any more.",
        "它的起因已没有记录。",
    ),
}

WORDS: dict[str, Words] = {**POD_WORDS, **KIND_WORDS}
UNKNOWN: Words = ("{words}", "{words}")


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def sentence(code: str, params: Mapping[str, object], language: str) -> str:
    """A fact in words."""
    english, chinese = WORDS.get(code, UNKNOWN)
    words = chinese if language == "zh-hans" else english
    return words.format_map(_Params(params)).strip()

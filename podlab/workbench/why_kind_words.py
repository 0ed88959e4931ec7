"""The words of facts about other kinds than Pods, about fields, and about what is not there.

Not here: Pods and the chain of writes (``workbench.why_words``).
"""

Words = tuple[str, str]
"""English, Simplified Chinese; ``{name}`` stands for a fact's parameter."""

KIND_WORDS: dict[str, Words] = {
    # other kinds
    "object": ("{kind} {name}", "{kind} {name}"),
    "external-name": (
        "It is only a name for {name}: it has no endpoints.",
        "它只是 {name} 的别名，没有端点。",
    ),
    "no-selector": (
        "It has no selector: nobody fills its endpoints.",
        "它没有 selector，因此没有人为它填写端点。",
    ),
    "selects-nothing": (
        "It has no endpoints: no Pod of its namespace has the labels {selector}.",
        "它没有端点：命名空间里没有带标签 {selector} 的 Pod。",
    ),
    "label-differs": (
        "Pod {pod} has {label}, but the selector asks for {wanted}.",
        "Pod {pod} 的标签是 {label}，而 selector 要的是 {wanted}。",
    ),
    "none-ready": (
        "It selects {pods} Pods ({selector}), but none of them is ready: none gets requests.",
        "它选中了 {pods} 个 Pod（{selector}），但没有一个就绪，因此不转发请求。",
    ),
    "has-endpoints": (
        "{ready} of the {pods} Pods with {selector} are ready and get its requests.",
        "带标签 {selector} 的 {pods} 个 Pod 中有 {ready} 个就绪，接收它的请求。",
    ),
    "port-not-declared": (
        "Its port {port} leads to port {target}, which no container of these Pods declares.",
        "它的端口 {port} 转到 {target}，而这些 Pod 的容器都没有声明这个端口。",
    ),
    "node-ready": ("Its kubelet says that it is Ready.", "它的 kubelet 报告就绪。"),
    "node-unready": ("It is not Ready ({reason}): {message}", "它未就绪（{reason}）：{message}"),
    "pressure": ("{condition}: {message}", "{condition}：{message}"),
    "cordoned": (
        "It is cordoned: no new Pods are placed on it.",
        "它已被 cordon，不再接收新的 Pod。",
    ),
    "tainted": (
        "It has the taint {taint}:{effect}.",
        "它带有污点 {taint}:{effect}。",
    ),
    "condition": ("{condition}: {reason}. {message}", "{condition}：{reason}。{message}"),
    "paused": ("It is paused: changes are not rolled out.", "它已暂停，改动不会发布。"),
    "creation-failed": (
        "A Pod could not be made ({reason}): {message}",
        "无法创建 Pod（{reason}）：{message}",
    ),
    "replicas": (
        "It wants {wanted} Pods; there are {pods}, of which {ready} are ready.",
        "它要 {wanted} 个 Pod，现有 {pods} 个，其中 {ready} 个就绪。",
    ),
    "job-counts": (
        "Of {wanted} wanted, {succeeded} ended well and {failed} ill; {active} are at work.",
        "需要完成 {wanted} 个：成功 {succeeded} 个，失败 {failed} 个，正在运行 {active} 个。",
    ),
    "last-heard": (
        "This is when its kubelet was heard last.",
        "这是最后一次收到它的 kubelet 消息的时间。",
    ),
    "claim-bound": ("It is bound to the volume {volume}.", "它已绑定到卷 {volume}。"),
    "claim-unbound": ("It has no volume (phase {phase}).", "它还没有卷（phase 为 {phase}）。"),
    "event": (
        "{component} reported {reason} ({count} times): {message}",
        "{component} 报告 {reason}（{count} 次）：{message}",
    ),
    # what is not there
    "gone": ("{kind} {name} no longer exists.", "{kind} {name} 已不存在。"),
    "replaced": ("{component} made {name} in its place.", "{component} 创建了 {name} 来代替它。"),
    "never-seen": (
        "Nothing of it is recorded: there was no such object, or it is too long ago.",
        "没有关于它的记录：从来没有这个对象，或者时间太久。",
    ),
    "missing": (
        "{kind} {name} has no {what} (or too few).",
        "{kind} {name} 没有（或缺少）{what}。",
    ),
    "about-pod": ("About Pod {pod}:", "关于 Pod {pod}："),
    "waits-for-ordinal": (
        "A StatefulSet makes its Pods in order: the next waits until {pod} is Ready.",
        "StatefulSet 按顺序创建 Pod：要等 {pod} 就绪后才创建下一个。",
    ),
    "daemon-tainted": (
        "Node {node} has taints ({taints}); only a DaemonSet that tolerates them gets a Pod there.",
        "节点 {node} 带有污点（{taints}），只有容忍这些污点的 DaemonSet 才会在上面创建 Pod。",
    ),
    "daemon-elsewhere": (
        "Node {node} has none of its Pods; it wants {wanted} in all.",
        "节点 {node} 上没有它的 Pod；它总共需要 {wanted} 个。",
    ),
    "job-suspended": (
        "The Job is suspended: no Pods are made.",
        "Job 已暂停（suspend），不会创建 Pod。",
    ),
    # what rules over others
    "budget-allows": (
        "{allowed} of its Pods may be evicted now: {healthy} of {expected} are healthy, {desired} "
        "must be.",
        "现在允许驱逐 {allowed} 个 Pod：共 {expected} 个，健康 {healthy} 个，"
        "至少要有 {desired} 个。",
    ),
    "budget-blocks": (
        "No Pod may be evicted now: {healthy} of {expected} are healthy, and {desired} must be.",
        "现在不允许驱逐任何 Pod：共 {expected} 个，健康 {healthy} 个，而至少要有 {desired} 个。",
    ),
    "quota-use": (
        "{resource}: {used} of {hard} are used.",
        "{resource}：已用 {used}，上限 {hard}。",
    ),
    "autoscaler": (
        "It wants {desired} replicas and there are {current} (at least {least}, at most {most}).",
        "期望 {desired} 个副本，现有 {current} 个（最少 {least}，最多 {most}）。",
    ),
    "cron-suspended": (
        "It is suspended: no Jobs are started.",
        "它已暂停（suspend），不会启动 Job。",
    ),
    "cron-ran": (
        "It ran last by its schedule {schedule}; {active} of its Jobs are at work (policy "
        "{policy}).",
        "它按计划 {schedule} 运行过，这是最近一次；正在运行的 Job 有 {active} 个"
        "（并发策略 {policy}）。",
    ),
    "cron-never-ran": (
        "It has not run yet: its schedule is {schedule}.",
        "它还没有运行过，计划是 {schedule}。",
    ),
    "policy-denies": (
        "It forbids all {direction} traffic of the Pods that it selects.",
        "它禁止所选 Pod 的全部 {direction} 流量。",
    ),
    "policy-allows": (
        "Of the {direction} traffic of the Pods that it selects, it allows only what its {rules} "
        "rules say.",
        "对所选 Pod 的 {direction} 流量，只放行它的 {rules} 条规则允许的部分。",
    ),
    "namespace-ending": (
        "It is ending: {left} objects in it are still there.",
        "正在终止：里面还有 {left} 个对象。",
    ),
    "ingress-address": ("It is served at {address}.", "它的访问地址是 {address}。"),
    "ingress-unserved": (
        "It has no address: no Ingress controller has taken it up.",
        "它没有地址：没有 Ingress 控制器处理它。",
    ),
    "ingress-backend": ("It leads to Service {service}.", "它转发到 Service {service}。"),
    "backend-missing": (
        "It leads to Service {service}, which does not exist.",
        "它转发到 Service {service}，而这个 Service 不存在。",
    ),
    "volume-free": ("No claim has it (phase {phase}).", "没有 PVC 绑定它（phase 为 {phase}）。"),
    "volume-claimed": (
        "It belongs to the claim {claim} (phase {phase}, reclaim policy {policy}).",
        "它属于 PVC {claim}（phase 为 {phase}，回收策略 {policy}）。",
    ),
    "slice-endpoints": (
        "It has {endpoints} endpoints, {ready} of them ready.",
        "它有 {endpoints} 个端点，其中 {ready} 个就绪。",
    ),
    # one field
    "field": ("{path} of {kind} {name} is {value}.", "{kind} {name} 的 {path} 是 {value}。"),
    "field-unset": (
        "{path} of {kind} {name} is not set.",
        "{kind} {name} 没有设置 {path}。",
    ),
    "field-owned": (
        "managedFields: {manager} owns it ({operation}).",
        "managedFields：由 {manager} 管理（{operation}）。",
    ),
    "field-unowned": (
        "managedFields: nobody owns it. The API server fills such fields itself.",
        "managedFields：没有管理者。这类字段由 API Server 自行填写。",
    ),
    "field-set": (
        "This write gave it its value; before it was: {before}",
        "它的值来自这次写入，之前是：{before}",
    ),
    "field-from-start": (
        "It has had this value since the object was created.",
        "从对象创建起就是这个值。",
    ),
    "field-older": (
        "It has been so for longer than the records reach.",
        "它早就是这样，已超出记录的范围。",
    ),
}

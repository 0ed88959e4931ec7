"""The sentences of observed hints, in each language: what is seen, and where to look next.

Not here: which fact is seen (``lessons.hinting.pods``, ``services``).
"""

WORDS: dict[str, dict[str, str]] = {
    "labels-other": {
        "en": "No Pod has the label {labels}. The Pods that are there have: {others}.",
        "zh-hans": "没有 Pod 带标签 {labels}。现有 Pod 的标签是：{others}。",
    },
    "pods-not-made": {
        "en": "The ReplicaSet {name} is not allowed to make its Pods. It says why:",
        "zh-hans": "ReplicaSet {name} 创建不了 Pod，原因是：",
    },
    "nowhere-to-go": {
        "en": "The scheduler finds no node for the Pod {name}. It says why:",
        "zh-hans": "调度器没有给 Pod {name} 找到合适的节点，原因是：",
    },
    "image-not-there": {
        "en": "The container {container} does not get the image {image}. Read its name letter by "
        "letter: is there such an image?",
        "zh-hans": "容器 {container} 拉取不到镜像 {image}。请逐字核对名字：有这个镜像吗？",
    },
    "config-not-there": {
        "en": "The container {container} cannot be created, for something that it refers to is "
        "missing:",
        "zh-hans": "容器 {container} 无法创建，因为它引用的对象不存在：",
    },
    "init-not-done": {
        "en": "The init container {container} is still running, and the others wait for it. What "
        "does it wait for? kubectl logs {pod} -c {container}",
        "zh-hans": "init 容器 {container} 还在运行，其他容器都在等它。它在等什么？"
        "kubectl logs {pod} -c {container}",
    },
    "out-of-memory": {
        "en": "The container {container} used more memory than its limit, and was killed for it.",
        "zh-hans": "容器 {container} 使用的内存超过了 limit，因此被终止。",
    },
    "container-ends": {
        "en": "The container {container} ended with exit code {status}. What it said last: "
        "kubectl logs {pod} -c {container} --previous",
        "zh-hans": "容器 {container} 以退出码 {status} 结束。看看它最后说了什么："
        "kubectl logs {pod} -c {container} --previous",
    },
    "probe-kills": {
        "en": "The liveness probe of the Pod {name} fails, so its container is restarted. What the "
        "probe got:",
        "zh-hans": "Pod {name} 的存活探针失败，容器因此被重启。探针得到的结果是：",
    },
    "probe-fails": {
        "en": "The Pod {name} runs, but its probe fails, so it is not ready. The probe got this "
        "answer:",
        "zh-hans": "Pod {name} 在运行，但探针失败，所以没有就绪。探针得到的结果是：",
    },
    "volume-not-there": {
        "en": "A volume of the Pod {name} cannot be mounted:",
        "zh-hans": "Pod {name} 的一个卷无法挂载：",
    },
    "selects-nobody": {
        "en": "The Service {service} selects {selector}, and no Pod has that. The Pods that are "
        "there have: {others}.",
        "zh-hans": "Service {service} 的选择器是 {selector}，没有 Pod 符合。"
        "现有 Pod 的标签是：{others}。",
    },
    "port-not-declared": {
        "en": "The Service {service} passes requests on to the port {port}; its Pods declare: "
        "{declared}.",
        "zh-hans": "Service {service} 把请求转发到端口 {port}，"
        "而它的 Pod 声明的端口是：{declared}。",
    },
    "policy-selects": {
        "en": "The NetworkPolicy {policy} selects these Pods: only what it allows comes in. Does "
        "the caller fit, and the port? kubectl describe networkpolicy {policy}",
        "zh-hans": "NetworkPolicy {policy} 选中了这些 Pod，只有它允许的流量才能进入。"
        "访问方和端口符合吗？"
        "kubectl describe networkpolicy {policy}",
    },
    "does-it-listen": {
        "en": "Selector and ports of the Service {service} fit what its Pods declare. What is "
        "declared need not be so: does the container listen on {port}?",
        "zh-hans": "Service {service} 的选择器和端口与 Pod 的声明一致。"
        "但声明不等于事实：容器真的在监听 {port} 吗？",
    },
}


def sentence(code: str, params: dict[str, object], language: str) -> str:
    """The sentence of a fact."""
    return WORDS[code][language].format(**params)

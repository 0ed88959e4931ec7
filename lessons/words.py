"""The sentences for facts that goals name, in each language.

Not here: deciding which fact is missing (``lessons.goals``).
"""

import functools

from podlab.engine.objects.kinds import KindTable

WORDS: dict[str, dict[str, str]] = {
    "image-missing": {
        "en": "The image {image} is not yet on: {nodes}.",
        "zh-hans": "这些节点上还没有镜像 {image}：{nodes}。",
    },
    "object-missing": {
        "en": "There is no {resource} named {name} yet.",
        "zh-hans": "还没有名为 {name} 的 {resource}。",
    },
    "field-differs": {
        "en": "{path} should be {expected}, but is {actual}.",
        "zh-hans": "{path} 应为 {expected}，现在是 {actual}。",
    },
    "object-still-there": {
        "en": "{name} is still there.",
        "zh-hans": "{name} 还在。",
    },
    "object-never-deleted": {
        "en": "{name} has not been created and deleted yet.",
        "zh-hans": "{name} 还没有被创建并删除过。",
    },
    "others-still-there": {
        "en": "Something with the label {labels} is still there.",
        "zh-hans": "仍有带标签 {labels} 的对象。",
    },
    "wait-and-see": {
        "en": "Wait {seconds} seconds and see whether it comes back.",
        "zh-hans": "等 {seconds} 秒，看看它会不会回来。",
    },
    "no-pods": {
        "en": "There is no Pod with the label {labels} yet.",
        "zh-hans": "还没有带标签 {labels} 的 Pod。",
    },
    "too-few-pods": {
        "en": "{count} Pods should be ready; there are {actual}.",
        "zh-hans": "应有 {count} 个 Pod 就绪，现在有 {actual} 个。",
    },
    "pod-not-ready": {
        "en": "The Pod {name} is not ready: {status}.",
        "zh-hans": "Pod {name} 还没有就绪：{status}。",
    },
    "nothing-deleted": {
        "en": "No ready Pod with the label {labels} has been deleted yet.",
        "zh-hans": "还没有删除过带标签 {labels} 的就绪 Pod。",
    },
    "no-replacement": {
        "en": "{name} is deleted; its replacement is not there yet.",
        "zh-hans": "{name} 已删除，替补的 Pod 还没出现。",
    },
    "replacement-not-ready": {
        "en": "The replacement {name} is not ready: {status}.",
        "zh-hans": "替补的 {name} 还没有就绪：{status}。",
    },
    "ask-the-others": {
        "en": "One Pod has answered; ask also {addresses}, port {port}.",
        "zh-hans": "已有一个 Pod 应答；再访问 {addresses} 的 {port} 端口。",
    },
    "nobody-missed": {
        "en": "Nobody has looked for a Pod {labels} that is gone.",
        "zh-hans": "还没有人去找已经不在的 Pod {labels}。",
    },
    "nobody-asked": {
        "en": "Nobody has asked {address}:{port} by HTTP and got the expected answer yet.",
        "zh-hans": "还没有人通过 HTTP 访问 {address}:{port} 并得到预期的应答。",
    },
    "too-few-objects": {
        "en": "{count} should be so; there are {actual}.",
        "zh-hans": "应有 {count} 个符合，现在有 {actual} 个。",
    },
    "wrong-order": {
        "en": "{resource} {name} did not come in the wanted order.",
        "zh-hans": "{resource} {name} 出现的先后顺序不对。",
    },
    "status-not-seen": {
        "en": "STATUS should show {expected}; it shows {actual}.",
        "zh-hans": "STATUS 应显示 {expected}，现在显示 {actual}。",
    },
    "not-placed": {
        "en": "{count} Pods should be on a node; {actual} are.",
        "zh-hans": "应有 {count} 个 Pod 被调度到节点上，现在有 {actual} 个。",
    },
    "placed-elsewhere": {
        "en": "A Pod is on {node}, where it should not be.",
        "zh-hans": "有 Pod 被放到了 {node} 上，这不符合要求。",
    },
    "too-few-nodes": {
        "en": "The Pods should be spread over {count} nodes; they use {actual}.",
        "zh-hans": "Pod 应分布在 {count} 个节点上，现在用到了 {actual} 个。",
    },
    "service-not-asked": {
        "en": "Nobody has got the expected answer through the Service {service} yet.",
        "zh-hans": "还没有人通过 Service {service} 得到预期的应答。",
    },
    "too-few-answered": {
        "en": "{count} Pods should have answered through {service}; {actual} did. Ask again.",
        "zh-hans": "应有 {count} 个 Pod 通过 {service} 应答过，目前有 {actual} 个。再多访问几次。",
    },
    "too-few-restarts": {
        "en": "The container {name} should have restarted {count} times; it did {actual}.",
        "zh-hans": "容器 {name} 应重启过 {count} 次，现在是 {actual} 次。",
    },
    "container-state": {
        "en": "The container {name} is not so yet; it is {actual}.",
        "zh-hans": "容器 {name} 还不是这样，现在是 {actual}。",
    },
    "not-logged": {
        "en": "The log of {name} does not contain “{text}” yet.",
        "zh-hans": "{name} 的日志里还没有“{text}”。",
    },
    "event-missing": {
        "en": "No event {reason} has been recorded yet.",
        "zh-hans": "还没有出现 {reason} 事件。",
    },
    "command-not-run": {
        "en": "Nobody has run {command} in the terminal yet.",
        "zh-hans": "还没有在终端里运行 {command}。",
    },
    "no-file": {
        "en": "There is no file {path} yet.",
        "zh-hans": "还没有文件 {path}。",
    },
    "file-lacks": {
        "en": "The file {path} does not contain “{text}”.",
        "zh-hans": "文件 {path} 里没有“{text}”。",
    },
    "image-not-rolled-out": {
        "en": "{name} has not gone over to the image {image} yet.",
        "zh-hans": "{name} 还没有更新到镜像 {image}。",
    },
    "not-answered": {
        "en": "Choose an answer.",
        "zh-hans": "请选择一个答案。",
    },
    "wrong-answer": {
        "en": "That is not it; choose again.",
        "zh-hans": "不对，再想想。",
    },
}


def sentence(code: str, params: dict[str, object], language: str) -> str:
    """The sentence for a fact; '' for no fact.  Objects are named by their kind: a Service."""
    if not code:
        return ""
    if "resource" in params:
        params = {**params, "resource": _kind(str(params["resource"]))}
    return WORDS[code][language].format(**params)


@functools.cache
def _kind(resource: str) -> str:
    known = KindTable().find(resource)
    return known.kind if known is not None else resource

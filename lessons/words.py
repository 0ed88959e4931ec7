"""The sentences for facts that goals name, in each language.

Not here: deciding which fact is missing (``lessons.goals``).
"""

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
    "nobody-asked": {
        "en": "Nobody has asked {address}:{port} by HTTP and got the expected answer yet.",
        "zh-hans": "还没有人通过 HTTP 访问 {address}:{port} 并得到预期的应答。",
    },
}


def sentence(code: str, params: dict[str, object], language: str) -> str:
    """The sentence for a fact; '' for no fact."""
    return WORDS[code][language].format(**params) if code else ""

"""The sentences for what goes wrong when a lesson is played, in each language.

Not here: playing (``lessons.authoring``), mistakes that are seen by reading (``words``).
"""

PROOF_WORDS: dict[str, dict[str, str]] = {
    "start-refused": {
        "en": "the API server refuses this: {why}",
        "zh-hans": "API server 拒绝：{why}",
    },
    "start-failed": {
        "en": "the start state cannot be made: {why}",
        "zh-hans": "无法建立初始状态：{why}",
    },
    "true-at-start": {
        "en": "the check {name} is true at the start, before anything was done",
        "zh-hans": "检查 {name} 在开始时就成立，还什么都没做",
    },
    "true-in-time": {
        "en": "the check {name} becomes true when one only waits",
        "zh-hans": "检查 {name} 只要等待就会成立",
    },
    "true-for-bystander": {
        "en": "the check {name} is true for somebody who does something else ({made})",
        "zh-hans": "只要做了别的事（{made}），检查 {name} 就成立",
    },
    "true-before-step": {
        "en": "all checks of the step {step} are true before it begins",
        "zh-hans": "步骤 {step} 还没开始，它的检查就全都成立了",
    },
    "solution-misses": {
        "en": "the solution does not pass {name}: {why}",
        "zh-hans": "解答没有通过 {name}：{why}",
    },
    "solution-meets": {
        "en": "the solution meets the misconception {name}",
        "zh-hans": "解答触发了误解 {name}",
    },
    "wrong-passes": {
        "en": "the wrong answer passes {name}",
        "zh-hans": "错误答案通过了 {name}",
    },
    "wrong-says": {
        "en": "{name} says {actual}, not {code}: {why}",
        "zh-hans": "{name} 给出的是 {actual}，而不是 {code}：{why}",
    },
    "wrong-not-met": {
        "en": "the wrong answer does not meet the misconception {name}",
        "zh-hans": "错误答案没有触发误解 {name}",
    },
    "watch-without-proof": {
        "en": "no wrong answer meets the misconception {name}: its words may never be shown",
        "zh-hans": "没有错误答案触发误解 {name}：它的话可能永远不会显示",
    },
    "command-odd": {
        "en": "this does not run in the simulation: {why}",
        "zh-hans": "这条命令在模拟环境里无法运行：{why}",
    },
    "command-failed": {
        "en": "the command fails with status {status}: {why} (if it should, mark it 'sh fails')",
        "zh-hans": "命令失败，退出码 {status}：{why}（若本该失败，请把代码块标为 sh fails）",
    },
    "command-did-not-fail": {
        "en": "the block is marked 'sh fails', but nothing in it fails",
        "zh-hans": "代码块标了 sh fails，但其中没有命令失败",
    },
    "never-ended": {
        "en": "it did not end in {seconds} s: {command}",
        "zh-hans": "{seconds} 秒内没有结束：{command}",
    },
    "never-became-true": {
        "en": "it did not become true in time: {command}",
        "zh-hans": "在规定时间内没有成立：{command}",
    },
    "fault-refused": {"en": "{why}", "zh-hans": "{why}"},
}

"""The sentences for authors' mistakes, in each language.

Not here: finding mistakes, and their places (``lessons.mistakes``).
"""

from typing import Any

from lessons.mistakes.proof_words import PROOF_WORDS

_KINDS = {
    "text": "文本",
    "a number": "整数",
    "true or false": "true 或 false",
    "a list": "列表",
    "a mapping": "映射",
    "a plain value": "单个值",
    "nothing": "空",
}

MISTAKE_WORDS: dict[str, dict[str, str]] = {
    # The folder and its files.
    "bad-folder-name": {
        "en": "a lesson's folder is called NNN_name (three digits, small letters), not {name!r}",
        "zh-hans": "课程文件夹应命名为 NNN_name（三位数字加小写字母），而不是 {name!r}",
    },
    "long-name": {
        "en": "the name is longer than {most} letters",
        "zh-hans": "名称超过 {most} 个字符",
    },
    "no-folder": {
        "en": "{name} is no folder (and links are not followed)",
        "zh-hans": "{name} 不是文件夹（不跟随链接）",
    },
    "missing-file": {"en": "the file is missing", "zh-hans": "缺少这个文件"},
    "empty-file": {"en": "the file is empty", "zh-hans": "文件是空的"},
    "stray-file": {
        "en": "the file does not belong to a lesson; known are {known}",
        "zh-hans": "课程里不该有这个文件；可用的有 {known}",
    },
    "stray-file-near": {
        "en": "the file does not belong to a lesson; is {near} meant?",
        "zh-hans": "课程里不该有这个文件；是想写 {near} 吗？",
    },
    "unknown-language": {
        "en": "there is no such language; lessons are in {known}",
        "zh-hans": "没有这种语言；课程的语言是 {known}",
    },
    "bad-answer-name": {
        "en": "a wrong answer is a file like small-words.sh, not {name!r}",
        "zh-hans": "错误答案的文件名应类似 small-words.sh，而不是 {name!r}",
    },
    "too-many-files": {
        "en": "{count} files are too many; {most} is the most",
        "zh-hans": "文件有 {count} 个，太多了；最多 {most} 个",
    },
    "symlink": {"en": "links are not allowed", "zh-hans": "不允许使用符号链接"},
    "no-plain-file": {"en": "this is no plain file", "zh-hans": "这不是普通文件"},
    "too-big": {
        "en": "{size} bytes are too many; {most} is the most",
        "zh-hans": "文件有 {size} 字节，太大了；最多 {most} 字节",
    },
    "todo": {
        "en": "this place is still to be filled: {text}",
        "zh-hans": "这里还没有填写：{text}",
    },
    "no-zip": {
        "en": "this is neither a folder nor a zip of at most {most} bytes",
        "zh-hans": "这既不是文件夹，也不是不超过 {most} 字节的 zip",
    },
    "bad-zip": {"en": "the zip cannot be read: {why}", "zh-hans": "无法读取 zip：{why}"},
    "path-outside": {
        "en": "the name leads out of the lesson's folder",
        "zh-hans": "这个名称指向课程文件夹之外",
    },
    "encrypted": {"en": "the file is encrypted", "zh-hans": "文件已加密"},
    "no-one-folder": {
        "en": "a zip holds one folder NNN_name, and nothing beside it; here are {found}",
        "zh-hans": "zip 里应只有一个名为 NNN_name 的文件夹；这里有 {found}",
    },
    "there-already": {
        "en": "there is a lesson {name} already; --replace replaces it",
        "zh-hans": "课程 {name} 已存在；用 --replace 替换",
    },
    "byte-order-mark": {
        "en": "the file begins with a byte order mark; save it as UTF-8 without one",
        "zh-hans": "文件以 BOM 开头；请存为不带 BOM 的 UTF-8",
    },
    "not-utf-8": {"en": "this is not UTF-8", "zh-hans": "这不是 UTF-8"},
    "carriage-return": {
        "en": "the line ends with a carriage return; save the file with Unix line ends (LF)",
        "zh-hans": "行尾是回车符（CRLF）；请把文件存为 Unix 换行（LF）",
    },
    "control": {"en": "a control character stands here", "zh-hans": "这里有控制字符"},
    # YAML.
    "bad-yaml": {"en": "this is no YAML: {why}", "zh-hans": "YAML 有误：{why}"},
    "tab": {
        "en": "a tab stands in the indentation; YAML wants spaces",
        "zh-hans": "缩进里有制表符；YAML 只能用空格",
    },
    "yaml-anchor": {
        "en": "anchors and aliases (& and *) are not allowed; write it out",
        "zh-hans": "不允许使用锚点和别名（& 与 *）；请完整写出",
    },
    "yaml-tag": {"en": "tags ({tag}) are not allowed", "zh-hans": "不允许使用标签（{tag}）"},
    "too-deep": {"en": "it is nested too deeply", "zh-hans": "嵌套太深"},
    "many-documents": {
        "en": "a second document begins here; there is only one",
        "zh-hans": "这里开始了第二个文档；只能有一个",
    },
    "bad-key": {"en": "{path}: a key must be text", "zh-hans": "{path}：键必须是文本"},
    "duplicate-field": {
        "en": "{field} is there twice; the first is in line {first}",
        "zh-hans": "{field} 出现了两次；第一次在第 {first} 行",
    },
    # Fields of lesson.yaml.
    "missing-field": {"en": "{path} is missing", "zh-hans": "缺少 {path}"},
    "wrong-type": {
        "en": "{path} must be {wanted}, not {actual}",
        "zh-hans": "{path} 应为{wanted}，而不是{actual}",
    },
    "unknown-field": {
        "en": "{path}: there is no field {field}; known are {known}",
        "zh-hans": "{path}：没有字段 {field}；可用的有 {known}",
    },
    "unknown-field-near": {
        "en": "{path}: there is no field {field}; is {near} meant?",
        "zh-hans": "{path}：没有字段 {field}；是想写 {near} 吗？",
    },
    "empty-text": {"en": "{path} is empty", "zh-hans": "{path} 是空的"},
    "empty-list": {"en": "{path} has nothing in it", "zh-hans": "{path} 里什么也没有"},
    "out-of-range": {
        "en": "{path} must be from {least} to {most}, not {actual}",
        "zh-hans": "{path} 应在 {least} 到 {most} 之间，而不是 {actual}",
    },
    "not-one-of": {
        "en": "{path} must be one of {known}, not {actual}",
        "zh-hans": "{path} 应为 {known} 之一，而不是 {actual}",
    },
    "not-translated": {
        "en": "{path} is not translated into Chinese: {text}",
        "zh-hans": "{path} 没有译成中文：{text}",
    },
    "chinese-in-english": {
        "en": "{path} has Chinese words in the English text: {text}",
        "zh-hans": "{path} 的英文里有中文：{text}",
    },
    "other-number": {
        "en": "the number is {number}, but the folder is called {folder}",
        "zh-hans": "编号是 {number}，而文件夹名是 {folder}",
    },
    "duplicate-number": {
        "en": "the number {number} belongs to {other} already",
        "zh-hans": "编号 {number} 已属于 {other}",
    },
    "bad-place": {"en": "{why}", "zh-hans": "{why}"},
    "unknown-lesson": {
        "en": "{path}: there is no lesson {name}",
        "zh-hans": "{path}：没有课程 {name}",
    },
    "needs-circle": {
        "en": "{path}: {name} needs {lesson} itself, so neither could come first",
        "zh-hans": "{path}：{name} 本身就需要 {lesson}，谁都无法先学",
    },
    "bad-variants": {"en": "{why}", "zh-hans": "{why}"},
    "bad-cluster": {"en": "{path}: {why}", "zh-hans": "{path}：{why}"},
    "unknown-fault": {
        "en": "there is no fault {name!r}; is {near} meant?",
        "zh-hans": "没有故障 {name!r}；是想写 {near} 吗？",
    },
    "bad-fault": {"en": "it is written {usage}", "zh-hans": "写法是 {usage}"},
    # Steps, checks, questions.
    "bad-id": {
        "en": "{path}: an id is small letters, digits and hyphens, not {name!r}",
        "zh-hans": "{path}：id 由小写字母、数字和连字符组成，而不是 {name!r}",
    },
    "duplicate-id": {
        "en": "{path}: {name} is there already, in line {first}",
        "zh-hans": "{path}：{name} 在第 {first} 行已经有了",
    },
    "only-optional-steps": {
        "en": "every step is optional; nothing would have to be done",
        "zh-hans": "所有步骤都是可选的，等于什么都不用做",
    },
    "step-without-checks": {
        "en": "the step {step} has neither checks nor questions",
        "zh-hans": "步骤 {step} 既没有检查也没有问题",
    },
    "same-check": {
        "en": "the check {name} asks the same as {other}",
        "zh-hans": "检查 {name} 与 {other} 完全相同",
    },
    "unknown-goal": {
        "en": "there is no goal {goal!r}; is {near} meant?",
        "zh-hans": "没有目标 {goal!r}；是想写 {near} 吗？",
    },
    "choices": {
        "en": "a question has {least} to {most} choices",
        "zh-hans": "一个问题要有 {least} 到 {most} 个选项",
    },
    "same-choice": {
        "en": "two choices say the same: {text}",
        "zh-hans": "两个选项相同：{text}",
    },
    "one-right-choice": {
        "en": "{path} is the number of the one right choice, counted from 1",
        "zh-hans": "{path} 是唯一正确选项的序号，从 1 开始",
    },
    # Arguments of goals.
    "bad-name": {
        "en": "{path}: Kubernetes has no such name: {name!r}",
        "zh-hans": "{path}：Kubernetes 里不会有这样的名称：{name!r}",
    },
    "bad-selector": {
        "en": "{path}: {selector!r} is no label selector: {why}",
        "zh-hans": "{path}：{selector!r} 不是标签选择器：{why}",
    },
    "unknown-resource": {
        "en": "{path}: there is no resource {resource!r}; is {near} meant?",
        "zh-hans": "{path}：没有资源 {resource!r}；是想写 {near} 吗？",
    },
    "count-below-one": {
        "en": "{path} is {actual}: that would always be true",
        "zh-hans": "{path} 是 {actual}：这样检查永远成立",
    },
    "bad-image": {
        "en": "{path}: {image!r} is no image: {why}",
        "zh-hans": "{path}：{image!r} 不是镜像名：{why}",
    },
    "relative-path": {
        "en": "{path}: a file's path begins with /: {file}",
        "zh-hans": "{path}：文件路径要以 / 开头：{file}",
    },
    "bad-path": {
        "en": "{path}: {field!r} is no path to a field (spec.containers.0.image)",
        "zh-hans": "{path}：{field!r} 不是字段路径（如 spec.containers.0.image）",
    },
    "mixed-conditions": {
        "en": "{path}: only one of {known} can be asked",
        "zh-hans": "{path}：{known} 只能用其中一个",
    },
    "never-true": {
        "en": "{path}: no number is that big and that small; it could never be true",
        "zh-hans": "{path}：没有这样的数，检查永远不会成立",
    },
    "unknown-node": {
        "en": "the cluster has no machine {name}; known are {known}",
        "zh-hans": "集群里没有机器 {name}；有的是 {known}",
    },
    # Texts.
    "no-title": {
        "en": "a text begins with '# Title'",
        "zh-hans": "正文应以“# 标题”开头",
    },
    "bad-step-heading": {
        "en": "a step's heading is '## Heading {{#step-id}}', not {heading!r}",
        "zh-hans": "步骤标题的写法是“## 标题 {{#step-id}}”，而不是 {heading!r}",
    },
    "bad-heading": {
        "en": "only '## Heading {{#step-id}}' and '### hint' are headings here, not {heading!r}",
        "zh-hans": "这里的标题只有“## 标题 {{#step-id}}”和“### hint”，没有 {heading!r}",
    },
    "duplicate-step": {
        "en": "the step {step} is there already, in line {first}",
        "zh-hans": "步骤 {step} 在第 {first} 行已经有了",
    },
    "hint-before-steps": {
        "en": "a hint before the first step is never shown",
        "zh-hans": "第一个步骤之前的提示永远不会显示",
    },
    "empty-hint": {"en": "the hint is empty", "zh-hans": "提示是空的"},
    "empty-section": {
        "en": "nothing is said here ({step})",
        "zh-hans": "这里没有内容（{step}）",
    },
    "open-block": {
        "en": "the code block is never closed",
        "zh-hans": "代码块没有结束标记",
    },
    "empty-block": {"en": "the code block is empty", "zh-hans": "代码块是空的"},
    "unknown-block": {
        "en": "there are no {lang!r} blocks; known are {known}",
        "zh-hans": "没有 {lang!r} 代码块；可用的有 {known}",
    },
    "bad-block-words": {
        "en": "a block is 'sh', 'sh fails', or a language and a file below the home: not {words!r}",
        "zh-hans": "代码块写作 sh、sh fails，或语言加主目录下的文件名，而不是 {words!r}",
    },
    "image": {
        "en": "lessons have no images: {target}",
        "zh-hans": "课程里不能放图片：{target}",
    },
    "raw-html": {
        "en": "raw HTML is not shown; put {text} between backticks",
        "zh-hans": "不显示 HTML；请把 {text} 放进反引号",
    },
    "link-without-words": {
        "en": "the link to {target} has no words",
        "zh-hans": "指向 {target} 的链接没有文字",
    },
    "bad-link": {
        "en": "{target!r} leads nowhere: a link is #step, ../NNN_name/#step or https://…",
        "zh-hans": "{target!r} 哪里也到不了：链接写作 #step、../NNN_name/#step 或 https://…",
    },
    "link-to-no-lesson": {
        "en": "{target} leads to no lesson; is {near} meant?",
        "zh-hans": "{target} 指向的课程不存在；是想写 {near} 吗？",
    },
    "link-to-no-step": {
        "en": "{target} leads to no step; is {near} meant?",
        "zh-hans": "{target} 指向的步骤不存在；是想写 {near} 吗？",
    },
    "step-without-text": {
        "en": "the step {step} has no section '## … {{#{step}}}' in {file}",
        "zh-hans": "步骤 {step} 在 {file} 里没有“## … {{#{step}}}”一节",
    },
    "text-without-step": {
        "en": "the step {step} is not in lesson.yaml",
        "zh-hans": "lesson.yaml 里没有步骤 {step}",
    },
    "steps-in-other-order": {
        "en": "the step {step} stands elsewhere in lesson.yaml; the order there is {steps}",
        "zh-hans": "步骤 {step} 的顺序与 lesson.yaml 不同；那里的顺序是 {steps}",
    },
    "other-hints": {
        "en": "step {step}: {count} hints, but {english} in English",
        "zh-hans": "步骤 {step}：有 {count} 条提示，英文有 {english} 条",
    },
    "other-number-of-blocks": {
        "en": "step {step}: {count} code blocks, but {english} in English",
        "zh-hans": "步骤 {step}：有 {count} 个代码块，英文有 {english} 个",
    },
    "other-block": {
        "en": "step {step}: code block {number} differs from the English one in line {line}",
        "zh-hans": "步骤 {step}：第 {number} 个代码块与英文第 {line} 行的不同",
    },
    "command-in-one-language": {
        "en": "the command {command!r} is not in the other language",
        "zh-hans": "另一种语言里没有命令 {command!r}",
    },
    "unknown-value": {
        "en": "{{{{{name}}}}} is not in variants.yaml",
        "zh-hans": "variants.yaml 里没有 {{{{{name}}}}}",
    },
    "other-blocks-in-hints": {
        "en": "step {step}: the hints have other code blocks than in English",
        "zh-hans": "步骤 {step}：提示里的代码块与英文不同",
    },
    "other-links": {
        "en": "step {step}: links to {links}, in English to {english}",
        "zh-hans": "步骤 {step}：链接到 {links}，英文链接到 {english}",
    },
    # Manifests and scripts.
    "no-manifest": {
        "en": "this is no manifest: apiVersion and kind are missing",
        "zh-hans": "这不是清单：缺少 apiVersion 和 kind",
    },
    "unknown-kind": {
        "en": "there is no kind {kind!r} in version {version!r}",
        "zh-hans": "版本 {version!r} 里没有类型 {kind!r}",
    },
    "bad-shell": {"en": "bash cannot read this: {why}", "zh-hans": "bash 无法解析：{why}"},
    "empty-script": {"en": "the script does nothing", "zh-hans": "脚本什么也没做"},
    "unknown-direction": {
        "en": "there is no direction '! {verb}'; is {near} meant?",
        "zh-hans": "没有指令“! {verb}”；是想写 {near} 吗？",
    },
    "bad-direction": {
        "en": "'! {verb}' is written {usage}",
        "zh-hans": "“! {verb}”的写法是 {usage}",
    },
    "no-such-question": {
        "en": "there is no question {name}",
        "zh-hans": "没有问题 {name}",
    },
    "no-such-choice": {
        "en": "there is no choice {number}; there are {most}",
        "zh-hans": "没有第 {number} 个选项；共有 {most} 个",
    },
    "no-such-step": {"en": "there is no step {step!r}", "zh-hans": "没有步骤 {step!r}"},
    "no-such-block": {
        "en": "step {step} has no shell block {number}; there are {most}",
        "zh-hans": "步骤 {step} 没有第 {number} 个 shell 代码块；共有 {most} 个",
    },
    "no-aim": {
        "en": "a wrong answer begins with '# check: STEP/CHECK CODE' or '# watch: STEP/NAME'",
        "zh-hans": "错误答案应以“# check: STEP/CHECK CODE”或“# watch: STEP/NAME”开头",
    },
    "no-such-check": {
        "en": "there is no check {name}; is {near} meant?",
        "zh-hans": "没有检查 {name}；是想写 {near} 吗？",
    },
    "no-such-watch": {
        "en": "there is no misconception {name}; is {near} meant?",
        "zh-hans": "没有误解 {name}；是想写 {near} 吗？",
    },
    "unknown-message": {
        "en": "there is no message {code!r}; is {near} meant?",
        "zh-hans": "没有消息 {code!r}；是想写 {near} 吗？",
    },
    **PROOF_WORDS,
}


def explained(code: str, params: dict[str, Any], language: str) -> str:
    """The sentence for a mistake."""
    words = dict(params)
    if language != "en":
        words |= {name: _KINDS.get(str(words[name]), words[name])
                  for name in ("wanted", "actual") if name in words}  # fmt: skip
    return MISTAKE_WORDS[code][language].format(**words)

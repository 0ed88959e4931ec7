"""Both languages say the same things."""

import pytest

from lessons.mistakes import Mistakes, Spot
from lessons.reading.comparing import compare
from lessons.reading.texts import read_text

EN = "# Title of it\n\nIntro.\n\n## First step here {#one}\n\nDo it: `kubectl get pods`.\n"
ZH = "# 标题\n\n引言。\n\n## 第一步 {#one}\n\n做：`kubectl get pods`。\n"
STEPS = [("one", Spot("lesson.yaml", 4))]


def told(en=EN, zh=ZH, steps=STEPS):
    mistakes = Mistakes()
    texts = {
        "en": read_text("text.en.md", en, mistakes),
        "zh-hans": read_text("text.zh-hans.md", zh, mistakes),
    }
    compare(texts, steps, mistakes)
    return [(one.place.file, one.place.line, one.code) for one in mistakes.found]


def test_the_same_in_two_languages_is_right():
    assert told() == []


@pytest.mark.parametrize(
    ("en", "zh", "what"),
    [
        (EN + "```sh\nls\n```\n", ZH, ("text.zh-hans.md", 5, "other-number-of-blocks")),
        (EN + "```sh\nls\n```\n", ZH + "```sh\nps\n```\n", ("text.zh-hans.md", 8, "other-block")),
        (EN + "### hint\nx\n", ZH, ("text.zh-hans.md", 5, "other-hints")),
        (
            EN + "### hint\nx\n```sh\nls\n```\n",
            ZH + "### hint\n甲\n```sh\nps\n```\n",
            ("text.zh-hans.md", 5, "other-blocks-in-hints"),
        ),
        (EN + "[a](#one)\n", ZH, ("text.zh-hans.md", 5, "other-links")),
        (EN, ZH.replace("pods", "nodes"), ("text.zh-hans.md", 7, "command-in-one-language")),
        (EN, ZH.replace("# 标题", "# Title of it"), ("text.zh-hans.md", 1, "not-translated")),
        (EN, ZH.replace("第一步", "First step here"), ("text.zh-hans.md", 5, "not-translated")),
        (EN, ZH.replace("做：", "Do it: ").replace("。", "."), ("text.zh-hans.md", 3, None)),
        (
            EN + "One two three.\n",
            ZH + "One two three.\n",
            ("text.zh-hans.md", 8, "not-translated"),
        ),
        (EN.replace("Intro", "引言"), ZH, ("text.en.md", 1, "chinese-in-english")),
        (EN.replace("Title", "标题"), ZH, ("text.en.md", 1, "chinese-in-english")),
        (EN, ZH.replace("{#one}", "{#two}"), ("text.zh-hans.md", 5, "text-without-step")),
        (EN, ZH.replace("{#one}", "{#two}"), ("lesson.yaml", 4, "step-without-text")),
    ],
)
def test_what_differs_is_told(en, zh, what):
    found = told(en, zh)
    assert what in found if what[2] else found == []


def test_kubernetes_pages_may_be_their_chinese_ones():
    en = EN + "[a](https://kubernetes.io/docs/concepts/)\n"
    zh = ZH + "[甲](https://kubernetes.io/zh-cn/docs/concepts/)\n"
    assert told(en, zh) == []


def test_steps_come_in_the_order_of_the_lesson():
    en = EN + "\n## Second {#two}\n\nMore.\n"
    zh = ZH + "\n## 第二步 {#two}\n\n再来。\n"
    steps = [("two", Spot("lesson.yaml", 4)), ("one", Spot("lesson.yaml", 9))]
    assert ("text.en.md", 5, "steps-in-other-order") in told(en, zh, steps)


def test_a_step_that_is_there_twice_does_not_stop_the_comparison():
    en = EN + "\n## First {#one}\n\nMore.\n"
    assert ("text.en.md", 9, "duplicate-step") in told(en)

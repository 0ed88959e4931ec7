"""Lesson texts as HTML."""

import pytest

from lessons.reading.markdown import to_html


def test_a_fence_says_its_language_and_file():
    html = to_html("```yaml test/pod.yaml\na: <b>\n```")
    attributes = 'data-lang="yaml" data-file="test/pod.yaml"'
    assert html == f"<pre {attributes}><code>a: &lt;b&gt;\n</code></pre>"


def test_markup_in_a_text_never_becomes_markup():
    assert "<script>" not in to_html("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "javascript:" not in to_html("[x](javascript:alert(1))").replace("(javascript", "")


def test_code_words_are_escaped():
    assert to_html("`<none>`") == "<p><code>&lt;none&gt;</code></p>"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("#make", '<a href="#step-make">'),
        ("../013_service_and_dns/", '<a href="?lesson=013_service_and_dns">'),
        ("../013_service_and_dns/#name", '<a href="?lesson=013_service_and_dns#step-name">'),
        ("https://kubernetes.io/", '<a href="https://kubernetes.io/" target="_blank" rel="noop'),
    ],
)
def test_links_are_the_page_s_own(target, shown):
    assert shown in to_html(f"See [there]({target}).")


def test_a_block_that_is_meant_to_fail_has_no_file():
    assert '<pre data-lang="sh"><code>' in to_html("```sh fails\nls nosuch\n```")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a line\nand another", "a line\nand another"),
        ("结束。\n图中是你的集群", "结束。图中是你的集群"),
        ("放到哪个节\n点上", "放到哪个节点上"),
        ("一个\nPod", "一个\nPod"),
        ("显示为：\n`Running`", "显示为：<code>Running</code>"),
        ("`Running`\n（正在运行）", "<code>Running</code>（正在运行）"),
        ("**粗**\n体", "<strong>粗</strong>体"),
        ("`a`\n`b`", "<code>a</code>\n<code>b</code>"),
    ],
)
def test_lines_are_joined_as_the_script_wants(source, shown):
    assert to_html(source) == f"<p>{shown}</p>"

"""Lesson texts as HTML."""

from lessons.markdown import to_html


def test_a_fence_says_its_language_and_file():
    html = to_html("```yaml test/pod.yaml\na: <b>\n```")
    attributes = 'data-lang="yaml" data-file="test/pod.yaml"'
    assert html == f"<pre {attributes}><code>a: &lt;b&gt;\n</code></pre>"


def test_markup_in_a_text_never_becomes_markup():
    assert "<script>" not in to_html("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "javascript:" not in to_html("[x](javascript:alert(1))").replace("(javascript", "")


def test_code_words_are_escaped():
    assert to_html("`<none>`") == "<p><code>&lt;none&gt;</code></p>"

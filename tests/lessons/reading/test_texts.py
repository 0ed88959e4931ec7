"""Texts, read line by line into sections, hints, blocks, links and code."""

import pytest

from lessons.mistakes import Mistakes
from lessons.reading.texts import Block, read_text

TEXT = """\
# Title

Intro with `kubectl get pods`.

## First {#one}

See [there](#two).

```yaml web/pod.yaml
# ## not a heading {#no}
```

### hint
Look.

```sh
not a block of the step
```

## Second {#two}

```sh fails
ls nosuch
```
"""


def read(text):
    mistakes = Mistakes()
    return read_text("text.en.md", text, mistakes), mistakes


def test_a_text_has_sections_in_order():
    text, mistakes = read(TEXT)
    assert mistakes.found == []
    assert text.title == "Title"
    assert [(one.name, one.title, one.place.line) for one in text.steps] == [
        ("one", "First", 5),
        ("two", "Second", 20),
    ]


def test_blocks_of_a_step_are_those_outside_its_hints():
    text, _ = read(TEXT)
    first, second = text.steps
    assert first.blocks == [Block("yaml", "web/pod.yaml", "# ## not a heading {#no}\n")]
    assert first.places[0].line == 9
    assert second.blocks == [Block("sh", "", "ls nosuch\n", fails=True)]
    assert [line for line in first.hints[0] if line][0] == "Look."


def test_links_and_code_know_their_lines():
    text, _ = read(TEXT)
    intro, first = text.sections[:2]
    assert [(one.place.line, one.text) for one in intro.codes] == [(3, "kubectl get pods")]
    assert [(one.place.line, one.target) for one in first.links] == [(7, "#two")]


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("kubectl get pods", True),
        ("kubectl delete pod NAME", False),
        ("kubectl get pod <name>", False),
        ("kubectl taint node 节点 键-", False),
        ("kubectl create …", False),
        ("ls -l", False),
    ],
)
def test_commands_with_a_place_for_one_s_own_words_are_not_whole(code, whole):
    text, _ = read(f"# T\n\n`{code}`\n\n## A {{#a}}\n\nx\n")
    assert text.sections[0].codes[0].is_command is whole


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("No title\n", "no-title", 1),
        ("# \n", "no-title", 1),
        ("# T\nx\n## A\n", "bad-step-heading", 3),
        ("# T\nx\n## A {#B}\n", "bad-step-heading", 3),
        ("# T\nx\n##{#a}\n", "bad-step-heading", 3),
        ("# T\nx\n# Another\n", "bad-heading", 3),
        ("# T\nx\n#### deep\n", "bad-heading", 3),
        ("# T\nx\n## A {#a}\nx\n###hint\n", "bad-heading", 5),
        ("# T\nx\n## A {#a}\nx\n## B {#a}\nx\n", "duplicate-step", 5),
        ("# T\n## A {#a}\nx\n", "empty-section", 1),
        ("# T\nx\n## A {#a}\n", "empty-section", 3),
        ("# T\nx\n### hint\nx\n", "hint-before-steps", 3),
        ("# T\nx\n## A {#a}\nx\n### hint\n\n", "empty-hint", 5),
        ("# T\nx\n```sh\nls\n", "open-block", 3),
        ("# T\nx\n```sh\n\n```\n", "empty-block", 3),
        ("# T\nx\n```bash\nls\n```\n", "unknown-block", 3),
        ("# T\nx\n```sh a b\nls\n```\n", "bad-block-words", 3),
        ("# T\nx\n```yaml /etc/a\nls\n```\n", "bad-block-words", 3),
        ("# T\nx\n```yaml a/../b\nls\n```\n", "bad-block-words", 3),
        ("# T\nx ![a](b)\n", "image", 2),
        ("# T\nx [](#a)\n", "link-without-words", 2),
        ("# T\nx <script>\n", "raw-html", 2),
        ("# T\nx <!-- a -->\n", "raw-html", 2),
    ],
)
def test_what_a_text_may_not_be(text, code, line):
    _, mistakes = read(text)
    assert (code, line) in [(one.code, one.place.line) for one in mistakes.found]


def test_what_looks_like_markup_within_code_is_code():
    _, mistakes = read("# T\n\nWrite `<name>` and `[a](b)`; 3 < 4.\n")
    assert mistakes.found == []

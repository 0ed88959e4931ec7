"""Lesson texts as HTML: CommonMark by markdown-it, raw HTML refused, code blocks labelled, links
made the page's own.

A fence's info words are its language and, for files, a name: ```` ```yaml pod.yaml ````; they
become ``data-lang`` and ``data-file`` for the page's copy and insert buttons.  Only lesson authors'
texts come here, never a learner's input.
"""

import html
import unicodedata
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from lessons.reading.links import LESSON
from lessons.reading.texts import FAILS


def _fence(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    words = token.info.split()
    lang = f' data-lang="{html.escape(words[0])}"' if words else ""
    named = len(words) > 1 and words != ["sh", FAILS]
    file = f' data-file="{html.escape(words[1])}"' if named else ""
    return f"<pre{lang}{file}><code>{html.escape(token.content)}</code></pre>\n"


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link as the page follows it: to a step, to another lesson, or into a new tab."""
    target = str(tokens[index].attrGet("href") or "")
    other = LESSON.match(target)
    if target.startswith("#"):
        return f'<a href="#step-{html.escape(target[1:])}">'
    if other:
        step = f"#step-{other['step']}" if other["step"] else ""
        return f'<a href="?lesson={html.escape(other["lesson"] + step)}">'
    return f'<a href="{html.escape(target)}" target="_blank" rel="noopener">'


def _softbreak(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """The end of a line within a paragraph: a space between words, but Chinese has none, neither
    between its characters nor beside its punctuation."""
    before = next((one.content for one in reversed(tokens[:index]) if one.content), "")
    after = next((one.content for one in tokens[index + 1 :] if one.content), "")
    left, right = before[-1:], after[:1]
    joined = (_is_wide(left) and _is_wide(right)) or any(
        one in _PUNCTUATION for one in left + right
    )
    return "" if joined else "\n"


_PUNCTUATION = "，。；：！？、（）《》"


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("link_open", _link)
    markdown.add_render_rule("softbreak", _softbreak)
    return markdown


_MARKDOWN = _renderer()


def to_html(source: str) -> str:
    """A text's HTML."""
    return str(_MARKDOWN.render(source)).strip()

"""Lesson texts as HTML: CommonMark by markdown-it, raw HTML refused, code blocks labelled.

A fence's info words are its language and, for files, a name: ```` ```yaml pod.yaml ````; they
become ``data-lang`` and ``data-file`` for the page's copy and insert buttons.  Only lesson authors'
texts come here, never a learner's input.
"""

import html
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from lessons.texts import FAILS


def _fence(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    words = token.info.split()
    lang = f' data-lang="{html.escape(words[0])}"' if words else ""
    named = len(words) > 1 and words != ["sh", FAILS]
    file = f' data-file="{html.escape(words[1])}"' if named else ""
    return f"<pre{lang}{file}><code>{html.escape(token.content)}</code></pre>\n"


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("fence", _fence)
    return markdown


_MARKDOWN = _renderer()


def to_html(source: str) -> str:
    """A text's HTML."""
    return str(_MARKDOWN.render(source)).strip()

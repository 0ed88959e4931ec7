"""Which words are plain texts, names, assignments.

Not here: the grammar (``parser``).
"""

from podlab.engine.machine.shell import nodes
from podlab.engine.machine.shell.nodes import Lit, Word


def plain(word: Word | None) -> str:
    """The text of a word without any quoting or expansion in it, '' otherwise."""
    if word is not None and len(word.parts) == 1 and isinstance(word.parts[0], Lit):
        return word.parts[0].text
    return ""


def is_name(text: str) -> bool:
    """Whether a text can name a variable."""
    return text.isidentifier() and text.isascii()


def split_assignment(word: Word | None) -> nodes.Assign | None:
    """The assignment that a word is (``name=…``, ``name+=…``, ``name[i]=…``), if it is one."""
    if word is None or not word.parts or not isinstance(word.parts[0], Lit):
        return None
    text = word.parts[0].text
    name, equals, rest = text.partition("=")
    index = None
    if not equals and "[" not in text:
        return None
    if "[" in name:
        return _indexed_assignment(word)
    append = name.endswith("+")
    name = name[:-1] if append else name
    if not equals or not is_name(name):
        return None
    parts = ((Lit(rest),) if rest else ()) + word.parts[1:]
    return nodes.Assign(name, Word(parts), append, index)


def _indexed_assignment(word: Word) -> nodes.Assign | None:
    """``name[subscript]=value``; the subscript may hold expansions."""
    name, _, rest = word.parts[0].text.partition("[")
    if not is_name(name):
        return None
    parts: tuple[object, ...] = ((Lit(rest),) if rest else ()) + word.parts[1:]
    subscript: list[object] = []
    for number, part in enumerate(parts):
        if isinstance(part, Lit) and "]" in part.text:
            before, _, after = part.text.partition("]")
            append = after.startswith("+=")
            if not after.startswith(("=", "+=")):
                return None
            subscript.extend([Lit(before)] if before else [])
            tail = after[2:] if append else after[1:]
            value = ((Lit(tail),) if tail else ()) + parts[number + 1 :]
            return nodes.Assign(name, Word(value), append, Word(tuple(subscript)))
        subscript.append(part)
    return None

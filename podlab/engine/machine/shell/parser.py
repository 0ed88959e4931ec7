"""The shell's grammar: tokens into nodes, one complete command line at a time.

Not here: tokens and words (``lexer``), meaning (``interpreter``).
"""

from collections.abc import Mapping

from podlab.engine.machine.shell import nodes
from podlab.engine.machine.shell.assignments import is_name, plain, split_assignment
from podlab.engine.machine.shell.conditions import ConditionParser
from podlab.engine.machine.shell.lexer import (
    NESTING,
    Incomplete,
    Lexer,
    ShellSyntaxError,
    Token,
)
from podlab.engine.machine.shell.nodes import Items, Lit, Redirect, Word

REDIRECTIONS = ("<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "<>", ">|", "&>", "&>>")
RESERVED = frozenset(
    ("if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
     "{", "}", "!", "[[", "in", "function", "time")
)  # fmt: skip
CLOSING = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}"))
_EMPTY: Mapping[str, str] = {}


class Parser:
    """Commands of a text from a position on."""

    def __init__(self, source: str, position: int = 0, aliases: Mapping[str, str] = _EMPTY) -> None:
        self.lexer = Lexer(source, position)
        self.aliases = aliases
        self.expanded: set[str] = set()
        self.depth = 0
        self.current = Token("newline", "", None, position, position)

    # --- reading -----------------------------------------------------------------------------
    def line(self) -> Items | None:
        """The next complete line of commands, or None at the end of the text.

        Afterwards ``position`` is where the next one begins.
        """
        self.advance()
        while self.current.kind == "newline":
            self.advance()
        if self.current.kind == "end":
            return None
        items = self._items(one_line=True)
        if self.current.kind not in ("newline", "end"):
            raise self.unexpected()
        return items

    @property
    def position(self) -> int:
        """Where the text that was not yet read begins."""
        return self.current.end

    def advance(self) -> Token:
        """Go to the next token; returns the one left behind."""
        before, self.current = self.current, self.lexer.token()
        return before

    def unexpected(self) -> ShellSyntaxError:
        """The error for the current token."""
        if self.current.kind == "end":
            return Incomplete("", self.lexer.line, "syntax error: unexpected end of file")
        text = "newline" if self.current.kind == "newline" else self.current.text
        return ShellSyntaxError(text, self.lexer.source.count("\n", 0, self.current.start) + 1)

    def is_op(self, *texts: str) -> bool:
        """Whether the current token is one of these operators."""
        return self.current.kind == "op" and self.current.text in texts

    def is_reserved(self, *texts: str) -> bool:
        """Whether the current token is one of these reserved words."""
        return self.current.kind == "word" and plain(self.current.word) in texts

    def expect(self, text: str) -> None:
        """Read a reserved word or operator."""
        if not (self.is_reserved(text) or self.is_op(text)):
            raise self.unexpected()
        self.advance()

    def skip_newlines(self) -> None:
        """Read newlines."""
        while self.current.kind == "newline":
            self.advance()

    # --- lists -------------------------------------------------------------------------------
    def _items(self, one_line: bool = False) -> Items:
        items: list[tuple[object, bool, str]] = []
        while not self._at_end():
            start = self.current.start
            command = self._and_or()
            text = self.lexer.source[start : self.current.start].strip()
            background = self.is_op("&")
            items.append((command, background, text))
            if not self._separator(one_line):
                break
        if not items:
            raise self.unexpected()
        return Items(tuple(items))

    def _separator(self, one_line: bool) -> bool:
        """Read what stands between two commands; False if the list ends here."""
        if self.is_op(";", "&"):
            self.advance()
        elif self.current.kind != "newline" or one_line:
            return False
        if not one_line:
            self.skip_newlines()
        return self.current.kind != "newline"

    def _at_end(self) -> bool:
        return (
            self.current.kind == "end"
            or self.is_op(")", ";;", ";&", ";;&")
            or (self.current.kind == "word" and plain(self.current.word) in CLOSING)
        )

    def body(self, *ends: str) -> Items:
        """The commands up to one of these reserved words (which stays current)."""
        self.skip_newlines()
        items = self._items()
        if not (self.is_reserved(*ends) or self.is_op(*ends)):
            raise self.unexpected()
        return items

    def _and_or(self) -> object:
        left = self._pipeline()
        while self.is_op("&&", "||"):
            op = self.advance().text
            self.skip_newlines()
            left = nodes.AndOr(left, op, self._pipeline())
        return left

    def _pipeline(self) -> object:
        negate, timed = False, False
        while self.is_reserved("!", "time"):
            negate ^= self.is_reserved("!")
            timed |= self.is_reserved("time")
            self.advance()
            self._peek_option()
        commands = [self._command()]
        while self.is_op("|", "|&"):
            if self.advance().text == "|&":
                commands[-1] = _with_redirect(commands[-1], Redirect(">&", 2, Word((Lit("1"),))))
            self.skip_newlines()
            commands.append(self._command())
        if len(commands) == 1 and not negate and not timed:
            return commands[0]
        return nodes.Pipeline(tuple(commands), negate, timed)

    def _peek_option(self) -> None:
        if self.current.kind == "word" and self.current.text == "-p":
            self.advance()

    # --- commands ----------------------------------------------------------------------------
    def _command(self) -> object:
        self.depth += 1
        if self.depth > NESTING:
            raise ShellSyntaxError("(", self.lexer.line, "nested too deeply")
        self._expand_alias()
        command = self._compound()
        if command is None:
            command = self._simple()
        else:
            redirects = self._redirects()
            if redirects:
                command = nodes.Redirected(command, tuple(redirects))
        self.depth -= 1
        return command

    def _expand_alias(self) -> None:
        for _ in range(20):
            token = self.current
            name = plain(token.word)
            if token.kind != "word" or name not in self.aliases or name in self.expanded:
                return
            self.expanded.add(name)
            self.lexer.substitute(token.start, token.end, self.aliases[name])
            self.advance()

    def _compound(self) -> object | None:
        if self.is_op("("):
            self.advance()
            body = self.body(")")
            self.advance()
            return nodes.Subshell(body)
        if self.is_op("(("):
            return self._calculation()
        if self.current.kind != "word":
            return None
        name = plain(self.current.word)
        if name not in RESERVED:
            return self._short_function(name) if name else None
        return self._reserved(name)

    def _reserved(self, name: str) -> object:
        readers = {
            "if": self._if, "for": self._for, "while": self._while, "until": self._while,
            "case": self._case, "{": self._group, "[[": self._condition,
            "function": self._function,
        }  # fmt: skip
        if name not in readers:
            if name == "in":
                return self._simple()
            raise self.unexpected()
        return readers[name]()

    def _calculation(self) -> object:
        start = self.current.start
        self.lexer.position = start + 2
        text = self.lexer._balanced()
        if not self.lexer.source.startswith(")", self.lexer.position):
            self.lexer.position = start + 1
            self.advance()
            inner = self.body(")")
            self.advance()
            return nodes.Subshell(inner)
        self.lexer.position += 1
        self.advance()
        return nodes.Calculation(self.lexer.text_word(text))

    def _if(self) -> object:
        branches = []
        otherwise = None
        while self.is_reserved("if", "elif"):
            self.advance()
            condition = self.body("then")
            self.advance()
            branches.append((condition, self.body("elif", "else", "fi")))
        if self.is_reserved("else"):
            self.advance()
            otherwise = self.body("fi")
        self.expect("fi")
        return nodes.If(tuple(branches), otherwise)

    def _for(self) -> object:
        self.advance()
        if self.is_op("(("):
            return self._for_arithmetic()
        name = self.current.text
        if self.current.kind != "word":
            raise self.unexpected()
        if not is_name(name):
            raise ShellSyntaxError(name, self.lexer.line, f"`{name}': not a valid identifier")
        self.advance()
        self.skip_newlines()
        words: list[Word] | None = None
        if self.is_reserved("in"):
            self.advance()
            words = []
            while self.current.kind == "word" and self.current.word is not None:
                words.append(self.current.word)
                self.advance()
            if not self.is_op(";") and self.current.kind != "newline":
                raise self.unexpected()
        self._skip_separators()
        return nodes.For(name, None if words is None else tuple(words), self._do())

    def _for_arithmetic(self) -> object:
        self.lexer.position = self.current.start + 2
        text = self.lexer._balanced()
        self.lexer.position += 1
        pieces = text.split(";")
        if len(pieces) != 3:
            raise ShellSyntaxError("((", self.lexer.line)
        self.advance()
        self._skip_separators()
        first, test, each = (self.lexer.text_word(piece.strip()) for piece in pieces)
        body = self._group().body if self.is_reserved("{") else self._do()
        return nodes.ForArithmetic(first, test, each, body)

    def _skip_separators(self) -> None:
        if self.is_op(";"):
            self.advance()
        self.skip_newlines()

    def _do(self) -> Items:
        self.expect("do")
        body = self.body("done")
        self.advance()
        return body

    def _while(self) -> object:
        until = plain(self.advance().word) == "until"
        condition = self.body("do")
        return nodes.While(condition, self._do(), until)

    def _group(self) -> nodes.Group:
        self.advance()
        body = self.body("}")
        self.advance()
        return nodes.Group(body)

    def _case(self) -> object:
        self.advance()
        word = self.current.word
        if self.current.kind != "word" or word is None:
            raise self.unexpected()
        self.advance()
        self.skip_newlines()
        self.expect("in")
        self.skip_newlines()
        clauses = []
        while not self.is_reserved("esac"):
            clauses.append(self._clause())
            self.skip_newlines()
        self.advance()
        return nodes.Case(word, tuple(clauses))

    def _clause(self) -> tuple[tuple[Word, ...], Items, str]:
        if self.is_op("("):
            self.advance()
        patterns: list[Word] = []
        while self.current.kind in ("word", "number") and self.current.word is not None:
            patterns.append(self.current.word)
            self.advance()
            if not self.is_op("|"):
                break
            self.advance()
        if not patterns or not self.is_op(")"):
            raise self.unexpected()
        self.advance()
        self.skip_newlines()
        empty = self.is_op(";;", ";&", ";;&") or self.is_reserved("esac")
        body = Items(()) if empty else self._items()
        terminator = ";;"
        if self.is_op(";;", ";&", ";;&"):
            terminator = self.advance().text
        elif not self.is_reserved("esac"):
            raise self.unexpected()
        return tuple(patterns), body, terminator

    def _condition(self) -> object:
        return nodes.Condition(ConditionParser(self).parse())

    def _function(self) -> object:
        self.advance()
        name = self.current.text
        if self.current.kind != "word":
            raise self.unexpected()
        self.advance()
        if self.is_op("("):
            self.advance()
            self.expect(")")
        self.skip_newlines()
        return nodes.Function(name, self._function_body())

    def _function_body(self) -> object:
        body = self._compound()
        if body is None:
            raise self.unexpected()
        redirects = self._redirects()
        return nodes.Redirected(body, tuple(redirects)) if redirects else body

    def _short_function(self, name: str) -> object | None:
        lexer = self.lexer
        saved = lexer.position
        if lexer.source[saved : saved + 20].lstrip(" \t")[:1] != "(":
            return None
        following = lexer.token()
        closing = lexer.token() if following.text == "(" else following
        if following.text != "(" or closing.text != ")":
            lexer.position = saved
            return None
        self.advance()
        self.skip_newlines()
        return nodes.Function(name, self._function_body())

    # --- simple commands ---------------------------------------------------------------------
    def _simple(self) -> object:
        assigns: list[nodes.Assign] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        line = self.lexer.source.count("\n", 0, self.current.start) + 1
        while True:
            redirect = self._redirect()
            if redirect is not None:
                redirects.append(redirect)
            elif self.current.kind not in ("word", "number") or self.current.word is None:
                break
            elif not self._assignment(assigns, words):
                words.append(self.current.word)
                self.advance()
                if len(words) == 1 and self._alias_continues(words[0]):
                    self._expand_alias()
        if not assigns and not words and not redirects:
            raise self.unexpected()
        return nodes.Simple(tuple(assigns), tuple(words), tuple(redirects), line)

    def _alias_continues(self, word: Word) -> bool:
        return plain(word) in ("sudo",) and bool(self.aliases)

    def _assignment(self, assigns: list[nodes.Assign], words: list[Word]) -> bool:
        declares = bool(words) and plain(words[0]) in (
            "local", "declare", "typeset", "export", "readonly",
        )  # fmt: skip
        if words and not declares:
            return False
        found = split_assignment(self.current.word)
        if found is None:
            return False
        token = self.current
        at_array = found.value == Word(()) and self.lexer.source.startswith("(", token.end)
        if declares and not at_array:
            return False
        if at_array:
            found = found._replace(value=None, values=self._array(token.end))
        if declares:
            words.append(Word((Lit(found.name),)))
        assigns.append(found)
        self.advance()
        return True

    def _array(self, position: int) -> tuple[Word, ...]:
        self.lexer.position = position + 1
        values: list[Word] = []
        self.advance()
        while not self.is_op(")"):
            if self.current.kind == "newline":
                self.advance()
                continue
            if self.current.word is None:
                raise self.unexpected()
            values.append(self.current.word)
            self.advance()
        return tuple(values)

    def _redirects(self) -> list[Redirect]:
        found = []
        while (redirect := self._redirect()) is not None:
            found.append(redirect)
        return found

    def _redirect(self) -> Redirect | None:
        fd = -1
        if self.current.kind == "number":
            fd = int(self.current.text[:4])
            self.advance()
        if not self.is_op(*REDIRECTIONS):
            return None
        op = self.advance().text
        target = self.current.word
        if self.current.kind not in ("word", "number") or target is None:
            raise self.unexpected()
        if op in ("<<", "<<-"):
            target = self.lexer.heredoc(target, op == "<<-")
        self.advance()
        if fd < 0:
            fd = 0 if op.startswith("<") else 1
        return Redirect("<<" if op == "<<-" else op, fd, target)


def _with_redirect(command: object, redirect: Redirect) -> object:
    if isinstance(command, nodes.Simple):
        return command._replace(redirects=(*command.redirects, redirect))
    return nodes.Redirected(command, (redirect,))

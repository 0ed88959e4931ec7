"""nginx's configuration files: read into plain data, with nginx's own complaints.

Here: the grammar, the directives that are simulated, includes.  Not here: what they do (``nginx``).
"""

import fnmatch
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Files, SystemCallError

MAX_TOKENS = 20_000
MAX_DEPTH = 8
MAX_FILES = 64
"""Configurations of more files are read in order, each when its turn comes."""
MAX_KNOWN = 64 << 10
"""Texts up to this length are read once and remembered."""

Directive = dict[str, Any]
"""{"name", "args", "block" (list of directives or None), "file", "line"}"""

_BLOCKS = {"events", "http", "server", "location", "types", "upstream", "map", "if", "stream"}
_DIRECTIVES = """
absolute_redirect access_log add_before_body add_header alias allow auth_basic
auth_basic_user_file autoindex autoindex_exact_size autoindex_localtime charset
client_body_buffer_size client_body_timeout client_header_timeout client_max_body_size daemon
default default_type deny env error_log error_page etag events expires fastcgi_param
fastcgi_pass gzip gzip_min_length gzip_types gzip_vary hash http if include index internal
ip_hash keepalive keepalive_requests keepalive_timeout least_conn limit_conn limit_req
limit_req_zone listen load_module location log_format map master_process multi_accept
open_file_cache pid port_in_redirect proxy_buffering proxy_cache proxy_cache_path
proxy_connect_timeout proxy_http_version proxy_next_upstream proxy_pass proxy_read_timeout
proxy_redirect proxy_send_timeout proxy_set_header real_ip_header resolver return rewrite root
send_timeout sendfile server server_name server_names_hash_bucket_size server_tokens set
set_real_ip_from ssl_certificate ssl_certificate_key ssl_ciphers ssl_prefer_server_ciphers
ssl_protocols ssl_session_cache ssl_session_timeout stub_status sub_filter sub_filter_once
sub_filter_types tcp_nodelay tcp_nopush try_files types types_hash_max_size upstream use user
uwsgi_pass worker_connections worker_processes worker_rlimit_nofile
"""
_KNOWN = frozenset(_DIRECTIVES.split())


class BadConfiguration(ValueError):
    """``str()`` is nginx's complaint, with file and line."""


class Token(NamedTuple):
    """A word or one of ``{ } ;``; ``quoted`` words are never these."""

    text: str
    line: int
    quoted: bool


Texts = tuple[tuple[str, str], ...]
"""The configuration's files: (path, content), the main one first."""


def load(files: Files, path: str) -> Texts:
    """Read a configuration file with all that it includes.  Raises BadConfiguration."""
    try:
        texts = _gathered(files, path)
        parsed(texts)
    except (SystemCallError, BadConfiguration):  # who reads in order finds what is wrong first
        loader = _Loader(files)
        loader.file(path, 0)
        texts = tuple(loader.texts.items())
    return texts


def _gathered(files: Files, path: str) -> Texts:
    """A file and all that it includes, of which nothing else is looked at."""
    found: dict[str, str] = {}
    todo = [path]
    while todo:
        path = todo.pop()
        text = files.read(path).decode(errors="replace")
        if path in found or len(found) > MAX_FILES or len(text) > MAX_KNOWN:
            raise BadConfiguration(path)
        found[path] = text
        names = [name for pattern in _includes(text, path) for name in _named(files, pattern)]
        todo.extend(reversed(names))
    return tuple(found.items())


@lru_cache(maxsize=64)
def _includes(text: str, path: str) -> tuple[str, ...]:
    """What a text includes, in order."""
    if "include" not in text:
        return ()
    tokens = _tokens(text, path)
    starts = [
        at + 1
        for at, token in enumerate(tokens)
        if token.text in ("{", "}", ";") and not token.quoted
    ]
    return tuple(
        _pattern(tokens[at + 1].text)
        for at in (0, *starts)
        if at + 1 < len(tokens) and tokens[at].text == "include"
    )


@lru_cache(maxsize=32)
def parsed(texts: Texts) -> list[Directive]:
    """The directives of files that were loaded; never to be changed."""
    return _Loader(_Loaded(dict(texts))).file(texts[0][0], 0)


class _Loaded:
    """Files that were read before."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def read(self, path: str) -> bytes:
        """A file's content."""
        return self._texts[path].encode()

    def listdir(self, path: str) -> list[str]:
        """The names of the files below a folder."""
        names = (name.rpartition("/") for name in self._texts)
        return sorted(name for folder, _, name in names if folder == path)

    def is_dir(self, path: str) -> bool:
        """Whether any file stands below a path."""
        return any(name.startswith(f"{path}/") for name in self._texts)


class _Source(Protocol):
    def read(self, path: str) -> bytes: ...
    def listdir(self, path: str) -> list[str]: ...
    def is_dir(self, path: str) -> bool: ...


class _Loader:
    def __init__(self, files: _Source) -> None:
        self._files = files
        self._count = 0
        self.texts: dict[str, str] = {}

    def file(self, path: str, depth: int) -> list[Directive]:
        try:
            text = self._files.read(path).decode(errors="replace")
        except SystemCallError as error:
            number = {"ENOENT": 2, "EACCES": 13}.get(error.name, 5)
            raise BadConfiguration(f'open() "{path}" failed ({number}: {error})') from error
        self.texts[path] = text
        tokens = _known_tokens(text, path) if len(text) <= MAX_KNOWN else _tokens(text, path)
        self._count += len(tokens)
        if self._count > MAX_TOKENS or depth > MAX_DEPTH:
            raise BadConfiguration(f"configuration is too large in {path}:1")
        if len(text) <= MAX_KNOWN and "include" not in text:
            return _known_rows(text, path, depth)
        return self.rows(tokens, path, depth)

    def rows(self, tokens: list[Token], path: str, depth: int) -> list[Directive]:
        """The directives of a file's tokens."""
        return self._block(tokens, 0, path, depth, top=True)[0]

    def _block(
        self, tokens: list[Token], at: int, path: str, depth: int, *, top: bool, of: str = ""
    ) -> tuple[list[Directive], int]:
        found: list[Directive] = []
        words: list[Token] = []
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if token.quoted or token.text not in ("{", "}", ";"):
                words.append(token)
                continue
            if token.text == "}":
                if top or words:
                    raise BadConfiguration(f'unexpected "}}" in {path}:{token.line}')
                return found, at
            if not words:
                raise BadConfiguration(f'unexpected "{token.text}" in {path}:{token.line}')
            row = self._directive(words, token, path, of)
            words = []
            if token.text == "{":
                if depth > MAX_DEPTH:
                    raise BadConfiguration(f"configuration is too deep in {path}:{token.line}")
                row["block"], at = self._block(
                    tokens, at, path, depth + 1, top=False, of=row["name"]
                )
            if row["name"] == "include":
                found.extend(self._include(row, depth))
            else:
                found.append(row)
        if not top or words:
            line = tokens[-1].line if tokens else 1
            expected = '";" or "}"' if words else '"}"'
            raise BadConfiguration(
                f"unexpected end of file, expecting {expected} in {path}:{line + (not words)}"
            )
        return found, at

    def _directive(self, words: list[Token], end: Token, path: str, of: str) -> Directive:
        name, line = words[0].text, end.line
        if of not in ("types", "map") and name not in _KNOWN and not words[0].quoted:
            raise BadConfiguration(f'unknown directive "{name}" in {path}:{words[0].line}')
        if end.text == "{" and name not in _BLOCKS and of not in ("types", "map"):
            raise BadConfiguration(f'directive "{name}" has no opening "{{" in {path}:{line}')
        if end.text == ";" and name in ("http", "events", "location"):
            raise BadConfiguration(f'directive "{name}" has no opening "{{" in {path}:{line}')
        args = [word.text for word in words[1:]]
        return {"name": name, "args": args, "block": None, "file": path, "line": line}

    def _include(self, row: Directive, depth: int) -> list[Directive]:
        found: list[Directive] = []
        for path in _named(self._files, _pattern(row["args"][0] if row["args"] else "")):
            found.extend(self.file(path, depth + 1))
        return found


def _pattern(argument: str) -> str:
    return argument if argument.startswith("/") else f"/etc/nginx/{argument}"


def _named(files: _Source, pattern: str) -> list[str]:
    """The files that an ``include`` means."""
    folder, _, name = pattern.rpartition("/")
    if not any(letter in name for letter in "*?["):
        return [pattern]
    if not files.is_dir(folder):
        return []
    paths = [f"{folder}/{row}" for row in files.listdir(folder) if fnmatch.fnmatchcase(row, name)]
    return [path for path in paths if not files.is_dir(path)]


@lru_cache(maxsize=64)
def _known_tokens(text: str, path: str) -> list[Token]:
    """The tokens of a text that many containers have; never to be changed."""
    return _tokens(text, path)


@lru_cache(maxsize=64)
def _known_rows(text: str, path: str, depth: int) -> list[Directive]:
    """The directives of such a text that includes nothing; never to be changed."""
    return _Loader(_Loaded({})).rows(_known_tokens(text, path), path, depth)


def _tokens(text: str, path: str) -> list[Token]:
    found: list[Token] = []
    line, at, size = 1, 0, len(text)
    while at < size:
        letter = text[at]
        if letter.isspace():
            line += letter == "\n"
            at += 1
            continue
        if letter == "#":
            end = text.find("\n", at)
            at = size if end < 0 else end
            continue
        if letter in "\"'":
            word, at, line = _quoted(text, at, line, path)
        else:
            word, at = _plain(text, at, line)
        found.append(word)
    return found


def _plain(text: str, at: int, line: int) -> tuple[Token, int]:
    if text[at] in "{};":
        return Token(text[at], line, False), at + 1
    end, size = at, len(text)
    while end < size and not text[end].isspace() and text[end] not in ";{":
        end += 2 if text[end] == "$" and text[end + 1 : end + 2] == "{" else 1
    return Token(text[at:end], line, False), max(end, at + 1)


def _quoted(text: str, at: int, line: int, path: str) -> tuple[Token, int, int]:
    quote, letters, start = text[at], [], line
    at += 1
    while at < len(text) and text[at] != quote:
        if text[at] == "\\" and text[at + 1 : at + 2] in (quote, "\\"):
            at += 1
        if text[at] == "\\" and text[at + 1 : at + 2] in ("n", "t"):
            letters.append("\n" if text[at + 1] == "n" else "\t")
            at += 2
            continue
        line += text[at] == "\n"
        letters.append(text[at])
        at += 1
    if at >= len(text):
        raise BadConfiguration(f'unexpected end of file, expecting "{quote}" in {path}:{line}')
    return Token("".join(letters), start, True), at + 1, line


def blocks(rows: list[Directive], name: str) -> list[Directive]:
    """All directives of a name among some."""
    return [row for row in rows if row["name"] == name]


def value(rows: list[Directive], name: str, default: str = "") -> str:
    """The first argument of a directive, the last one of that name."""
    found = blocks(rows, name)
    return str(found[-1]["args"][0]) if found and found[-1]["args"] else default


def listening_ports(config: list[Directive]) -> list[int]:
    """The ports of all servers."""
    ports: dict[int, None] = {}
    for row in servers(config):
        rows = blocks(row["block"], "listen")
        for listen in rows:
            text = str(listen["args"][0]).rpartition(":")[2] if listen["args"] else ""
            if is_number(text) and 0 < int(text) < 65536:
                ports[int(text)] = None
        if not rows:
            ports[80] = None
    return list(ports)


def servers(config: list[Directive]) -> list[Directive]:
    """All server blocks."""
    found = []
    for http in blocks(config, "http"):
        found.extend(blocks(http["block"] or [], "server"))
    return [row for row in found if row["block"] is not None]


def listening_ports_of(server: Directive) -> list[int]:
    """The ports of one server block."""
    ports = []
    for listen in blocks(server["block"], "listen"):
        text = str(listen["args"][0]).rpartition(":")[2] if listen["args"] else ""
        ports.append(int(text) if is_number(text) else 80)
    return ports

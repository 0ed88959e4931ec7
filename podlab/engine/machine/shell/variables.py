"""Parameters of a shell: variables, positional and special ones, arrays, scopes.

Not here: expansion.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc
from podlab.engine.machine.shell.state import ShellState, Variable

_FLAGS = (("errexit", "e"), ("noglob", "f"), ("hashall", "h"), ("nounset", "u"), ("xtrace", "x"))


class ReadOnly(Exception):
    """A readonly variable was to be changed; ``str()`` is bash's words."""


class Variables:
    """Reads and writes a shell's parameters."""

    def __init__(self, state: ShellState, p: Proc) -> None:
        self.state = state
        self.p = p

    def get(self, name: str) -> str | None:
        """A parameter's value, None if it is not set."""
        found = self.state.variables.get(name)
        if found is not None:
            if found.items is not None:
                return found.items.get("0" if found.associative else 0)
            return found.value
        return self._special(name)

    def _special(self, name: str) -> str | None:
        state = self.state
        if is_number(name):
            return self._positional(int(name[:6]))
        reader = _SPECIAL.get(name)
        if reader is not None:
            return reader(state, self.p)
        if state.flavour == "bash" and name in _DYNAMIC:
            return self._dynamic(name)
        return None

    def _positional(self, number: int) -> str | None:
        if number == 0:
            return self.state.name
        if number <= len(self.state.positional):
            return self.state.positional[number - 1]
        return None

    def _dynamic(self, name: str) -> str:
        state = self.state
        if name == "RANDOM":
            state.random = (state.random * 1103515245 + 12345 + self.p.pid) & 0x7FFFFFFF
            return str(state.random >> 16 & 0x7FFF)
        if name == "SECONDS":
            return str((self.p.now - state.started) // 1_000_000)
        if name == "LINENO":
            return str(state.line)
        if name in ("UID", "EUID"):
            return str(self.p.uid)
        if name == "BASHPID":
            return str(self.p.pid)
        if name == "PPID":
            return str(self.p.ppid)
        if name == "EPOCHSECONDS":
            return str(self.p.now // 1_000_000)
        if name == "HOSTNAME":
            return self.p.hostname
        return {"BASH": "/bin/bash", "BASH_VERSION": "5.1.8(1)-release", "OSTYPE": "linux-gnu",
                "HOSTTYPE": "x86_64", "SHLVL": "1"}[name]  # fmt: skip

    def items(self, name: str) -> dict[Any, str]:
        """The items of an array by key, in order; a plain variable is an array of one."""
        found = self.state.variables.get(name)
        if name == "PIPESTATUS":
            return {n: str(status) for n, status in enumerate(self.state.pipe_status)}
        if found is not None and found.items is not None:
            return found.items if found.associative else dict(sorted(found.items.items()))
        value = self.get(name)
        return {} if value is None else {0: value}

    def item(self, name: str, key: int | str) -> str | None:
        """One item of an array."""
        items = self.items(name)
        if isinstance(key, int) and key < 0:
            keys = [each for each in items if isinstance(each, int)]
            key += (max(keys) if keys else -1) + 1
        return items.get(key)

    def is_associative(self, name: str) -> bool:
        """Whether a name is declared -A."""
        found = self.state.variables.get(name)
        return found is not None and found.associative

    def writable(self, name: str) -> Variable:
        """The variable to write, made if it is not there.

        Raises:
            ReadOnly: it may not be written.
        """
        found = self.state.variables.get(name)
        if found is None:
            found = self.state.variables[name] = Variable(
                exported=bool(self.state.options.get("allexport"))
            )
        if found.readonly:
            tail = "readonly variable" if self.state.flavour == "bash" else "is read only"
            raise ReadOnly(f"{name}: {tail}")
        return found

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""
        variable = self.writable(name)
        if variable.items is not None:
            variable.items["0" if variable.associative else 0] = value
        else:
            variable.value = value

    def assign_target(self, target: str, value: str) -> None:
        """Set a variable or an item ``name[key]``."""
        name, bracket, key = target.partition("[")
        if bracket:
            self.assign_item(name, _key(key.rstrip("]")), value)
        else:
            self.assign(name, value)

    def assign_item(self, name: str, key: int | str, value: str) -> None:
        """Set one item of an array."""
        variable = self.writable(name)
        if variable.items is None:
            variable.items = {} if variable.value is None else {0: variable.value}
            variable.value = None
        if variable.associative:
            key = str(key)
        elif isinstance(key, int) and key < 0:
            key += max([*variable.items, -1]) + 1
        if len(variable.items) < 100_000:
            variable.items[key] = value

    def assign_list(self, name: str, values: list[str], append: bool) -> None:
        """Set a whole array."""
        variable = self.writable(name)
        old = dict(self.items(name)) if append else {}
        start = max([key for key in old if isinstance(key, int)], default=-1) + 1
        variable.items = old | {start + number: value for number, value in enumerate(values)}
        variable.value = None

    def export(self, name: str, exported: bool = True) -> None:
        """Give a variable to programs (or not)."""
        self.state.variables.setdefault(name, Variable()).exported = exported

    def unset(self, name: str) -> None:
        """Forget a variable."""
        base, bracket, key = name.partition("[")
        found = self.state.variables.get(base)
        if found is None:
            return
        if found.readonly:
            raise ReadOnly(f"{base}: cannot unset: readonly variable")
        if bracket and found.items is not None:
            text = key.rstrip("]")
            found.items.pop(text if found.associative else _key(text), None)
            return
        del self.state.variables[base]

    def localize(self, name: str) -> None:
        """Make a variable local to the running function."""
        scope = self.state.scopes[-1]
        if name not in scope:
            old = self.state.variables.get(name)
            scope[name] = old
            self.state.variables[name] = Variable(exported=old.exported if old else False)

    def leave_scope(self) -> None:
        """A function ended: what its locals hid is back."""
        for name, old in self.state.scopes.pop().items():
            if old is None:
                self.state.variables.pop(name, None)
            else:
                self.state.variables[name] = old

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        """What programs get."""
        env = {
            name: variable.value
            for name, variable in self.state.variables.items()
            if variable.exported and variable.value is not None
        }
        env.update(extra or {})
        return env


def _key(text: str) -> int | str:
    return int(text) if is_number(text.lstrip("-")) else text


def _flags(state: ShellState) -> str:
    letters = "".join(letter for name, letter in _FLAGS if state.options.get(name))
    if state.flavour == "bash":
        letters = "h" + letters.replace("h", "")
        letters += "imBH" if state.interactive else "B"
        return letters + ("c" if state.origin == "command" else "s" * (state.origin == "stdin"))
    return letters + ("i" if state.interactive else "")


_SPECIAL: dict[str, Callable[[ShellState, Proc], str | None]] = {
    "?": lambda state, p: str(state.status),
    "#": lambda state, p: str(len(state.positional)),
    "$": lambda state, p: str(state.pid),
    "!": lambda state, p: str(state.last_background) if state.last_background else None,
    "-": lambda state, p: _flags(state),
    "@": lambda state, p: " ".join(state.positional),
    "*": lambda state, p: " ".join(state.positional),
    "PIPESTATUS": lambda state, p: str(state.pipe_status[0]),
}
_DYNAMIC = frozenset(
    ("RANDOM", "SECONDS", "LINENO", "UID", "EUID", "BASHPID", "PPID", "EPOCHSECONDS", "HOSTNAME",
     "BASH", "BASH_VERSION", "OSTYPE", "HOSTTYPE", "SHLVL")
)  # fmt: skip

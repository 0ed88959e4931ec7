"""Options of a command line, as GNU's getopt reads them, and the words when they are wrong.

Not here: what options mean.
"""

import posixpath
from collections.abc import Mapping

from podlab.engine.machine.program import Proc
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox

BANNER = "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary."
_NONE: Mapping[str, str] = {}


class Options:
    """The options that were given and the operands."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.order: list[str] = []
        self.args: list[str] = []

    def has(self, name: str) -> bool:
        """Whether an option was given."""
        return name in self.values

    def last(self, name: str, default: str = "") -> str:
        """The last value of an option."""
        found = self.values.get(name)
        return found[-1] if found else default

    def all(self, name: str) -> list[str]:
        """All values of an option."""
        return self.values.get(name, [])

    def add(self, name: str, value: str = "") -> None:
        """Note an option."""
        self.values.setdefault(name, []).append(value)
        self.order.append(name)


def command_name(p: Proc) -> str:
    """How the command calls itself."""
    return posixpath.basename(p.argv[0])


def getopt(
    p: Proc,
    short: str,
    long: Mapping[str, str] = _NONE,
    *,
    early: bool = False,
    usage: str = "",
    status: int = 1,
) -> Options:
    """Read the options of a process: ``short`` as in getopt(3); ``long`` maps a name (with '=' if
    it takes a value, '=?' if it may) to its letter or name.  ``early`` stops at the first operand.

    Raises:
        CommandFault: there is no such option.
    """
    return _Reader(p, short, long, usage, status).read(p.argv[1:], early)


class _Reader:
    def __init__(
        self, p: Proc, short: str, long: Mapping[str, str], usage: str, status: int
    ) -> None:
        self.p = p
        self.short = short
        self.long = long
        self.usage = usage
        self.status = status
        self.options = Options()

    def read(self, words: list[str], early: bool) -> Options:
        options = self.options
        while words:
            word, words = words[0], words[1:]
            if word == "--":
                options.args.extend(words)
                break
            if word.startswith("--"):
                words = self._long(word[2:], words)
            elif word.startswith("-") and len(word) > 1:
                words = self._short(word[1:], words)
            else:
                options.args.append(word)
                if early:
                    options.args.extend(words)
                    break
        return options

    def _short(self, letters: str, words: list[str]) -> list[str]:
        while letters:
            letter, letters = letters[0], letters[1:]
            at = self.short.find(letter)
            if at < 0 or letter == ":":
                raise self._fault(f"invalid option -- '{letter}'")
            if self.short[at + 1 : at + 2] != ":":
                self.options.add(letter)
                continue
            if letters:
                self.options.add(letter, letters)
            elif words:
                self.options.add(letter, words[0])
                words = words[1:]
            else:
                raise self._fault(f"option requires an argument -- '{letter}'")
            break
        return words

    def _long(self, text: str, words: list[str]) -> list[str]:
        name, equals, value = text.partition("=")
        if name == "help" and "help" not in self.long:
            raise self._help()
        found = [each for each in self.long if each.rstrip("=?").startswith(name)]
        exact = [each for each in found if each.rstrip("=?") == name]
        if len(exact or found) != 1:
            words_ = "ambiguous" if found else "unrecognized option"
            tail = f"option '--{name}' is ambiguous" if found else f"{words_} '--{name}'"
            raise self._fault(tail)
        key = (exact or found)[0]
        if key.endswith("=") and not equals:
            if not words:
                raise self._fault(f"option '--{key[:-1]}' requires an argument")
            value, words = words[0], words[1:]
        elif equals and "=" not in key:
            raise self._fault(f"option '--{key}' doesn't allow an argument")
        self.options.add(self.long[key], value)
        return words

    def _help(self) -> CommandFault:
        name = command_name(self.p)
        if is_busybox(self.p):
            return CommandFault(f"{BANNER}\n\nUsage: {name} {self.usage}", 0)
        self.p.write(1, f"Usage: {name} {self.usage}\n")
        return CommandFault("", 0)

    def _fault(self, words: str) -> CommandFault:
        name = command_name(self.p)
        if is_busybox(self.p):
            return CommandFault(
                f"{name}: {words}\n{BANNER}\n\nUsage: {name} {self.usage}".rstrip(), 1
            )
        return CommandFault(
            f"{name}: {words}\nTry '{name} --help' for more information.", self.status
        )


def integer(p: Proc, text: str, what: str = "number") -> int:
    """A whole number out of an option.

    Raises:
        CommandFault: it is none.
    """
    try:
        return int(text[:20])
    except ValueError:
        raise CommandFault(f"{command_name(p)}: invalid {what}: '{text}'") from None


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "": 1}


def duration(p: Proc, text: str) -> int:
    """Microseconds out of ``5``, ``0.5``, ``2m``.

    Raises:
        CommandFault: it is none.
    """
    unit = text[-1:] if text[-1:] in ("s", "m", "h", "d") else ""
    digits = text.removesuffix(unit) if unit else text
    if digits in ("infinity", "inf"):
        return 10**15
    try:
        value = float(digits)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e12:
        name = command_name(p)
        if is_busybox(p):
            raise CommandFault(f"{name}: invalid number '{text}'")
        raise CommandFault(
            f"{name}: invalid time interval '{text}'\nTry '{name} --help' for more information."
        )
    return min(int(value * _UNITS[unit] * 1_000_000), 10**15)

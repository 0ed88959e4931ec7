"""The formats of ``echo`` and ``printf``.

Not here: the commands themselves; numbers of awk (``commands.awk``) use the same conversions.
"""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.userland.escapes import escape, octal

LIMIT = 1 << 20
_FLAGS = frozenset("-+ #0")


def echo_text(args: list[str]) -> str:
    """What ``echo ARGS`` writes."""
    newline, escapes = True, False
    while args and len(args[0]) > 1 and args[0][0] == "-" and not set(args[0][1:]) - set("neE"):
        for letter in args[0][1:]:
            newline &= letter != "n"
            escapes = (escapes or letter == "e") and letter != "E"
        args = args[1:]
    text = " ".join(args)
    if escapes:
        text, stopped = unescape(text)
        newline &= not stopped
    return text + ("\n" if newline else "")


def unescape(text: str) -> tuple[str, bool]:
    """A text with its backslash escapes read; whether ``\\c`` ended it."""
    result: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char != "\\":
            result.append(char)
            position += 1
            continue
        if text.startswith("\\c", position):
            return "".join(result), True
        if text.startswith("\\0", position):
            piece, position = octal(text, position + 2)
        else:
            piece, position = escape(text, position + 1)
        result.append(piece)
    return "".join(result), False


def format_text(pattern: str, args: list[str]) -> tuple[str, list[str]]:
    """What ``printf PATTERN ARGS`` writes, and what is wrong with its arguments."""
    formatter = _Formatter(pattern, args)
    formatter.run()
    return "".join(formatter.output), formatter.faults


class _Formatter:
    def __init__(self, pattern: str, args: list[str]) -> None:
        self.pattern = pattern
        self.args = args
        self.used = 0
        self.output: list[str] = []
        self.size = 0
        self.faults: list[str] = []
        self.stopped = False

    def run(self) -> None:
        while True:
            before = self.used
            self._once()
            if self.stopped or self.used >= len(self.args) or self.used == before:
                return
            if self.size > LIMIT:
                return

    def _emit(self, text: str) -> None:
        self.output.append(text)
        self.size += len(text)

    def _next(self) -> str | None:
        self.used += 1
        return self.args[self.used - 1] if self.used <= len(self.args) else None

    def _once(self) -> None:
        pattern, position = self.pattern, 0
        while position < len(pattern) and not self.stopped:
            char = pattern[position]
            if char == "\\":
                if pattern.startswith("\\c", position):
                    self.stopped = True
                    return
                text, position = escape(pattern, position + 1)
                self._emit(text)
            elif char == "%":
                position = self._conversion(position + 1)
            else:
                self._emit(char)
                position += 1

    def _conversion(self, position: int) -> int:
        pattern = self.pattern
        if pattern[position : position + 1] == "%":
            self._emit("%")
            return position + 1
        start = position
        while pattern[position : position + 1] in _FLAGS and position < len(pattern):
            position += 1
        flags = pattern[start:position]
        width, position = self._number(position)
        precision: int | None = None
        if pattern[position : position + 1] == ".":
            precision, position = self._number(position + 1)
            precision = precision or 0
        while pattern[position : position + 1] in ("l", "h", "L", "z"):
            position += 1
        kind = pattern[position : position + 1]
        if not kind or kind not in "diouxXcsbqeEfFgG":
            self.faults.append(f"`{kind}': invalid format character")
            self.stopped = True
            return len(pattern)
        if width is not None and width < 0:
            flags, width = flags + "-", -width
        self._emit(self._format(kind, flags, width or 0, precision))
        return position + 1

    def _number(self, position: int) -> tuple[int | None, int]:
        if self.pattern[position : position + 1] == "*":
            text = self._next() or "0"
            return (int(text[:5]) if is_number(text.lstrip("-")) else 0), position + 1
        end = position
        while is_number(self.pattern[end : end + 1]):
            end += 1
        number = int(self.pattern[position : min(end, position + 5)]) if end > position else None
        return number, end

    def _format(self, kind: str, flags: str, width: int, precision: int | None) -> str:
        argument = self._next()
        if kind in "diouxX":
            return format_number(kind, flags, (width, precision), self._integer(argument))
        if kind in "eEfFgG":
            return format_float(kind, flags, (width, precision), self._float(argument))
        text = argument or ""
        if kind == "b":
            text, self.stopped = unescape(text)
        elif kind == "q":
            text = quote_text(text)
        elif kind == "c":
            text = text[:1]
        if precision is not None and kind == "s":
            text = text[:precision]
        return text.ljust(width) if "-" in flags else text.rjust(width)

    def _integer(self, text: str | None) -> int:
        if not text:
            return 0
        if text[0] in "'\"":
            return ord(text[1]) if len(text) > 1 else 0
        try:
            digits = text.strip().lstrip("+-")
            base = (
                16
                if digits[:2].lower() == "0x"
                else 8
                if digits[:1] == "0" and digits != "0"
                else 10
            )
            return int(text[:60].strip(), base)
        except ValueError:
            self.faults.append(f"{text}: invalid number")
            end = 0
            while end < min(len(text), 60) and is_number(text[end]):
                end += 1
            return int(text[:end] or 0)

    def _float(self, text: str | None) -> float:
        if not text:
            return 0.0
        try:
            return float(text)
        except ValueError:
            self.faults.append(f"{text}: invalid number")
            return 0.0


def format_number(kind: str, flags: str, size: tuple[int, int | None], value: int) -> str:
    """An integer by a C conversion."""
    width, precision = size
    if kind in "di" or value >= 0:
        magnitude = abs(value)
    else:
        magnitude, value = value & (1 << 64) - 1, 0
    digits = {"o": f"{magnitude:o}", "x": f"{magnitude:x}", "X": f"{magnitude:X}"}.get(
        kind, str(magnitude)
    )
    if precision is not None:
        digits = digits.zfill(min(precision, 4096))
    prefix = {"o": "0", "x": "0x", "X": "0X"}.get(kind, "") if "#" in flags and magnitude else ""
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    sign = sign if kind in "di" else ""
    return _pad(
        sign + prefix, digits, flags if precision is None else flags.replace("0", ""), width
    )


def _pad(sign: str, digits: str, flags: str, width: int) -> str:
    width = min(width, 4096)
    if "-" in flags:
        return (sign + digits).ljust(width)
    if "0" in flags:
        return sign + digits.zfill(max(0, width - len(sign)))
    return (sign + digits).rjust(width)


def format_float(kind: str, flags: str, size: tuple[int, int | None], value: float) -> str:
    """A number with a point by a C conversion."""
    width, precision = size
    digits = min(6 if precision is None else precision, 300)
    text = f"{abs(value):.{digits}{kind}}"
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return _pad(sign, text, flags, width)


def quote_text(text: str) -> str:
    """``%q``: a text as the shell would read it back."""
    if not text:
        return "''"
    safe = "_-./:@%+,="
    return "".join(c if c.isalnum() or c in safe else "\\" + c for c in text)

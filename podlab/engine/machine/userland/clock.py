"""Time as text: strftime, and the short dates of ls.

Not here: what time it is (``Proc.now``).
"""

from datetime import UTC, datetime, timedelta

from podlab.engine.machine.digits import is_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HALF_YEAR = 15_778_476_000_000


def moment(time: int) -> datetime:
    """The UTC date of microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=max(-(10**16), min(time, 10**17)))


def strftime(time: int, form: str) -> str:
    """A time by the conversions of ``date``."""
    when = moment(time)
    result: list[str] = []
    position = 0
    while position < len(form):
        if form[position] != "%" or position + 1 >= len(form):
            result.append(form[position])
            position += 1
            continue
        piece, position = _conversion(time, when, form, position + 1)
        result.append(piece)
    return "".join(result)


def _conversion(time: int, when: datetime, form: str, position: int) -> tuple[str, int]:
    plain = form[position] == "-" and position + 1 < len(form)
    position += plain
    width = 0
    while is_number(form[position : position + 1]):
        width = width * 10 + int(form[position])
        position += 1
    letter = form[position : position + 1]
    own = {
        "s": str(time // 1_000_000), "N": f"{time % 1_000_000:06d}000"[: width or 9],
        "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "Z": "UTC", "z": "+0000",
        "e": f"{when.day:2d}", "k": f"{when.hour:2d}", "n": "\n", "t": "\t", "P": "%p",
        "l": f"{(when.hour % 12) or 12:2d}", "r": "%I:%M:%S %p", "h": "%b",
        "c": "%a %b %e %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "C": f"{when.year // 100}",
    }.get(letter)  # fmt: skip
    if letter == "%":
        return "%", position + 1
    if own is None:
        own = when.strftime("%" + letter) if letter in "aAbBdGgHIjmMpSuUVwWyY" else "%" + letter
    elif own.startswith("%") or "%" in own:
        own = strftime(time, own)
    if letter == "P":
        own = own.lower()
    return (own.lstrip("0") or "0") if plain else own, position + 1


def ls_date(now: int, time: int) -> str:
    """How ls -l shows a time: ``Nov 23 17:41`` or, half a year away, ``Nov 23  2025``."""
    recent = now - _HALF_YEAR < time <= now + 3_600_000_000
    return strftime(time, "%b %e %H:%M" if recent else "%b %e  %Y")

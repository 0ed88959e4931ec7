"""seq: numbers."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import YIELD, Proc, Step, writable
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.formats import format_text

BATCH = 5_000


def main(p: Proc) -> Step:
    """seq [-w] [-s separator] [-f format] [first [step]] last"""
    memory = p.memory
    if "next" not in memory:
        _begin(p)
    low, step, high = memory["next"], memory["step"], memory["high"]
    rows = []
    for _ in range(BATCH):
        if (step > 0 and low > high + 1e-9) or (step < 0 and low < high - 1e-9):
            break
        rows.append(_text(memory, low))
        low += step
    text = memory["separator"].join(rows)
    if rows:
        lead = memory["separator"] if memory["begun"] else ""
        memory["begun"] = True
        memory["next"] = low
        waiting = p.write(1, lead + text)
        return writable(1) if waiting > 65_536 else YIELD
    if memory["begun"]:
        p.write(1, "\n")
    return 0


def _begin(p: Proc) -> None:
    args, separator, wide, form = p.argv[1:], "\n", False, ""
    while args and args[0].startswith("-") and not is_number(args[0][1:2]):
        if args[0] == "-w":
            wide, args = True, args[1:]
        elif args[0] in ("-s", "-f") and len(args) > 1:
            separator, form = (args[1], form) if args[0] == "-s" else (separator, args[1])
            args = args[2:]
        elif args[0].startswith("-s"):
            separator, args = args[0][2:], args[1:]
        else:
            break
    if not args:
        raise CommandFault("seq: missing operand\nTry 'seq --help' for more information.")
    numbers = [_number(arg) for arg in args[:3]]
    low = numbers[0] if len(numbers) > 1 else 1.0
    step = numbers[1] if len(numbers) == 3 else 1.0
    if step == 0:
        raise CommandFault(f"seq: invalid Zero increment value: ‘{args[1]}’\n"
                           "Try 'seq --help' for more information.")  # fmt: skip
    decimals = max(len(arg.partition(".")[2]) for arg in args)
    width = max(len(args[0]), len(args[-1])) if wide else 0
    p.memory.update(next=low, step=step, high=numbers[-1], separator=separator, begun=False,
                    decimals=decimals, width=width, format=form)  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise CommandFault(f"seq: invalid floating point argument: ‘{text}’\n"
                           "Try 'seq --help' for more information.") from None  # fmt: skip


def _text(memory: dict[str, object], value: float) -> str:
    if memory["format"]:
        return format_text(str(memory["format"]), [f"{value:.6f}"])[0]
    return f"{value:.{memory['decimals']}f}".zfill(int(str(memory["width"])))

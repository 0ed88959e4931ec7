"""find: walk a tree and test each file."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Stat, Step, SystemCallError, child
from podlab.engine.machine.shell.patterns import match
from podlab.engine.machine.userland.accounts import find_user
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.tree import walk

ONE = frozenset(("-name", "-iname", "-path", "-type", "-size", "-mtime", "-mmin", "-user", "-perm",
                 "-maxdepth", "-mindepth", "-newer", "-regex", "-wholename"))  # fmt: skip
NONE = frozenset(("-print", "-print0", "-delete", "-empty", "-prune", "-ls"))
OPERATORS = frozenset(("-a", "-and", "(", ")", "-o", "-or", "!", "-not"))
TYPES = {"f": "file", "d": "directory", "l": "symlink", "p": "fifo", "s": "socket"}


def main(p: Proc) -> Step:
    """find [path]… [tests] [-exec command \\;]"""
    memory = p.memory
    if "runs" not in memory:
        memory["runs"], memory["status"] = [], 0
        _search(p)
    return _run(p)


def _search(p: Proc) -> None:
    words = p.argv[1:]
    paths: list[str] = []
    while words and not words[0].startswith(("-", "(", "!")):
        paths.append(words.pop(0))
    alternatives = _parse(p, words)
    flat = [term for terms in alternatives for term in terms]
    depth = next((int(t[1]) for t in flat if t[0] == "-maxdepth"), 60)
    low = next((int(t[1]) for t in flat if t[0] == "-mindepth"), 0)
    acts = any(t[0] in ("-print", "-print0", "-delete", "-exec", "-ls") for t in flat)
    batches: dict[str, list[str]] = {}
    for path in paths or ["."]:
        try:
            rows = list(walk(p, path, min(depth, 60)))
        except SystemCallError as failure:
            shown = path if is_busybox(p) else f"‘{path}’"
            p.write(2, f"find: {shown}: {failure}\n")
            p.memory["status"] = 1
            continue
        if any(t[0] == "-delete" for t in flat):
            rows = rows[::-1]
        for each, stat in rows:
            level = each[len(path.rstrip("/")) :].count("/") if each != path else 0
            if level >= low:
                _each(p, alternatives, (each, stat), acts, batches)
    for key, names in batches.items():
        p.memory["runs"].append([*key.split("\0"), *names])


Term = tuple[str, str, bool]


def _parse(p: Proc, words: list[str]) -> list[list[Term]]:
    """Alternatives (-o) of terms (name, argument, negated)."""
    alternatives: list[list[Term]] = [[]]
    negate = False
    while words:
        word = words.pop(0)
        if word in OPERATORS:
            negate = negate or word in ("!", "-not")
            if word in ("-o", "-or"):
                alternatives.append([])
            continue
        name, argument = _read(p, word, words)
        alternatives[-1].append((name, argument, negate))
        negate = False
    return alternatives


def _read(p: Proc, word: str, words: list[str]) -> tuple[str, str]:
    """A test or an action and its argument, which is taken from the words."""
    if word in NONE:
        return word, ""
    if word in ("-exec", "-ok"):
        return "-exec", _command(word, words)
    if word not in ONE:
        raise CommandFault(f"find: unrecognized: {word}" if is_busybox(p) else
                           f"find: unknown predicate `{word}'")  # fmt: skip
    if not words:
        raise CommandFault(f"find: missing argument to `{word}'")
    argument = words.pop(0)
    if word in ("-maxdepth", "-mindepth") and not is_number(argument):
        raise CommandFault(f"find: Expected a positive decimal integer argument to "
                           f"{word}, but got ‘{argument}’")  # fmt: skip
    return word, argument


def _command(word: str, words: list[str]) -> str:
    """The command of -exec up to its ; or +, as one string."""
    ends = [n for n, each in enumerate(words) if each == ";" or (each == "+" and n)]
    if not ends:
        raise CommandFault(f"find: missing argument to `{word}'")
    name = "-exec+" if words[ends[0]] == "+" else "-exec"
    command = words[: ends[0]]
    del words[: ends[0] + 1]
    return name + "\0" + "\0".join(command)


def _each(
    p: Proc,
    alternatives: list[list[Term]],
    row: tuple[str, Stat],
    acts: bool,
    batches: dict[str, list[str]],
) -> None:
    for terms in alternatives:
        if all(_term(p, term, row, batches) != term[2] for term in terms):
            if not acts:
                p.write(1, row[0] + "\n")
            return


def _term(p: Proc, term: Term, row: tuple[str, Stat], batches: dict[str, list[str]]) -> bool:
    name, argument, _ = term
    path, stat = row
    base = path.rstrip("/").rpartition("/")[2] or path
    if name == "-name":
        return match(argument, base)
    if name == "-iname":
        return match(argument.lower(), base.lower())
    if name in ("-path", "-wholename"):
        return match(argument, path)
    if name == "-type":
        return stat.type == TYPES.get(argument, "")
    if name == "-empty":
        return _empty(p, path, stat)
    if name in ("-mtime", "-mmin"):
        unit = 86_400_000_000 if name == "-mtime" else 60_000_000
        return _compare((p.now - stat.mtime) // unit, argument)
    if name == "-size":
        return _size(stat, argument)
    return _act(p, term, row, batches)


def _act(p: Proc, term: Term, row: tuple[str, Stat], batches: dict[str, list[str]]) -> bool:
    name, argument, _ = term
    path, stat = row
    if name in ("-print", "-ls"):
        p.write(1, path + "\n")
    elif name == "-print0":
        p.write(1, path + "\0")
    elif name == "-delete":
        if stat.type == "directory":
            p.files.rmdir(path)
        else:
            p.files.unlink(path)
    elif name == "-exec":
        kind, *words = argument.split("\0")
        if kind == "-exec+":
            batches.setdefault("\0".join(w for w in words if w != "{}"), []).append(path)
        else:
            p.memory["runs"].append([word.replace("{}", path) for word in words])
    else:
        return _owned(p, name, argument, stat)
    return True


def _owned(p: Proc, name: str, argument: str, stat: Stat) -> bool:
    """Tests that compare with something else: a user, a mode, another file."""
    if name == "-user":
        found = find_user(p, argument)
        return found is not None and stat.uid == found[0]
    if name == "-perm":
        digits = argument.lstrip("-/")
        wanted = int(digits, 8) if digits and set(digits) <= set("01234567") else 0
        exact = not argument.startswith("-")
        return stat.mode & 0o7777 == wanted if exact else stat.mode & wanted == wanted
    return name != "-newer" or stat.mtime > p.files.stat(argument).mtime


def _empty(p: Proc, path: str, stat: Stat) -> bool:
    if stat.type == "directory":
        return not p.files.listdir(path)
    return stat.type == "file" and stat.size == 0


def _compare(value: int, argument: str) -> bool:
    digits = argument.lstrip("+-")
    if not is_number(digits):
        return False
    wanted = int(digits[:12])
    if argument[0] == "+":
        return value > wanted
    return value < wanted if argument[0] == "-" else value == wanted


def _size(stat: Stat, argument: str) -> bool:
    unit = {"c": 1, "k": 1024, "M": 1 << 20, "G": 1 << 30}.get(argument[-1:], 512)
    digits = argument[:-1] if argument[-1:].isalpha() else argument
    return _compare(-(-stat.size // unit), digits)


def _run(p: Proc) -> Step:
    memory = p.memory
    while True:
        if "child" in memory:
            ended = p.reap(memory["child"])
            if ended is None:
                return child(memory["child"])
            del memory["child"]
        if not memory["runs"]:
            return int(memory["status"])
        words = memory["runs"].pop(0)
        try:
            memory["child"] = p.spawn(words)
        except SystemCallError as failure:
            p.write(2, f"find: ‘{words[0]}’: {failure}\n")

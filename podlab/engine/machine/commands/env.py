"""env and printenv: the environment."""

from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError
from podlab.engine.machine.userland.options import getopt


def main(p: Proc) -> Step:
    """env [-i] [-u name] [name=value]… [command]"""
    options = getopt(p, "iu:0", {"ignore-environment": "i", "unset=": "u"}, early=True,
                     usage="[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]")  # fmt: skip
    env = {} if options.has("i") else dict(p.env)
    for name in options.all("u"):
        env.pop(name, None)
    args = options.args
    while args and "=" in args[0]:
        name, _, value = args[0].partition("=")
        env[name] = value
        args = args[1:]
    if not args:
        p.write(1, "".join(f"{name}={value}\n" for name, value in env.items()))
        return 0
    try:
        p.exec(args, env)
    except SystemCallError as failure:
        p.write(2, f"env: ‘{args[0]}’: {failure}\n")
        return 127 if failure.name == "ENOENT" else 126
    return YIELD


def printenv(p: Proc) -> Step:
    """printenv [name]…"""
    names = [word for word in p.argv[1:] if not word.startswith("-")]
    if not names:
        p.write(1, "".join(f"{name}={value}\n" for name, value in p.env.items()))
        return 0
    found = [p.env[name] for name in names if name in p.env]
    p.write(1, "".join(value + "\n" for value in found))
    return 0 if len(found) == len(names) else 1

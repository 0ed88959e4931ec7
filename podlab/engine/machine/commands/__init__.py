"""The programs of the simulated machine, one line each: name of the executable → its main.

``busybox`` is all that ``APPLETS`` lists, chosen by argv[0].  Not here: kubectl
(``engine.kubectl``), the programs of images (``machine.images``).
"""

import posixpath

from podlab.engine.machine.commands import (
    base64,
    basename,
    cat,
    chmod,
    clear,
    cp,
    curl,
    cut,
    date,
    df,
    diff,
    echo,
    env,
    expr,
    find,
    free,
    grep,
    head,
    hostname,
    id,
    kill,
    ln,
    ls,
    mkdir,
    printf,
    ps,
    rm,
    sed,
    seq,
    sleep,
    sort,
    stat,
    tee,
    test,
    timeout,
    touch,
    tr,
    true,
    uniq,
    vi,
    wc,
    wget,
    which,
    xargs,
    yes,
)
from podlab.engine.machine.program import Main, Proc, Step
from podlab.engine.machine.shell.interpreter import main as shell
from podlab.engine.machine.userland.faults import guarded

COMMANDS: dict[str, Main] = {
    "[": test.main,
    "arch": hostname.arch,
    "base64": base64.main,
    "basename": basename.main,
    "cat": cat.main,
    "chgrp": chmod.chown,
    "chmod": chmod.main,
    "chown": chmod.chown,
    "clear": clear.main,
    "cp": cp.main,
    "curl": curl.main,
    "cut": cut.main,
    "date": date.main,
    "df": df.main,
    "diff": diff.main,
    "dirname": basename.dirname,
    "du": stat.du,
    "echo": echo.main,
    "egrep": grep.main,
    "env": env.main,
    "expr": expr.main,
    "false": true.false,
    "fgrep": grep.main,
    "file": stat.file,
    "find": find.main,
    "free": free.main,
    "grep": grep.main,
    "groups": id.groups,
    "head": head.main,
    "hostname": hostname.main,
    "id": id.main,
    "kill": kill.main,
    "killall": ps.killall,
    "ln": ln.main,
    "ls": ls.main,
    "md5sum": base64.sums,
    "mkdir": mkdir.main,
    "mount": df.mount,
    "mv": cp.move,
    "nice": timeout.setsid,
    "nohup": timeout.nohup,
    "nproc": hostname.nproc,
    "pgrep": ps.pgrep,
    "pidof": ps.pidof,
    "pkill": ps.pkill,
    "printenv": env.printenv,
    "printf": printf.main,
    "ps": ps.main,
    "pwd": basename.pwd,
    "readlink": basename.readlink,
    "realpath": basename.realpath,
    "reset": clear.reset,
    "rm": rm.main,
    "rmdir": mkdir.rmdir,
    "sed": sed.main,
    "seq": seq.main,
    "setsid": timeout.setsid,
    "sha1sum": base64.sums,
    "sha256sum": base64.sums,
    "sha512sum": base64.sums,
    "sleep": sleep.main,
    "sort": sort.main,
    "stat": stat.main,
    "stty": clear.stty,
    "sync": clear.sync,
    "tail": head.tail,
    "tee": tee.main,
    "test": test.main,
    "timeout": timeout.main,
    "touch": touch.main,
    "tr": tr.main,
    "true": true.main,
    "tty": clear.tty,
    "uname": hostname.uname,
    "uniq": uniq.main,
    "uptime": hostname.uptime,
    "vi": vi.main,
    "vim": vi.main,
    "watch": timeout.watch,
    "wc": wc.main,
    "wget": wget.main,
    "which": which.main,
    "whoami": id.whoami,
    "xargs": xargs.main,
    "yes": yes.main,
}
"""Commands as a machine's GNU userland has them."""

NOT_IN_BUSYBOX = frozenset(("curl", "file"))


def busybox(p: Proc) -> Step:
    """busybox: the applet that argv[0] names."""
    if p.memory.get("flavour") != "busybox":
        p.memory["flavour"] = "busybox"
        if posixpath.basename(p.argv[0]) == "busybox" and len(p.argv) > 1:
            p.argv = p.argv[1:]
    name = posixpath.basename(p.argv[0]).lstrip("-")
    applet = APPLETS.get(name)
    if applet is None:
        p.write(2, f"{name}: applet not found\n")
        return 127
    return applet(p)


PROGRAMS: dict[str, Main] = {name: guarded(main) for name, main in COMMANDS.items()} | {
    "bash": shell,
    "sh": shell,
    "busybox": busybox,
}

APPLETS: dict[str, Main] = {
    name: main for name, main in PROGRAMS.items() if name not in NOT_IN_BUSYBOX
} | {"ash": shell, "busybox": true.main}
"""What busybox holds; images make a link for each."""

"""The programs of the simulated machine, one line each: name of the executable → its main.

``busybox`` is all that ``APPLETS`` lists, chosen by argv[0].  Not here: kubectl
(``engine.kubectl``), the programs of images (``machine.images``).
"""

import posixpath

from podlab.engine.machine.commands import (
    absent,
    awk,
    base64,
    basename,
    cat,
    chmod,
    clear,
    column,
    cp,
    crictl,
    curl,
    cut,
    date,
    dd,
    df,
    diff,
    docker,
    echo,
    env,
    expr,
    find,
    free,
    grep,
    gzip,
    head,
    hostname,
    id,
    ip,
    jq,
    kill,
    less,
    ln,
    ls,
    mkdir,
    nano,
    nc,
    netstat,
    nslookup,
    openssl,
    ping,
    printf,
    ps,
    rm,
    sed,
    seq,
    sleep,
    sort,
    ssh,
    stat,
    systemctl,
    tac,
    tar,
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
    "awk": awk.main,
    "base64": base64.main,
    "basename": basename.main,
    "cat": cat.main,
    "chgrp": chmod.chown,
    "chmod": chmod.main,
    "chown": chmod.chown,
    "clear": clear.main,
    "column": column.main,
    "cp": cp.main,
    "crictl": crictl.main,
    "ctr": crictl.ctr,
    "curl": curl.main,
    "cut": cut.main,
    "date": date.main,
    "dd": dd.main,
    "df": df.main,
    "diff": diff.main,
    "dig": nslookup.dig,
    "dirname": basename.dirname,
    "docker": docker.main,
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
    "getent": nslookup.getent,
    "grep": grep.main,
    "groups": id.groups,
    "gunzip": gzip.gunzip,
    "gzip": gzip.main,
    "head": head.main,
    "host": nslookup.host,
    "hostname": hostname.main,
    "id": id.main,
    "ifconfig": ip.ifconfig,
    "ip": ip.main,
    "journalctl": systemctl.journalctl,
    "jq": jq.main,
    "kill": kill.main,
    "killall": ps.killall,
    "less": less.main,
    "ln": ln.main,
    "ls": ls.main,
    "man": tac.man,
    "md5sum": base64.sums,
    "mkdir": mkdir.main,
    "more": less.main,
    "mktemp": tac.mktemp,
    "mount": df.mount,
    "mv": cp.move,
    "nano": nano.main,
    "nc": nc.main,
    "netstat": netstat.main,
    "nice": timeout.setsid,
    "nl": tac.nl,
    "nohup": timeout.nohup,
    "nproc": hostname.nproc,
    "nslookup": nslookup.main,
    "openssl": openssl.main,
    "pgrep": ps.pgrep,
    "pidof": ps.pidof,
    "ping": ping.main,
    "pkill": ps.pkill,
    "printenv": env.printenv,
    "printf": printf.main,
    "ps": ps.main,
    "pwd": basename.pwd,
    "readlink": basename.readlink,
    "realpath": basename.realpath,
    "reset": clear.reset,
    "rev": tac.rev,
    "rm": rm.main,
    "rmdir": mkdir.rmdir,
    "route": ip.route,
    "sed": sed.main,
    "seq": seq.main,
    "service": systemctl.service,
    "setsid": timeout.setsid,
    "sha1sum": base64.sums,
    "sha256sum": base64.sums,
    "sha512sum": base64.sums,
    "sleep": sleep.main,
    "sort": sort.main,
    "ss": netstat.ss,
    "ssh": ssh.main,
    "stat": stat.main,
    "stty": clear.stty,
    "sync": clear.sync,
    "systemctl": systemctl.main,
    "tac": tac.main,
    "tail": head.tail,
    "tar": tar.main,
    "tee": tee.main,
    "telnet": nc.telnet,
    "test": test.main,
    "timeout": timeout.main,
    "touch": touch.main,
    "tr": tr.main,
    "traceroute": nc.traceroute,
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
    "zcat": gzip.zcat,
}
"""Commands as a machine's GNU userland has them."""

NOT_IN_BUSYBOX = frozenset((
    *absent.NAMES, "column", "crictl", "ctr", "curl", "dig", "docker", "file", "getent", "host",
    "journalctl", "jq", "service", "ss", "ssh", "systemctl", "bash", "vim",
))  # fmt: skip


def busybox(p: Proc) -> Step:
    """busybox: the applet that argv[0] names."""
    if p.memory.get("flavour") != "busybox":
        p.memory["flavour"] = "busybox"
        if posixpath.basename(p.argv[0]) == "busybox" and len(p.argv) > 1:
            p.argv = p.argv[1:]
    name = posixpath.basename(p.argv[0]).lstrip("-")
    applet = APPLETS.get(name)
    if applet is None:
        p.write(2, f"{name}: not simulated in PodLab\n")
        return 127
    return applet(p)


PROGRAMS: dict[str, Main] = (
    dict.fromkeys(absent.NAMES, absent.main)
    | {name: guarded(main) for name, main in COMMANDS.items()}
    | {
        "bash": shell,
        "sh": shell,
        "busybox": busybox,
    }
)

APPLETS: dict[str, Main] = {
    name: main for name, main in PROGRAMS.items() if name not in NOT_IN_BUSYBOX
} | {"ash": shell, "busybox": true.main}
"""What busybox holds; images make a link for each."""

"""nginx's processes: the entry point's script, master, worker, its own commands.

Here: starting, signals, reloading; log lines as recorded (scenarios/shell).  Not here: files
(``nginxfiles``), answers (``nginxhttp``), the configuration's grammar (``nginxconf``).
"""

from podlab.engine.machine import signals
from podlab.engine.machine.images import nginxconf, nginxproxy, nginxtls, webserver
from podlab.engine.machine.images.nginxconf import BadConfiguration, Directive, listening_ports
from podlab.engine.machine.images.nginxfiles import CONFIGURATION, SCRIPTS
from podlab.engine.machine.images.nginxhttp import (
    ERRNO,
    answer,
    configuration,
    finish_proxy,
    log,
    stamp,
    version,
)
from podlab.engine.machine.program import (
    SIGNAL,
    YIELD,
    Proc,
    Step,
    SystemCallError,
    first_of,
    until,
)

_FIRST_FD = 10


def entrypoint(p: Proc) -> Step:
    """The official image's docker-entrypoint.sh."""
    if p.argv[1:2] == ["nginx"]:
        say = "/docker-entrypoint.sh: "
        first = SCRIPTS[0]
        changed = "Getting the checksum of /etc/nginx/conf.d/default.conf"
        enabled = "Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf"
        if not p.files.exists("/etc/nginx/conf.d/default.conf"):
            changed, enabled = "/etc/nginx/conf.d/default.conf is not a file or does not exist", ""
        rows = [
            f"{say}/docker-entrypoint.d/ is not empty, will attempt to perform configuration",
            f"{say}Looking for shell scripts in /docker-entrypoint.d/",
            f"{say}Launching /docker-entrypoint.d/{first}",
            f"{first}: info: {changed}",
            f"{first}: info: {enabled}" if enabled else "",
            f"{say}Sourcing /docker-entrypoint.d/{SCRIPTS[1]}",
            f"{say}Launching /docker-entrypoint.d/{SCRIPTS[2]}",
            f"{say}Launching /docker-entrypoint.d/{SCRIPTS[3]}",
            f"{say}Configuration complete; ready for start up",
        ]
        p.write(1, "".join(f"{row}\n" for row in rows if row))
    p.exec(p.argv[1:] or ["nginx", "-g", "daemon off;"])
    return YIELD


def main(p: Proc) -> Step:
    """nginx: master, worker, or a command of its own (-t, -v, -s)."""
    if p.memory.get("worker"):
        return _worker(p)
    if "ready" not in p.memory:
        status = _command(p)
        if status is not None:
            return status
        status = _begin(p)
        if status is not None:
            return status
    return _master(p)


def _command(p: Proc) -> int | None:
    words = p.argv[1:]
    if "-v" in words or "-V" in words:
        p.write(2, f"nginx version: nginx/{version(p)}\n")
        return 0
    if "-s" in words:
        place = words.index("-s") + 1
        return _send_signal(p, words[place] if place < len(words) else "")
    if "-t" in words or "-T" in words:
        try:
            texts = nginxconf.load(p.files, CONFIGURATION)
            nginxtls.check(p.files, nginxconf.parsed(texts))
        except BadConfiguration as error:
            p.write(2, f"nginx: [emerg] {error}\n")
            p.write(2, f"nginx: configuration file {CONFIGURATION} test failed\n")
            return 1
        p.write(2, f"nginx: the configuration file {CONFIGURATION} syntax is ok\n")
        p.write(2, f"nginx: configuration file {CONFIGURATION} test is successful\n")
        return 0
    return None


def _send_signal(p: Proc, name: str) -> int:
    known = {"stop": signals.TERM, "quit": signals.QUIT, "reload": signals.HUP, "reopen": 10}
    if name not in known:
        p.write(2, f'nginx: invalid option: "-s {name}"\n')
        return 1
    try:
        pid = int(p.files.read("/run/nginx.pid") or b"0")
        p.write(2, stamp(p, "notice", "signal process started"))
        p.kill(pid, known[name])
    except SystemCallError as error:
        number = ERRNO.get(error.name, 3)
        p.write(2, f'nginx: [error] open() "/run/nginx.pid" failed ({number}: {error})\n')
        return 1
    return 0


def _begin(p: Proc) -> int | None:
    try:
        texts = nginxconf.load(p.files, CONFIGURATION)
        nginxtls.check(p.files, nginxconf.parsed(texts))
        ports = _prepare(p, nginxconf.parsed(texts))
    except BadConfiguration as error:
        p.write(2, stamp(p, "emerg", str(error)))
        p.write(2, f"nginx: [emerg] {error}\n")
        return 1
    for signal in (signals.TERM, signals.INT, signals.QUIT, signals.HUP, signals.CHLD):
        p.handle_signal(signal)
    p.memory.update(ready=True, listening=ports, stopping=False, texts=[list(t) for t in texts])
    p.charge(memory=_memory(p, 3 << 20))
    facts = p.files.read("/proc/sys/kernel/osrelease").decode().strip()
    compiler = ["built by gcc 12.2.0 (Debian 12.2.0-14) "] if "NGINX_VERSION" in p.env else []
    log(
        p,
        'using the "epoll" event method',
        f"nginx/{version(p)}",
        *compiler,
        f"OS: Linux {facts}",
        "getrlimit(RLIMIT_NOFILE): 20000:20000",
        "start worker processes",
    )
    _fork(p)
    p.argv = [f"nginx: master process {' '.join(p.argv)}"]
    return None


def _prepare(p: Proc, config: list[Directive]) -> list[int]:
    folder = "/var/cache/nginx/client_temp" if "NGINX_VERSION" in p.env else "/var/lib/nginx/body"
    try:
        p.files.mkdir(folder, 0o700)
    except SystemCallError as error:
        if error.name != "EEXIST":
            number = ERRNO.get(error.name, 5)
            raise BadConfiguration(f'mkdir() "{folder}" failed ({number}: {error})') from error
    ports = []
    for port in listening_ports(config):
        try:
            ports.append(p.listen(port))
        except SystemCallError as error:
            number = ERRNO.get(error.name, 13)
            raise BadConfiguration(
                f"bind() to 0.0.0.0:{port} failed ({number}: {error})"
            ) from error
    try:
        p.files.write("/run/nginx.pid", f"{p.pid}\n".encode())
    except SystemCallError as error:
        number = ERRNO.get(error.name, 5)
        raise BadConfiguration(f'open() "/run/nginx.pid" failed ({number}: {error})') from error
    return ports


def _fork(p: Proc) -> None:
    fds = {0: 0, 1: 1, 2: 2}
    fds.update({_FIRST_FD + place: fd for place, fd in enumerate(p.memory["listening"])})
    inherited = [fd for fd in fds if fd >= _FIRST_FD]
    pid = p.fork(
        {"worker": True, "listening": inherited, "connections": {}, "texts": p.memory["texts"]},
        fds=fds,
    )
    p.memory["child"] = pid
    log(p, f"start worker process {pid}")


# --- the master ---------------------------------------------------------------------------------
def _master(p: Proc) -> Step:
    for signal in p.signals():
        if signal == signals.CHLD:
            if _child(p):
                log(p, "exit")
                return 0
        elif signal == signals.HUP:
            _reload(p)
        else:
            _stop(p, signal)
    return SIGNAL


def _stop(p: Proc, signal: int) -> None:
    sender = f" from {p.sender}" if p.sender else ""
    how = "shutting down" if signal == signals.QUIT else "exiting"
    log(p, f"signal {signal} (SIG{signals.NAMES[signal]}) received{sender}, {how}")
    p.memory["stopping"] = True
    p.kill(p.memory["child"], signals.QUIT if signal == signals.QUIT else signals.TERM)


def _child(p: Proc) -> bool:
    try:
        ended = p.reap()
    except SystemCallError:
        return bool(p.memory["stopping"])
    if ended is None:
        return False
    pid, status = ended
    log(p, f"signal 17 (SIGCHLD) received from {pid}")
    how = f"with code {status}" if status < 128 else f"on signal {status - 128}"
    level = "notice" if status < 128 else "alert"
    p.write(2, stamp(p, level, f"worker process {pid} exited {how}"))
    if p.memory["stopping"]:
        return True
    if pid == p.memory["child"]:
        _fork(p)
    return False


def _reload(p: Proc) -> None:
    sender = f" from {p.sender}" if p.sender else ""
    log(p, f"signal 1 (SIGHUP) received{sender}, reconfiguring")
    log(p, "reconfiguring")
    try:
        texts = nginxconf.load(p.files, CONFIGURATION)
        nginxtls.check(p.files, nginxconf.parsed(texts))
    except BadConfiguration as error:
        p.write(2, stamp(p, "emerg", str(error)))
        return
    p.memory["texts"] = [list(row) for row in texts]
    old = p.memory["child"]
    log(p, "start worker processes")
    _fork(p)
    p.kill(old, signals.QUIT)


def _memory(p: Proc, official: int) -> int:
    """What a process holds: the small image's are a third (recorded: scenarios-extras/hpa)."""
    return official if "NGINX_VERSION" in p.env else official // 3


def _certificate(p: Proc, host: str) -> bytes:
    return nginxtls.certificate(p.files, configuration(p), host)


# --- the worker ---------------------------------------------------------------------------------
def _worker(p: Proc) -> Step:
    memory = p.memory
    if "requests" not in memory:
        p.handle_signal(signals.TERM)
        p.handle_signal(signals.QUIT)
        p.argv = ["nginx: worker process"]
        secure = nginxtls.secure_ports(configuration(p))
        memory.update(requests=0, proxies=[], secure=secure)
        p.charge(memory=_memory(p, 2 << 20))
    for signal in p.signals():
        first = ["gracefully shutting down"] if signal == signals.QUIT else []
        log(p, *first, "exiting", "exit")
        return 0
    waits = webserver.serve(p, answer, _certificate if memory["secure"] else None)
    waits += nginxproxy.advance(p, finish_proxy)
    return first_of(SIGNAL, *waits) if waits else until(p.now + 1_000_000)

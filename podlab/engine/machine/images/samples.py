"""The little programs that courses use: hello-app, bootcamp, http-echo, whoami, agnhost,
hello-world, php-apache of the autoscaling walkthrough, interpreters without a program.

Here: what they answer.  Not here: programs of one's own in Python or Node.js (they only wait).
"""

from collections.abc import Iterator

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import busybox, debian, webserver
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.http import Request, Response, http_date
from podlab.engine.machine.program import SIGNAL, YIELD, Proc, Step, first_of, readable

_PORTS = {"hello-app": 8080, "bootcamp": 8080, "http-echo": 5678, "whoami": 80,
          "hpa-example": 80, "echoserver": 8080, "agnhost": 8080}  # fmt: skip
_HELLO = """
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

"""


def entries() -> Iterator[Entry]:
    """A root with all sample programs; images differ in which one they start."""
    yield from busybox.entries()
    for name in _PORTS:
        yield Entry(f"/{name}", data=marker(f"sample-{name}"), mode=0o755)
    yield Entry("/hello", data=marker("hello-world"), mode=0o755)


def scratch_entries() -> Iterator[Entry]:
    """hello-world: nothing but its program."""
    yield Entry("/hello", data=marker("hello-world"), mode=0o755)
    for path in ("/dev", "/proc", "/sys", "/etc"):
        yield Entry(path, "directory", mode=0o755)


def opaque_entries() -> Iterator[Entry]:
    """What stands for an image that is not known."""
    yield from debian.entries()
    yield Entry("/entrypoint", data=marker("opaque"), mode=0o755)


def interpreter_entries() -> Iterator[Entry]:
    """Images of programming languages."""
    yield from debian.entries()
    yield Entry("/usr/local/bin/docker-entrypoint.sh", data=marker("run-arguments"), mode=0o755)
    for name in ("python3", "python", "node", "npm", "pip"):
        yield Entry(f"/usr/local/bin/{name}", data=marker("interpreter"), mode=0o755)


def hello_world(p: Proc) -> Step:
    """hello-world: a text, and the end."""
    p.write(1, _HELLO)
    return 0


def run_arguments(p: Proc) -> Step:
    """An entry point that runs its arguments."""
    p.exec(p.argv[1:] or ["sh"])
    return YIELD


def interpreter(p: Proc) -> Step:
    """python3 and node: versions, ``-m http.server``; other programs only wait."""
    words = p.argv[1:]
    name = p.argv[0].rpartition("/")[2]
    if words[:1] in (["--version"], ["-V"], ["-v"]):
        version = p.env.get("PYTHON_VERSION") or p.env.get("NODE_VERSION", "")
        p.write(1, f"Python {version}\n" if "python" in name else f"v{version}\n")
        return 0
    if words[:2] == ["-m", "http.server"]:
        return _file_server(p, int(words[2]) if words[2:] and is_number(words[2]) else 8000)
    if not words:
        return _console(p, name)
    if "told" not in p.memory:
        p.memory["told"] = True
        p.handle_signal(signals.TERM)
        p.write(2, f"{name}: not simulated: programs of one's own; this one only waits\n")
    return 143 if p.signals() else SIGNAL


def _console(p: Proc, name: str) -> Step:
    while (data := p.read(0)) is not None:
        if not data:
            return 0
        p.write(2, f"{name}: not simulated: interactive sessions\n")
    return readable(0)


def _file_server(p: Proc, port: int) -> Step:
    if "listening" not in p.memory:
        webserver.start(p, [port])
        p.write(1, f"Serving HTTP on 0.0.0.0 port {port} (http://0.0.0.0:{port}/) ...\n")
    return first_of(SIGNAL, *webserver.serve(p, _files))


def _files(p: Proc, request: Request, client: Client) -> Response:
    path = p.cwd.rstrip("/") + request.path
    if ".." in request.path.split("/") or not p.files.exists(path):
        return _text(p, 404, "Error response: 404 File not found\n")
    if not p.files.is_dir(path):
        return _text(p, 200, p.files.read(path).decode(errors="replace"))
    rows = "".join(f'<li><a href="{name}">{name}</a></li>\n' for name in p.files.listdir(path))
    return _text(p, 200, f"<ul>\n{rows}</ul>\n", "text/html; charset=utf-8")


# --- the sample servers -------------------------------------------------------------------------
def server(p: Proc) -> Step:
    """Whichever sample the executable is named after."""
    name = p.argv[0].rpartition("/")[2]
    if name == "agnhost" and p.argv[1:2] in (["pause"], []):
        p.handle_signal(signals.TERM)
        return 0 if p.signals() else SIGNAL
    if "listening" not in p.memory:
        p.handle_signal(signals.TERM)
        p.memory["begun"] = p.now
        webserver.start(p, [_port(p, name)])
        p.charge(memory=6 << 20)
        if name in ("bootcamp", "hello-app", "http-echo"):
            p.write(2, f"Server listening on port {_port(p, name)}\n")
    if p.signals():
        return 0
    return first_of(SIGNAL, *webserver.serve(p, _answer))


def _port(p: Proc, name: str) -> int:
    for word in [*p.argv[1:], f"-port={p.env.get('PORT', '')}"]:
        for option in ("-listen=:", "--listen=:", "--http-port=", "-port=", "--port="):
            if word.startswith(option) and is_number(word[len(option) :]):
                return min(int(word[len(option) :]), 65535)
    if name == "agnhost" and p.argv[1:2] == ["serve-hostname"]:
        return 9376
    return _PORTS.get(name, 8080)


def _answer(p: Proc, request: Request, client: Client) -> Response:
    name = p.argv[0].rpartition("/")[2]
    p.charge(cpu=100_000 if name == "hpa-example" else 100)
    if name == "agnhost":
        return _agnhost(p, request, client)
    return _text(p, 200, _sample(p, name, request, client))


def _sample(p: Proc, name: str, request: Request, client: Client) -> str:
    version = p.env.get("SAMPLE_VERSION", "1")
    if name == "hello-app":
        full = version if version.count(".") == 2 else f"{version.partition('.')[0]}.0.0"
        return f"Hello, world!\nVersion: {full}\nHostname: {p.hostname}\n"
    if name == "bootcamp":
        number = version.partition(".")[0]
        return f"Hello Kubernetes bootcamp! | Running on: {p.hostname} | v={number}\n"
    if name == "http-echo":
        words = [word.partition("=")[2] for word in p.argv if word.lstrip("-").startswith("text=")]
        return f"{words[0] if words else 'hello-world'}\n"
    if name == "hpa-example":
        return "OK!"
    if name == "whoami":
        rows = [f"Hostname: {p.hostname}", "IP: 127.0.0.1"]
        rows += [f"IP: {row.addresses[0].partition('/')[0]}" for row in p.interfaces()[1:]
                 if row.addresses]  # fmt: skip
        rows += [f"RemoteAddr: {client.address}:{client.port}",
                 f"{request.method} {request.target} {request.version}"]  # fmt: skip
        rows += [f"{key}: {value}" for key, value in request.headers]
        return "\n".join(rows) + "\n\n"
    return (
        f"\n\nHostname: {p.hostname}\n\nRequest Information:\n\tclient_address={client.address}\n"
        f"\tmethod={request.method}\n\treal path={request.target}\n"
    )


def _agnhost(p: Proc, request: Request, client: Client) -> Response:
    mode = p.argv[1] if len(p.argv) > 1 else ""
    if mode == "liveness":
        past = (p.now - p.memory["begun"]) // 1_000_000
        if request.path == "/healthz" and past > 10:
            return _text(p, 500, f"error: {past}.0")
        return _text(p, 200, "ok")
    answers = {"/hostname": p.hostname, "/clientip": f"{client.address}:{client.port}",
               "/healthz": "", "/": f"NOW: {http_date(p.now)}"}  # fmt: skip
    if mode == "serve-hostname":
        return _text(p, 200, p.hostname)
    if request.path == "/echo":
        return _text(p, 200, request.target.partition("msg=")[2])
    known = answers.get(request.path)
    return _text(p, 404, "404 page not found\n") if known is None else _text(p, 200, known)


def _text(p: Proc, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> Response:
    body = text.encode()
    headers = [("Date", http_date(p.now)), ("Content-Length", str(len(body))),
               ("Content-Type", kind)]  # fmt: skip
    return Response(status, headers, body)

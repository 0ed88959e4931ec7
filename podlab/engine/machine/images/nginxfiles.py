"""The files of the nginx images, official and small.

Here: layers.  Not here: the program (``nginx``).
"""

from collections.abc import Iterator

from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import busybox, debian
from podlab.engine.machine.loader import marker

CONFIGURATION = "/etc/nginx/nginx.conf"

PAGE = """\
<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
"""
SMALL_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Welcome to nginx!</title></head><body>"
    "<h1>Welcome to nginx!</h1></body></html>\n"
)
ERROR_PAGE = """\
<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
"""
_MAIN = """
user  nginx;
worker_processes  1;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
"""
_DEFAULT = """server {
    listen       80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
"""
_MIME = """
types {
    text/html                             html htm shtml;
    text/css                              css;
    text/xml                              xml;
    text/plain                            txt;
    image/gif                             gif;
    image/jpeg                            jpeg jpg;
    image/png                             png;
    image/svg+xml                         svg svgz;
    image/x-icon                          ico;
    application/javascript                js;
    application/json                      json;
    application/pdf                       pdf;
    application/zip                       zip;
    application/wasm                      wasm;
    font/woff2                            woff2;
}
"""
_SMALL_MAIN = (
    "user nobody nogroup;\nworker_processes 1;\npid /run/nginx.pid;\n"
    "error_log /dev/stderr notice;\nevents { worker_connections 512; }\n"
    "http { types { text/html html; } default_type application/octet-stream; "
    "access_log /dev/stdout; include /etc/nginx/conf.d/*.conf; }\n"
)
_SMALL_DEFAULT = (
    "server { listen 80; location / { root /usr/share/nginx/html; index index.html; } }\n"
)


def entries() -> Iterator[Entry]:
    """The official image's files."""
    yield from debian.entries()
    yield from debian.programs(["curl"])
    yield Entry("/usr/sbin/nginx", data=marker("nginx"), mode=0o755)
    yield Entry("/docker-entrypoint.sh", data=marker("nginx-entrypoint"), mode=0o755)
    for name in SCRIPTS:
        yield Entry(f"/docker-entrypoint.d/{name}", data=b"#!/bin/sh\n", mode=0o755)
    yield Entry("/etc/passwd", data=_with_user("root:x:0:0:root:/root:/bin/bash\n"))
    yield Entry("/etc/group", data=b"root:x:0:\nwww-data:x:33:\nnginx:x:101:\nnogroup:x:65534:\n")
    texts = {
        CONFIGURATION: _MAIN, "/etc/nginx/conf.d/default.conf": _DEFAULT,
        "/etc/nginx/mime.types": _MIME, "/usr/share/nginx/html/index.html": PAGE,
        "/usr/share/nginx/html/50x.html": ERROR_PAGE,
    }  # fmt: skip
    for path, text in texts.items():
        yield Entry(path, data=text.encode())
    yield Entry("/var/cache/nginx", "directory", mode=0o755)
    for name, target in (("access", "stdout"), ("error", "stderr")):
        yield Entry(f"/var/log/nginx/{name}.log", "symlink", f"/dev/{target}".encode(), 0o777)


def small_entries() -> Iterator[Entry]:
    """nginx 1.22.1 on a busybox root: a one-line page."""
    yield from busybox.entries()
    yield Entry("/usr/sbin/nginx", data=marker("nginx"), mode=0o755)
    for path in ("/var/log/nginx", "/var/lib/nginx", "/run", "/var/cache/nginx"):
        yield Entry(path, "directory", mode=0o755)
    yield Entry(CONFIGURATION, data=_SMALL_MAIN.encode())
    yield Entry("/etc/nginx/conf.d/default.conf", data=_SMALL_DEFAULT.encode())
    yield Entry("/usr/share/nginx/html/index.html", data=SMALL_PAGE.encode())


def _with_user(rows: str) -> bytes:
    more = "nginx:x:101:101:nginx user:/nonexistent:/bin/false\n"
    return (rows + "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n" + more).encode()


SCRIPTS = (
    "10-listen-on-ipv6-by-default.sh", "15-local-resolvers.envsh", "20-envsubst-on-templates.sh",
    "30-tune-worker-processes.sh",
)  # fmt: skip

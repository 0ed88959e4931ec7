"""The image catalogue: what files an image has, its configuration, what its programs do.

One file per family, listed here.  Not here: pulling, registries and tags (``engine.runtime``), or
the userland that several share (``machine.commands``).
"""

from collections.abc import Callable, Iterator
from functools import cache

from podlab.engine.machine.filesystem import Entry, Layer
from podlab.engine.machine.images import (
    busybox,
    databases,
    debian,
    httpd,
    ingressnginx,
    nginx,
    nginxfiles,
    node,
    redis,
    samples,
    small,
    stress,
    tomcat,
)
from podlab.engine.machine.program import Main

BUILD_TIME = 1_791_936_000_000_000
"""When the images' files were made."""

LAYERS: dict[str, Callable[[], Iterator[Entry]]] = {
    "node": node.entries,
    "dev": small.device_entries,
    "busybox": busybox.entries,
    "alpine": busybox.alpine_entries,
    "debian": debian.entries,
    "debian-full": debian.full_entries,
    "pause": small.pause_entries,
    "nginx": nginxfiles.entries,
    "nginx-small": nginxfiles.small_entries,
    "httpd": httpd.entries,
    "tomcat": tomcat.entries,
    "redis": redis.entries,
    "mysql": databases.mysql_entries,
    "postgres": databases.postgres_entries,
    "stress": stress.entries,
    "samples": samples.entries,
    "hello-world": samples.scratch_entries,
    "interpreter": samples.interpreter_entries,
    "ingress-nginx": ingressnginx.entries,
    "opaque": samples.opaque_entries,
}

PROGRAMS: dict[str, Main] = {
    "pause": small.pause,
    "opaque": small.opaque,
    "port-forward": small.forward,
    "nginx": nginx.main,
    "nginx-entrypoint": nginx.entrypoint,
    "run-after-dashes": ingressnginx.run_after_dashes,
    "ingress-nginx": ingressnginx.main,
    "httpd": httpd.main,
    "tomcat": tomcat.main,
    "redis-server": redis.server,
    "redis-cli": redis.client,
    "mysql-server": databases.mysql,
    "postgres-server": databases.postgres,
    "sql-client": databases.client,
    "database-ping": databases.ping,
    "stress": stress.main,
    "hello-world": samples.hello_world,
    "run-arguments": samples.run_arguments,
    "interpreter": samples.interpreter,
    "sample-hello-app": samples.server,
    "sample-bootcamp": samples.server,
    "sample-http-echo": samples.server,
    "sample-whoami": samples.server,
    "sample-hpa-example": samples.server,
    "sample-echoserver": samples.server,
    "sample-agnhost": samples.server,
}


@cache
def layer(name: str) -> Layer:
    """The shared read-only files of a layer."""
    return Layer(name, LAYERS[name](), BUILD_TIME)

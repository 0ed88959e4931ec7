"""Which image has which files and configuration.

Here: the table of families, and how a repository's name and tag choose one.  Not here: registries
(``engine.runtime.registry``), programs.
"""

import re
from dataclasses import dataclass, field

_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Family:
    """Images of one kind: their layer, configuration, size in bytes and the tags that exist.

    ``version`` is an environment variable that holds the tag's version; ``newest`` the highest
    (major, minor) there is; ``variants`` what a tag may end in.
    """

    layer: str
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: tuple[str, ...] = (_PATH,)
    ports: tuple[int, ...] = ()
    user: str = ""
    working_dir: str = ""
    stop_signal: str = "SIGTERM"
    size: int = 50_000_000
    version: str = ""
    default_version: str = ""
    newest: tuple[int, ...] = (99,)
    oldest: tuple[int, ...] = (0,)
    variants: tuple[str, ...] = ()
    words: tuple[str, ...] = ("latest",)


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What an image says about itself."""

    layer: str
    entrypoint: list[str] = field(default_factory=list)
    cmd: list[str] = field(default_factory=list)
    env: list[str] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    user: str = ""
    working_dir: str = ""
    stop_signal: str = "SIGTERM"
    size: int = 0


_SHELL = Family("busybox", cmd=("sh",), size=2_167_000, newest=(1, 37), oldest=(1, 21),
                words=("latest", "stable", "glibc", "musl", "uclibc"),
                variants=("glibc", "musl", "uclibc"))  # fmt: skip
_NGINX = Family(
    "nginx", ("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;"), ports=(80,),
    stop_signal="SIGQUIT", size=72_300_000, version="NGINX_VERSION", default_version="1.27.3",
    newest=(1, 29), oldest=(1, 7), words=("latest", "stable", "mainline", "alpine", "perl"),
    variants=("alpine", "perl", "alpine-slim", "bookworm", "alpine-perl"),
)  # fmt: skip
_DEBIAN = Family("debian", cmd=("bash",), size=48_500_000, newest=(13,), oldest=(7,),
                 words=("latest", "stable", "bookworm", "bullseye", "trixie", "bookworm-slim",
                        "stable-slim"), variants=("slim",))  # fmt: skip
_OPAQUE = Family("opaque", ("/entrypoint",), ())


def _sample(program: str, port: int, size: int, cmd: tuple[str, ...] = ()) -> Family:
    return Family("samples", (f"/{program}",), cmd, ports=(port,), size=size,
                  version="SAMPLE_VERSION", default_version="1.0")  # fmt: skip


FAMILIES: dict[str, Family] = {
    "busybox": _SHELL,
    "nginx": _NGINX,
    "nginx-small": Family("nginx-small", cmd=("nginx", "-g", "daemon off;"), ports=(80,),
                          stop_signal="SIGQUIT", size=5_125_141),
    "alpine": Family("alpine", cmd=("/bin/sh",), size=3_640_000, newest=(3, 22), oldest=(2, 6),
                     words=("latest", "edge")),
    "debian": _DEBIAN,
    "ubuntu": Family("debian", cmd=("/bin/bash",), size=29_700_000, newest=(25, 4),
                     oldest=(14, 4), words=("latest", "rolling", "jammy", "noble", "focal")),
    "centos": Family("debian", cmd=("/bin/bash",), size=83_500_000, newest=(8,), oldest=(6,),
                     variants=()),
    "httpd": Family("httpd", cmd=("httpd-foreground",), ports=(80,), stop_signal="SIGWINCH",
                    working_dir="/usr/local/apache2", size=56_400_000, version="HTTPD_VERSION",
                    env=("PATH=/usr/local/apache2/bin:" + _PATH[5:],),
                    default_version="2.4.62", newest=(2, 4), oldest=(2, 2),
                    words=("latest", "alpine"), variants=("alpine", "bookworm")),
    "tomcat": Family("tomcat", cmd=("catalina.sh", "run"), ports=(8080,), size=203_900_000,
                     working_dir="/usr/local/tomcat", version="TOMCAT_VERSION",
                     env=("PATH=/usr/local/tomcat/bin:/opt/java/openjdk/bin:" + _PATH[5:],
                          "CATALINA_HOME=/usr/local/tomcat", "JAVA_HOME=/opt/java/openjdk"),
                     default_version="11.0.2", newest=(11, 0), oldest=(7, 0),
                     words=("latest", "jre8", "jdk17"),
                     variants=("jre8", "jre8-alpine", "jdk8", "jdk11", "jdk17", "jdk21", "jre11",
                               "jre17", "jre21", "alpine", "jdk8-openjdk", "jdk11-openjdk",
                               "jdk17-temurin", "jdk21-temurin", "jre17-temurin")),
    "redis": Family("redis", ("docker-entrypoint.sh",), ("redis-server",), ports=(6379,),
                    working_dir="/data", size=45_000_000, version="REDIS_VERSION",
                    default_version="7.4.1", newest=(8, 2), oldest=(2, 8),
                    words=("latest", "alpine"), variants=("alpine", "bookworm")),
    "mysql": Family("mysql", ("docker-entrypoint.sh",), ("mysqld",), ports=(3306, 33060),
                    size=170_000_000, version="MYSQL_VERSION", default_version="9.1.0",
                    newest=(9, 4), oldest=(5, 5), words=("latest", "lts"),
                    variants=("debian", "oracle")),
    "mariadb": Family("mysql", ("docker-entrypoint.sh",), ("mariadbd",), ports=(3306,),
                      size=120_000_000, version="MARIADB_VERSION", default_version="11.5.2",
                      newest=(12, 0), oldest=(5, 5), words=("latest", "lts"),
                      variants=("jammy", "noble")),
    "postgres": Family("postgres", ("docker-entrypoint.sh",), ("postgres",), ports=(5432,),
                       stop_signal="SIGINT", size=151_000_000, version="PG_VERSION",
                       default_version="17.2", newest=(18,), oldest=(9,),
                       words=("latest", "alpine"), variants=("alpine", "bookworm")),
    "pause": Family("pause", ("/pause",), env=(_PATH,), user="65535:65535", size=320_000,
                    newest=(3, 10), oldest=(1, 0)),
    "agnhost": _sample("agnhost", 8080, 53_000_000, ("pause",)),
    "hello-app": _sample("hello-app", 8080, 5_900_000),
    "kubernetes-bootcamp": _sample("bootcamp", 8080, 211_000_000),
    "http-echo": _sample("http-echo", 5678, 3_000_000),
    "whoami": _sample("whoami", 80, 3_000_000),
    "hpa-example": _sample("hpa-example", 80, 181_000_000),
    "echoserver": _sample("echoserver", 8080, 46_000_000),
    "stress": Family("stress", ("/usr/bin/stress",), size=3_900_000),
    "python": Family("interpreter", cmd=("python3",), size=384_000_000, version="PYTHON_VERSION",
                     default_version="3.13.1", newest=(3, 14), oldest=(2, 7),
                     words=("latest", "slim", "alpine"),
                     variants=("slim", "alpine", "bookworm", "slim-bookworm")),
    "node": Family("interpreter", ("docker-entrypoint.sh",), ("node",), size=395_000_000,
                   version="NODE_VERSION", default_version="23.3.0", newest=(25,), oldest=(4,),
                   words=("latest", "lts", "alpine", "slim"), variants=("alpine", "slim")),
    "ingress-nginx": Family("ingress-nginx", ("/usr/bin/dumb-init", "--"), ports=(80, 443),
                            size=104_600_000, newest=(1, 14), oldest=(0, 20), words=()),
    "hello-world": Family("hello-world", cmd=("/hello",), env=(_PATH,), size=10_000,
                          words=("latest", "linux")),
}  # fmt: skip
"""By the last part of a repository's name."""

_NAMES = {
    "netshoot": "debian-full", "dnsutils": "debian-full", "jessie-dnsutils": "debian-full",
    "curl": "alpine", "polinux/stress": "stress", "stress-ng": "stress",
    "ingress-nginx/controller": "ingress-nginx",
}  # fmt: skip
"""Repositories that behave like another family."""

FAMILIES["debian-full"] = Family("debian-full", cmd=("bash",), size=90_000_000)

_VERSION = re.compile(r"v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:-([a-z0-9.-]{1,40}))?\Z")
_DOUBTFUL = re.compile(
    r"no-?such|not-?exist|non-?exist|does-?not|doesn-?t-?exist|invalid|not-?found|bad|fake|wrong"
    r"|typo|broken|missing|unknown"
)


def family_of(repository: str) -> Family | None:
    """The family of a repository without its registry: library/nginx, bitnami/redis."""
    name = repository.rpartition("/")[2]
    known = _NAMES.get(repository) or _NAMES.get(name) or name
    return FAMILIES.get(known)


def plausible(repository: str) -> bool:
    """Whether a repository that is not in the catalogue may exist: names that say of themselves
    that they do not (nosuchimage, doesnotexist) do not."""
    return _DOUBTFUL.search(repository.lower()) is None


def has_tag(family: Family | None, tag: str) -> bool:
    """Whether a tag exists."""
    if family is None:
        return plausible(tag)
    if tag in family.words:
        return True
    match = _VERSION.match(tag)
    if match is None:
        return False
    variant = match.group(4)
    if variant and not _known_variant(family, variant):
        return False
    version = tuple(int(part) for part in match.groups()[:3] if part is not None)
    length = min(len(version), len(family.newest))
    highest, lowest = family.newest[:length], family.oldest[: len(version)]
    return lowest <= version and version[:length] <= highest


def _known_variant(family: Family, variant: str) -> bool:
    heads = [re.sub(r"[\d.]+\Z", "", known) for known in family.variants]
    return re.sub(r"[\d.]+\Z", "", variant) in heads or variant in family.variants


def configuration(family: Family | None, tag: str) -> ImageConfig:
    """What an image of a family says about itself."""
    family = family or _OPAQUE
    env = list(family.env)
    if family.version:
        match = _VERSION.match(tag)
        parts = [part for part in match.groups()[:3] if part] if match is not None else []
        known = family.default_version.split(".")
        version = ".".join(parts + ["0"] * (len(known) - len(parts))) if parts else None
        env.append(f"{family.version}={version or family.default_version}")
    return ImageConfig(
        family.layer, list(family.entrypoint), list(family.cmd), env, list(family.ports),
        family.user, family.working_dir, family.stop_signal, family.size,
    )  # fmt: skip

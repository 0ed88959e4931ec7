"""nginx with ``listen 443 ssl``, as people set it up with a Secret and a ConfigMap."""

from podlab.engine.kernel.clock import SECOND
from podlab.engine.pki import certificate as x509
from podlab.engine.pki.authority import Wish, alternative_names, self_signed
from podlab.engine.runtime.cri import Mount
from tests.engine.machine.images.test_nginx import Web

SITE = """
server {
  listen 80;
  listen 443 ssl;
  server_name shop.example.com;
  ssl_certificate /etc/nginx/conf.d/tls.crt;
  ssl_certificate_key /etc/nginx/conf.d/tls.key;
  location / { return 200 "$scheme\\n"; }
}
"""
HOST = alternative_names("shop.example.com")
LONE = self_signed(5, x509.name(("CN", "shop")), Wish(1, 0, 2_000_000_000 * SECOND, (), HOST))


def site(text: str = SITE, **files: str) -> Web:
    web = Web("nginx:1.27", small=False)
    web.box = web.sandbox()
    web.address = web.runtime.sandbox(web.box).ip
    web.machine.files.mkdir("/conf")
    web.machine.files.write("/conf/default.conf", text.encode())
    for name, content in files.items():
        web.machine.files.write(f"/conf/tls.{name}", content.encode())
    web.container = web.nginx("nginx:1.27", mounts=[Mount("/etc/nginx/conf.d", "/conf")])
    return web


def test_https_and_http_side_by_side() -> None:
    web = site(crt=LONE, key="key")
    web.machine.files.write("/ca.crt", LONE.encode())
    resolve = ("--resolve", f"shop.example.com:443:{web.address}")
    status, out, err = web.command("curl", "-sS", "--cacert", "/ca.crt", *resolve,
                                   "https://shop.example.com/")  # fmt: skip
    assert (status, out, err) == (0, "https\n", "")
    assert web.get("/").body == b"http\n"
    status, _, err = web.command("curl", "-sS", *resolve, "https://shop.example.com/")
    assert (status, "self-signed certificate" in err) == (60, True)


def test_plain_requests_to_the_port_are_told() -> None:
    answer = site(crt=LONE, key="key").get("/", port=443)
    assert answer.status == 400
    assert b"<center>The plain HTTP request was sent to HTTPS port</center>" in answer.body


def test_a_missing_file_stops_it() -> None:
    web = site(crt=LONE)
    assert 'cannot load certificate key "/etc/nginx/conf.d/tls.key"' in web.text(web.container)
    web = site(SITE.replace("ssl_certificate /etc", "# /etc"), crt=LONE, key="key")
    words = 'no "ssl_certificate" is defined for the "listen ... ssl" directive in '
    assert words in web.text(web.container)

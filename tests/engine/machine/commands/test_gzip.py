"""gzip and back: files, streams, and what is neither.  Words of gzip 1.12."""

import gzip

import pytest

from podlab.engine.machine.commands.gzip import NotGzip, compressed, decompressed
from tests.engine.machine.small import Lab


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.command("sh", "-c", "mkdir /tmp/d; echo hello > /tmp/f")
    return lab


def test_a_file_there_and_back(lab: Lab) -> None:
    assert lab.command("gzip", "/tmp/f") == (0, "", "")
    assert lab.command("sh", "-c", "cd /tmp; ls") == (0, "d\nf.gz\n", "")
    assert lab.command("zcat", "/tmp/f.gz") == (0, "hello\n", "")
    assert lab.command("gunzip", "/tmp/f.gz") == (0, "", "")
    assert lab.command("cat", "/tmp/f")[1] == "hello\n"


def test_streams(lab: Lab) -> None:
    assert lab.command("sh", "-c", "echo a b | gzip | gzip -d") == (0, "a b\n", "")
    assert lab.command("sh", "-c", "echo a b | gzip -c | base64 | base64 -d | gunzip")[1] == "a b\n"


def test_the_format_is_everybodys() -> None:
    assert gzip.decompress(compressed(b"x" * 1000, "name", 5)) == b"x" * 1000
    assert decompressed(gzip.compress(b"one") + gzip.compress(b"two")) == b"onetwo"


@pytest.mark.parametrize(("line", "status", "error"), [
    ("gunzip /tmp/f", 2, "gunzip: /tmp/f: unknown suffix -- ignored\n"),
    ("echo x | gunzip", 1, "\ngunzip: stdin: not in gzip format\n"),
    ("gzip -t /tmp/f", 1, "\ngzip: /tmp/f: not in gzip format\n"),
    ("gzip /tmp/nosuch", 1, "gzip: /tmp/nosuch: No such file or directory\n"),
    ("gzip /tmp/d", 2, "gzip: /tmp/d is a directory -- ignored\n"),
    ("gzip -k /tmp/f; gzip -k /tmp/f", 2, "gzip: /tmp/f.gz already exists;\tnot overwritten\n"),
    ("gzip /tmp/f; gzip /tmp/f.gz", 2,
     "gzip: /tmp/f.gz already has .gz suffix -- unchanged\n"),
])  # fmt: skip
def test_what_is_refused(lab: Lab, line: str, status: int, error: str) -> None:
    assert lab.command("sh", "-c", line) == (status, "", error)


@pytest.mark.parametrize(("data", "words"), [
    (b"", "unexpected end of file"),
    (gzip.compress(b"hello")[:-4], "unexpected end of file"),
    (gzip.compress(b"hello")[:-8] + b"\0" * 8, "invalid compressed data--crc error"),
    (gzip.compress(b"\0" * (40 << 20)), "not simulated: so large a file"),
])  # fmt: skip
def test_data_that_is_damaged_or_a_bomb(data: bytes, words: str) -> None:
    with pytest.raises(NotGzip) as caught:
        decompressed(data)
    assert str(caught.value) == words

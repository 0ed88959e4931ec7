"""jq the command: where its input comes from, its options, and its statuses.  Words of jq 1.6."""

import pytest

from tests.engine.machine.small import Lab


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.command("sh", "-c", "echo '{\"a\":1}' > /tmp/one; echo '{\"a\":2} 3' > /tmp/two")
    lab.command("sh", "-c", "echo '.a + 1' > /tmp/program")
    return lab


def test_files_one_after_the_other(lab: Lab) -> None:
    assert lab.command("jq", "-c", ".", "/tmp/one", "/tmp/two") == (
        0, '{"a":1}\n{"a":2}\n3\n', "",
    )  # fmt: skip
    assert lab.command("jq", "-cs", ".", "/tmp/one", "/tmp/two")[1] == '[{"a":1},{"a":2},3]\n'


def test_a_file_that_is_not_there(lab: Lab) -> None:
    words = "jq: error: Could not open file /nosuch: No such file or directory\n"
    assert lab.command("jq", ".a", "/nosuch", "/tmp/one") == (2, "1\n", words)


def test_errors_name_the_file(lab: Lab) -> None:
    assert lab.command("jq", ".a.b", "/tmp/one") == (
        5, "", 'jq: error (at /tmp/one:1): Cannot index number with string "b"\n',
    )  # fmt: skip


def test_one_input_that_fails_does_not_end_the_others(lab: Lab) -> None:
    status, out, err = lab.command("jq", ".a", "/tmp/two", "/tmp/one")
    assert (status, out) == (0, "2\n1\n")
    assert "Cannot index number" in err


def test_programs_out_of_a_file(lab: Lab) -> None:
    assert lab.command("jq", "-f", "/tmp/program", "/tmp/one") == (0, "2\n", "")


@pytest.mark.parametrize(("text", "words"), [
    ("{", "Unfinished JSON term at EOF at line 1, column 1"),
    ("{a:1}", "Invalid numeric literal at line 1, column 3"),
    ("[1,\n2,,3]", "Expected value before ',' at line 2, column 3"),
])  # fmt: skip
def test_what_is_no_json(lab: Lab, text: str, words: str) -> None:
    assert lab.command("jq", ".", stdin=text.encode()) == (2, "", f"parse error: {words}\n")


def test_values_before_the_mistake_are_shown(lab: Lab) -> None:
    status, out, err = lab.command("jq", ".", stdin=b"1 2 x\n")
    assert (status, out) == (2, "1\n2\n")
    assert err == "parse error: Invalid numeric literal at line 2, column 0\n"


def test_statuses(lab: Lab) -> None:
    assert lab.command("jq", "-e", ".a", "/tmp/one")[0] == 0
    assert lab.command("jq", "-e", ".b", "/tmp/one")[0] == 1
    assert lab.command("jq", "-e", "empty", "/tmp/one")[0] == 4
    assert lab.command("jq", "-n", '"x" | halt_error(3)') == (3, "", "x")


def test_without_a_program_it_tells_its_usage(lab: Lab) -> None:
    status, out, err = lab.command("jq")
    assert (status, out) == (2, "")
    assert err.startswith("Usage:\tjq [OPTIONS] FILTER [FILES...]\n")

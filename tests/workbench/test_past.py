"""What the timeline tells of a journal: commands in words, keystrokes as lines."""

from podlab.hosting.journal import Branch, History, Position, Row
from podlab.workbench.past import MAX_WORDS, timeline_of


def told(*commands):
    rows = [Row(Position(n, n, n * 10), command) for n, command in enumerate(commands, 1)]
    return [
        (row["time"], row["what"], row["words"])
        for row in timeline_of(History(0, rows), 99)["rows"]
    ]


def typed(text, terminal="1"):
    return [{"do": "terminal.input", "terminal": terminal, "data": one} for one in text]


def test_keystrokes_become_the_lines_that_they_typed():
    assert told(*typed("lx\x7fs\r")) == [(50, "input", "ls")]


def test_terminals_do_not_mix_and_an_unfinished_line_is_not_told():
    both = [*typed("ab"), *typed("c\r", "2"), *typed("d\r")]
    assert [words for _, _, words in told(*both)] == ["c", "abd"]
    assert told(*typed("half")) == []


def test_a_paste_of_two_lines_is_two_commands():
    assert [words for *_, words in told(*[typed("x")[0] | {"data": "one\rtwo\r"}])] == [
        "one",
        "two",
    ]


def test_other_commands_are_told_by_what_they_did_and_cut_short():
    rows = told(
        {"do": "run", "argv": ["kubectl", "get", "pods"]},
        {"do": "file.write", "path": "/root/a.yaml", "text": "x"},
        {"do": "request", "method": "POST", "path": "/api/v1/pods"},
        {"do": "fault", "fault": ["kill", "web"]},
        {"do": "clock.pause"},
        {"do": "run", "argv": ["x" * 1_000]},
    )
    assert [what for _, what, _ in rows] == ["run", "file", "request", "fault", "run"]
    assert rows[0][2] == "kubectl get pods"
    assert len(rows[-1][2]) == MAX_WORDS


def test_the_present_branch_lasts_until_now():
    branches = [Branch("a", "b", 5, 7, True), Branch("b", "", 0, 8, False)]
    shown = timeline_of(History(0, [], branches), 99)["branches"]
    assert [(one["name"], one["begins"], one["ends"]) for one in shown] == [
        ("a", 5, 99),
        ("b", 0, 8),
    ]

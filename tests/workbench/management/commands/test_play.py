"""``manage.py play``: a scenario becomes a recording."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

SCENARIO = """$ kubectl run web --image=nginx
@ 5
$ kubectl get pods -o name
"""


def play(tmp_path, text=SCENARIO, **options):
    path, out = tmp_path / "s.txt", tmp_path / "out.jsonl"
    path.write_text(text)
    call_command("play", str(path), out=out, **options)
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_a_recording_has_commands_and_events(tmp_path):
    rows = play(tmp_path)
    text = json.dumps(rows)
    assert "pod/web created" in text
    assert "ADDED" in text


def test_the_same_seed_gives_the_same_names(tmp_path):
    def names(seed):
        rows = play(tmp_path, "$ kubectl create deployment web --image=nginx\n@ 5\n"
                    "$ kubectl get pods -o name\n", seed=seed)  # fmt: skip
        return [row.get("out") for row in rows if "out" in row]

    assert names(3) == names(3)
    assert names(3) != names(4)


def test_wrong_files_are_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("play", str(tmp_path / "none.txt"), out=tmp_path / "out.jsonl")
    spec = tmp_path / "spec.json"
    spec.write_text("nonsense")
    with pytest.raises(CommandError):
        play(tmp_path, spec=spec)

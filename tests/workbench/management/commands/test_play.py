"""``manage.py play``: a scenario becomes a recording."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

SCENARIO = """$ kubectl run web --image=nginx
! wait 5
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


def test_a_text_without_commands_is_refused(tmp_path):
    with pytest.raises(CommandError, match="has no commands"):
        play(tmp_path, "kubectl get pods\n")


def test_the_same_seed_gives_the_same_names(tmp_path):
    def names(seed):
        rows = play(tmp_path, "$ kubectl create deployment web --image=nginx\n! wait 5\n"
                    "$ kubectl get pods -o name\n", seed=seed)  # fmt: skip
        return [row.get("out") for row in rows if "out" in row]

    assert names(3) == names(3)
    assert names(3) != names(4)


def test_playing_again_gives_the_same_recording(tmp_path):
    text = "$ kubectl run web --image=nginx\n! wait 3\n$ kubectl get pods -o yaml; date\n"
    assert play(tmp_path, text) == play(tmp_path, text)


def test_the_date_can_be_chosen(tmp_path):
    rows = play(tmp_path, "$ date -u +%FT%TZ\n", start="2027-02-03T04:05:06Z")
    assert rows[0]["out"].startswith("2027-02-03T04:0")


@pytest.mark.parametrize("start", ["tomorrow", "2027-02-03"])
def test_a_date_that_is_no_moment_is_refused(tmp_path, start):
    with pytest.raises(CommandError):
        play(tmp_path, start=start)


def test_wrong_files_are_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("play", str(tmp_path / "none.txt"), out=tmp_path / "out.jsonl")
    spec = tmp_path / "spec.json"
    spec.write_text("nonsense")
    with pytest.raises(CommandError):
        play(tmp_path, spec=spec)

"""Flags that kubectl still takes and warns of."""

import pytest

from podlab.engine.kubectl.cli.commandline import parse
from podlab.engine.kubectl.cli.deprecated import RECORDING, rows
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.help import help_text


def test_record_is_taken_and_warned_of():
    line = parse(["set", "image", "deploy/web", "web=nginx", "--record"])
    assert line.values["record"] is True
    assert line.warnings == [
        "Flag --record has been deprecated, --record will be removed in the future"
    ]


def test_a_hidden_flag_belongs_to_its_commands_only():
    assert rows("get") == []
    with pytest.raises(CommandError, match="unknown flag: --record"):
        parse(["create", "deployment", "web", "--image=nginx", "--record"])


def test_the_share_of_the_cpu_is_a_number():
    line = parse(["autoscale", "deploy", "web", "--max=3", "--cpu-percent=50"])
    assert line.values["cpu-percent"] == 50
    assert "Use --cpu with percentage" in line.warnings[0]
    with pytest.raises(CommandError, match="cpu-percent"):
        parse(["autoscale", "deploy", "web", "--max=3", "--cpu-percent=half"])


def test_a_shorthand_is_warned_of_before_its_flag():
    line = parse(["run", "web", "--image=nginx", "-f", "pod.yaml"])
    assert [text.split(" has")[0] for text in line.warnings] == [
        "Flag shorthand -f",
        "Flag --filename",
    ]
    assert len(parse(["run", "web", "--image=nginx", "--filename", "pod.yaml"]).warnings) == 1


def test_help_does_not_list_them():
    for path in sorted(RECORDING):
        assert "--record" not in help_text(parse([*path.split(), "--help"]).node)

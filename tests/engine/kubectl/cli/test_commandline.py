"""The command line: cobra's way to a command, pflag's way to values, and their words."""

import pytest

from podlab.engine.kubectl.cli.commandline import distance, parse
from podlab.engine.kubectl.cli.errors import CommandError


def refused(*words):
    with pytest.raises(CommandError) as caught:
        parse(list(words))
    return caught.value.text()


def test_flags_may_stand_anywhere():
    line = parse(["-n", "dev", "get", "-owide", "pods", "--show-labels", "-lapp=web"])
    assert line.node.path == "get"
    assert line.args == ["pods"]
    assert line.values["namespace"] == "dev"
    assert line.values["output"] == "wide"
    assert line.values["show-labels"] is True
    assert line.values["selector"] == "app=web"
    assert {"namespace", "output"} <= line.given


def test_subcommands_and_aliases():
    assert parse(["create", "deploy", "web", "--image=nginx"]).node.path == "create deployment"
    assert parse(["create", "svc", "clusterip", "x"]).node.path == "create service clusterip"
    assert parse(["set", "image", "deploy/web", "c=i"]).node.path == "set image"


def test_everything_after_two_dashes_is_an_argument():
    line = parse(["exec", "box", "--", "ls", "-la"])
    assert line.args == ["box", "ls", "-la"]
    assert line.dash == 1


def test_lists_grow_and_split_at_commas():
    line = parse(["get", "pods", "-L", "a,b", "-L", "c"])
    assert line.values["label-columns"] == ["a", "b", "c"]
    line = parse(["create", "cm", "x", "--from-literal=a=1,2", "--from-literal=b=3"])
    assert line.values["from-literal"] == ["a=1,2", "b=3"]


def test_a_flag_with_an_implied_value_takes_no_word():
    line = parse(["delete", "pod", "--cascade", "web"])
    assert line.args == ["pod", "web"]
    assert line.values["cascade"] == "background"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("get pods -l", "error: flag needs an argument: 'l' in -l\nSee 'kubectl get --help' for "
                        "usage.\n"),
        ("get pods --watch --nosuch", "error: unknown flag: --nosuch\nSee 'kubectl get --help' for "
                                      "usage.\n"),
        ("get pods -Z", "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubectl get --help' for "
                        "usage.\n"),
        ("--nosuchflag get pods", "Error: flags cannot be placed before plugin name: "
                                  "--nosuchflag\n"),
        ("-n apply -f -", "error: unknown shorthand flag: 'f' in -f\nSee 'kubectl --help' for "
                          "usage.\n"),
        ("-n apply -f - x", "Error: flags cannot be placed before plugin name: -n\n"),
        ("--nosuchflag get", "error: unknown flag: --nosuchflag\nSee 'kubectl --help' for "
                             "usage.\n"),
        ("alph", 'error: unknown command "alph" for "kubectl"\n\nDid you mean this?\n\tauth\n'),
        ("gett pods", 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n'
                      "\tget\n"),
        ("run q", 'error: required flag(s) "image" not set\n'),
        ("scale deploy web --replicas=x", 'error: invalid argument "x" for "--replicas" flag: '
                                          'strconv.ParseInt: parsing "x": invalid syntax\nSee '
                                          "'kubectl scale --help' for usage.\n"),
    ],
)  # fmt: skip
def test_the_words_of_mistakes(words, text):
    assert refused(*words.split()) == text


def test_distance():
    assert distance("gett", "get") == 1
    assert distance("", "abc") == 3
    assert distance("kitten", "sitting") == 3

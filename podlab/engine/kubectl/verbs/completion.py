"""``kubectl completion | plugin | options | alpha``: what is small.

Here: their answers.  Not here: what Tab completes in the terminal (``complete``).
"""

from podlab.engine.kubectl.cli.commandline import tree
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.help import options_text
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import Step

SHELLS = ("bash", "zsh", "fish", "powershell")


def completion(c: Context) -> Step:
    """``completion SHELL``: the terminal completes kubectl by itself; the script only says so."""
    if len(c.args) != 1:
        many = (
            "Too many arguments. Expected only the shell type."
            if c.args
            else "Shell not specified."
        )
        raise c.usage(many)
    if c.args[0] not in SHELLS:
        raise c.usage(f'Unsupported shell type "{c.args[0]}".')
    words = " ".join(tree().commands)
    c.out(f"# {c.args[0]} completion for kubectl: {words}\n: built into this terminal\n")
    return 0


def plugin_list(c: Context) -> Step:
    """``plugin list``."""
    raise CommandError("unable to find any kubectl plugins in your PATH")


def options(c: Context) -> Step:
    """``options``."""
    c.out(options_text())
    return 0


def alpha(c: Context) -> Step:
    """``alpha``: this version has none of them."""
    c.err("No alpha commands are available in this version of kubectl\n")
    return 0

"""``--help``: a short form of kubectl's own pages.

Here: usage lines, subcommands and flags as the command tree has them.  Not here: kubectl's long
prose and examples.
"""

from podlab.engine.kubectl.cli.commandline import Flag, Node, tree

GROUPS = (
    ("Basic Commands (Beginner)", ("create", "expose", "run", "set")),
    ("Basic Commands (Intermediate)", ("explain", "get", "edit", "delete")),
    ("Deploy Commands", ("rollout", "scale", "autoscale")),
    (
        "Cluster Management Commands",
        ("certificate", "cluster-info", "top", "cordon", "uncordon", "drain", "taint"),
    ),
    (
        "Troubleshooting and Debugging Commands",
        ("describe", "logs", "attach", "exec", "port-forward", "proxy", "cp", "auth", "debug",
         "events"),
    ),
    ("Advanced Commands", ("diff", "apply", "patch", "replace", "wait", "kustomize")),
    ("Settings Commands", ("label", "annotate", "completion")),
    ("Other Commands", ("api-resources", "api-versions", "config", "plugin", "version")),
)  # fmt: skip
SHORT = {
    "create": "Create from a file, stdin, or flags", "expose": "Make a Service for a workload",
    "run": "Start a Pod from an image", "set": "Change one aspect of an object",
    "explain": "Show the documentation of fields", "get": "Show objects",
    "edit": "Change an object in an editor", "delete": "Delete objects",
    "rollout": "Manage the rollout of a workload", "scale": "Set the number of replicas",
    "autoscale": "Make a HorizontalPodAutoscaler", "certificate": "Approve or deny requests",
    "cluster-info": "Show where the control plane is", "top": "Show CPU and memory use",
    "cordon": "Mark a node unschedulable", "uncordon": "Mark a node schedulable",
    "drain": "Empty a node for maintenance", "taint": "Change the taints of nodes",
    "describe": "Show an object with what belongs to it", "logs": "Print a container's log",
    "attach": "Join a running container", "exec": "Run a command in a container",
    "port-forward": "Forward local ports to a Pod", "proxy": "Run a proxy to the API server",
    "cp": "Copy files to and from containers", "auth": "Ask about authorization",
    "debug": "Start a debugging session", "events": "List events",
    "diff": "Show what apply would change", "apply": "Make the cluster agree with a file",
    "patch": "Change fields of an object", "replace": "Replace an object by a file's",
    "wait": "Wait for a condition", "kustomize": "Build a kustomization",
    "label": "Change labels", "annotate": "Change annotations",
    "completion": "Print completion code for a shell", "api-resources": "List resources",
    "api-versions": "List API versions", "config": "Change kubeconfig files",
    "plugin": "List plugins", "version": "Show client and server versions",
}  # fmt: skip


def help_text(node: Node) -> str:
    """The page of a command."""
    if node is tree():
        return _root()
    parts = [SHORT.get(node.path, f"Usage of {node.full_name}.")]
    if node.commands:
        parts.append("Available Commands:\n" + "\n".join(f"  {name}" for name in node.commands))
    if node.flags:
        parts.append("Options:\n" + "\n".join(_flag(flag) for flag in node.flags))
    parts.append(f"Usage:\n  {node.use}")
    tail = (
        'Use "kubectl options" for a list of global command-line options (applies to all commands).'
    )
    if node.commands:
        tail = (
            f'Use "{node.full_name} <command> --help" for more information about a given '
            f"command.\n{tail}"
        )
    return "\n\n".join([*parts, tail]) + "\n"


def _flag(flag: Flag) -> str:
    short = f"-{flag.short}, " if flag.short else ""
    default = flag.default
    if flag.kind == "string":
        default = f"'{default}'"
    elif flag.kind in ("slice", "array"):
        default = f"[{default}]"
    return f"    {short}--{flag.name}={default}"


def _root() -> str:
    lines = ["kubectl controls the Kubernetes cluster manager.", ""]
    for title, names in GROUPS:
        lines.append(f"{title}:")
        lines += [f"  {name:<15} {SHORT[name]}" for name in names]
        lines.append("")
    lines += [
        "Usage:", "  kubectl [flags] [options]", "",
        'Use "kubectl <command> --help" for more information about a given command.',
        'Use "kubectl options" for a list of global command-line options (applies to all '
        "commands).",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def options_text() -> str:
    """``kubectl options``."""
    flags = "\n".join(_flag(flag) for flag in tree().flags)
    return f"The following options can be passed to any command:\n\n{flags}\n"

"""kubeconfig files for real clients."""


def kubeconfig(server: str, name: str = "podlab") -> str:
    """A kubeconfig with one cluster; the server's URL is all the credential that there is."""
    return (
        "apiVersion: v1\n"
        "kind: Config\n"
        "clusters:\n"
        f"- name: {name}\n"
        "  cluster:\n"
        f"    server: {server}\n"
        "contexts:\n"
        f"- name: {name}\n"
        "  context:\n"
        f"    cluster: {name}\n"
        f"    user: {name}\n"
        f"current-context: {name}\n"
        "users:\n"
        f"- name: {name}\n"
        "  user: {}\n"
    )

"""A small lesson folder that is right, to be made wrong in one way.

Not here: tests.
"""

from pathlib import Path

YAML = """\
number: 9
summary: {en: A Pod goes., zh-hans: Pod 没了。}
steps:
- id: one
  questions:
  - id: guess
    ask: {en: What remains?, zh-hans: 剩下什么？}
    choices:
    - en: nothing
      zh-hans: 什么也没有
      reply: {en: Right., zh-hans: 对。}
    - en: the Pod
      zh-hans: Pod
      reply: {en: No., zh-hans: 不。}
    right: 1
  checks:
  - id: gone
    goal: objects.gone
    with: {resource: pods, name: web}
    say: {en: The Pod web is gone., zh-hans: Pod web 没了。}
  watch:
  - id: deployment
    goal: objects.ever
    with: {resource: deployments.apps, name: web}
    say: {en: That is a Deployment., zh-hans: 那是 Deployment。}
"""
EN = """\
# Gone

A Pod that nobody keeps.

## Delete it {#one}

Make a Pod and delete it.

```sh
kubectl run web --image=nginx
kubectl delete pod web --now
```

### hint
Look at `kubectl get pods`.
"""
ZH = """\
# 没了

没人照看的 Pod。

## 删掉它 {#one}

创建一个 Pod，再删掉。

```sh
kubectl run web --image=nginx
kubectl delete pod web --now
```

### hint
看看 `kubectl get pods`。
"""
SOLUTION = "! text one\n! answer one/guess 1\n! wait 2\n"
WRONG = {
    "wrong/keep-it.sh": "# check: one/gone object-still-there\nkubectl run web --image=nginx\n",
    "wrong/deployment.sh": "# watch: one/deployment\nkubectl create deployment web --image=nginx\n",
}
FILES = {
    "lesson.yaml": YAML,
    "text.en.md": EN,
    "text.zh-hans.md": ZH,
    "solution.sh": SOLUTION,
    **WRONG,
}


def make(parent: Path, name: str = "009_gone") -> Path:
    """A lesson folder that is right."""
    folder = parent / name
    for file, text in FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def replaced(folder: Path, file: str, old: str, new: str) -> Path:
    """The folder with one place of one file replaced."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder

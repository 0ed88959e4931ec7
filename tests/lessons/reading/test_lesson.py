"""A lesson folder is read, or refused with file, line and reason for each way to get it wrong."""

import os

import pytest

from lessons.catalog import BadLesson, load
from tests.lessons.folders import EN, make, replaced

Y, E, Z, S = "lesson.yaml", "text.en.md", "text.zh-hans.md", "solution.sh"
KEEP, DEPLOY = "wrong/keep-it.sh", "wrong/deployment.sh"


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path)


def told(folder):
    with pytest.raises(BadLesson) as caught:
        load(folder)
    return str(caught.value)


def test_a_right_folder_is_a_lesson(folder):
    lesson = load(folder)
    assert lesson.number == 9
    assert lesson.title == {"en": "Gone", "zh-hans": "没了"}
    (step,) = lesson.steps
    assert [check.name for check in step.checks] == ["guess", "gone"]
    assert step.text["en"].hints == ("<p>Look at <code>kubectl get pods</code>.</p>",)
    assert [script.file for script in lesson.wrong] == ["wrong/deployment.sh", "wrong/keep-it.sh"]


WRONG = [
    # lesson.yaml: YAML itself.
    (Y, "steps:", "steps: [}", "lesson.yaml:3: this is no YAML"),
    (Y, "- id: one", "\t- id: one", "lesson.yaml:4: a tab stands"),
    (Y, "number: 9", "number: 9\nnumber: 9", "lesson.yaml:2: number is there twice"),
    (Y, "number: 9", "number: &a 9", "lesson.yaml:1: anchors"),
    (Y, "number: 9", "number: !!str 9", "lesson.yaml:1: tags"),
    (Y, "number: 9", "---\nnumber: 9\n---", "a second document"),
    (Y, "number: 9", "number: " + "[" * 40 + "]" * 40, "lesson.yaml:1: it is nested too deeply"),
    # Fields.
    (Y, "number: 9\n", "", "lesson.yaml:1: number is missing"),
    (Y, "number: 9", "number: nine", "lesson.yaml:1: number must be a number, not 'nine'"),
    (Y, "number: 9", "number: 8", "lesson.yaml:1: the number is 8, but the folder"),
    (Y, "number: 9", "number: -9", "lesson.yaml:1: number must be from 1"),
    (Y, "number: 9", "number: 9\nsumary: x", "lesson.yaml:2: sumary: there is no field sumary; "),
    (Y, "  checks:", "  check:", "is checks meant?"),
    (Y, "en: A Pod goes., ", "", "lesson.yaml:2: summary.en is missing"),
    (Y, "en: A Pod goes.", "en: ''", "lesson.yaml:2: summary.en is empty"),
    (Y, "en: A Pod goes.", "en: No", "lesson.yaml:2: summary.en must be text, not False"),
    (Y, "zh-hans: Pod 没了。", "zh-hans: A Pod goes.", "summary.zh-hans is not translated"),
    (Y, "en: A Pod goes.", "en: 没了", "lesson.yaml:2: summary.en has Chinese words"),
    (Y, "zh-hans: Pod 没了。", "zh-hans: 没了, de: weg", "there is no field de"),
    (Y, "number: 9", "number: 9\ntopic: nosuch", "lesson.yaml:2: topic: 'nosuch' is none of"),
    (Y, "number: 9", "number: 9\nneeds: [404_gone]", "lesson.yaml:2: needs: there is no lesson"),
    (Y, "number: 9", "number: 9\ncluster: {nodez: 3}", "lesson.yaml:2: cluster.nodez: there is no"),
    (Y, "number: 9", "number: 9\ncluster: {nodes: [a]}", "lesson.yaml:2: cluster: spec.nodes[0]"),
    (Y, "number: 9", "number: 9\nfaults: [stop-kublet a]", "is stop-kubelet meant?"),
    (Y, "number: 9", "number: 9\nfaults: [stop-kubelet]", "it is written stop-kubelet NODE"),
    # Steps, checks, questions.
    (Y, "- id: one", "- id: One", "lesson.yaml:4: steps[0].id: an id is small letters"),
    (Y, "- id: one", "- nope: one", "lesson.yaml:4: steps[0].id is missing"),
    (Y, "- id: one", "- id: two", "lesson.yaml:4: the step two has no section"),
    (Y, "- id: one", "- one\n- id: one", "lesson.yaml:4: steps[0] must be a mapping, not 'one'"),
    (Y, "- id: one", "- id: one\n  optional: true", "every step is optional"),
    (Y, "- id: one", "- id: one\n  optional: maybe", "optional must be true or false"),
    (Y, "- id: gone", "- id: guess", "guess is there already, in line 6"),
    (Y, "right: 1", "right: 3", "lesson.yaml:15: steps[0].questions[0].right must be from 1 to 2"),
    (Y, "right: 1", "right: 0", "right must be from 1 to 2, not 0"),
    (Y, "right: 1", "right: [1, 2]", "right is the number of the one right choice"),
    (Y, "    right: 1\n", "    prediction: true\n", "right is missing"),
    (Y, "en: the Pod", "en: nothing", "lesson.yaml:12: two choices say the same"),
    (Y, "reply: {en: No., zh-hans: 不。}", "replies: 1", "choices[1].reply is missing"),
    (Y, "goal: objects.gone", "goal: objects.gon", "there is no goal 'objects.gon'; is objects"),
    (Y, "name: web}", "nam: web}", "lesson.yaml:19: steps[0].checks[0].with.name is missing"),
    (Y, "name: web}", "name: web, nam: x}", "lesson.yaml:19: steps[0].checks[0].with.nam: there"),
    (Y, "resource: pods", "resource: pod", "there is no resource 'pod'; is pods meant?"),
    (Y, "name: web}", "name: Web_1}", "Kubernetes has no such name: 'Web_1'"),
    (Y, "name: web}", "name: web, labels: a=b=c}", "is no label selector"),
    (Y, "name: web}", "name: web, seconds: -1}", "seconds must be from 0"),
    (Y, "name: web}", "name: web, seconds: soon}", "seconds must be a number, not 'soon'"),
    (Y, "    with: {resource: pods, name: web}\n", "", "lesson.yaml:17: steps[0].checks[0].with.r"),
    (Y, "name: web}\n    say: {en: That", "count: 0}\n    say: {en: That", "would always be true"),
    (Y, "name: web}\n    say: {en: That", "fields: {a: {}}}\n    say: {en: That", "nothing in it"),
    (Y, "name: web}\n    say: {en: That", "fields: {a: {is: 1}}}\n    say: {en: That", "field is"),
    (
        Y,
        "name: web}\n    say: {en: That",
        "fields: {a: {least: 3, most: 1}}}\n    say: {en: That",
        "it could never be true",
    ),
    # Texts.
    (E, "# Gone", "Gone", "text.en.md:1: a text begins with '# Title'"),
    (E, "## Delete it {#one}", "## Delete it", "text.en.md:5: a step's heading is"),
    (E, "{#one}", "{#two}", "text.en.md:5: the step two is not in lesson.yaml"),
    (E, "### hint", "### Hint", "text.en.md:14: only '## Heading"),
    (E, "A Pod that", "### hint\nA Pod that", "text.en.md:3: a hint before the first step"),
    (E, "Look at `kubectl get pods`.\n", "", "text.en.md:14: the hint is empty"),
    (E, "Make a Pod and", "Make <b>a Pod</b> and", "text.en.md:7: raw HTML is not shown"),
    (E, "Make a Pod and", "![a](b.png)", "text.en.md:7: lessons have no images"),
    (E, "Make a Pod and", "[a](pod.md)", "text.en.md:7: 'pod.md' leads nowhere"),
    (E, "Make a Pod and", "[a](http://x.y/)", "text.en.md:7: 'http://x.y/' leads nowhere"),
    (E, "Make a Pod and", "[a](#tow)", "text.en.md:7: #tow leads to no step"),
    (E, "Make a Pod and", "[a](../002_a_deploy/)", "text.en.md:7: ../002_a_deploy/ leads to"),
    (E, "Make a Pod and", "[a](../002_a_deployment/#x)", "leads to no step"),
    (E, "Make a Pod and", "[a](#one)", "text.zh-hans.md:5: step one: links to —, in English to"),
    (E, "kubectl run web", "kubectl run wob", "text.zh-hans.md:9: step one: code block 1 differs"),
    (E, "```sh", "```sh pod.sh", "text.en.md:9: a block is 'sh'"),
    (E, "```sh", "```basch", "text.en.md:9: there are no 'basch' blocks"),
    (E, "now\n```", "now\n", "text.en.md:9: the code block is never closed"),
    (E, "kubectl run web --image=nginx", "kubectl run 'web", "text.en.md:10: bash cannot read"),
    (E, "```sh", "```yaml ../pod.yaml\na: b\n```\n\n```sh", "text.en.md:9: a block is 'sh'"),
    (E, "```sh", "```yaml pod.yaml\na: [}\n```\n\n```sh", "text.en.md:10: this is no YAML"),
    (E, "```sh", "```yaml pod.yaml\napiVersion: v1\nkind: Pood\n```\n\n```sh", "no kind 'Pood'"),
    (E, "Make a Pod", "Make 一个 Pod", "text.en.md:5: one has Chinese words"),
    (Z, "### hint\n看看 `kubectl get pods`。\n", "", "text.zh-hans.md:5: step one: 0 hints, but 1"),
    (Z, "创建一个 Pod，再删掉。", "Delete.", None),
    (E, "A Pod that nobody keeps.", "A Pod `kubectl get pods -A` keeps.", "text.en.md:3: the com"),
    (Z, "创建一个 Pod，", "创建。\n\nMake a Pod and delete it.\n\n", "zh-hans.md:9: one is not"),
    (Y, "en: A Pod goes.", "en: A {{what}} goes.", "lesson.yaml:2: {{what}} is not in var"),
    (E, "```sh", "```yaml\na: [}\n```\n\n```sh", "text.en.md:10: this is no YAML"),
    # Scripts.
    (S, "! text one", "! text two", "solution.sh:1: there is no step 'two'"),
    (S, "! text one", "! text one 2", "solution.sh:1: step one has no shell block 2; there are 1"),
    (S, "! text one", "! txt one", "solution.sh:1: there is no direction '! txt'; is text meant?"),
    (S, "! wait 2", "! wait long", "solution.sh:3: '! wait' is written ! wait SECONDS"),
    (S, "! wait 2", "! until 5", "solution.sh:3: '! until' is written ! until SECONDS COMMAND"),
    (S, "one/guess 1", "one/ges 1", "solution.sh:2: there is no question one/ges"),
    (S, "one/guess 1", "one/guess 5", "solution.sh:2: there is no choice 5; there are 2"),
    (S, "! wait 2", "! fault stop", "solution.sh:3: there is no fault 'stop'"),
    (S, "! wait 2", "if true", "solution.sh:3: bash cannot read this"),
    (KEEP, "# check: one/gone object-still-there", "# why", "keep-it.sh:1: a wrong answer begins"),
    (KEEP, "one/gone", "one/goner", "keep-it.sh:1: there is no check one/goner; is gone meant?"),
    (KEEP, "object-still-there", "object-still", "there is no message 'object-still'; is object"),
    (DEPLOY, "one/deployment", "one/deploy", "deployment.sh:1: there is no misconception one/dep"),
]


@pytest.mark.parametrize(("file", "old", "new", "why"), WRONG)
def test_a_wrong_folder_is_refused_with_file_line_and_reason(folder, file, old, new, why):
    replaced(folder, file, old, new)
    if why is None:
        assert load(folder)
    else:
        assert why in told(folder)


@pytest.mark.parametrize("file", [Y, E, Z, S])
def test_a_missing_file_is_refused(folder, file):
    (folder / file).unlink()
    assert f"009_gone/{file}:1: the file is missing" in told(folder)


@pytest.mark.parametrize(
    ("file", "data", "why"),
    [
        (E, b"", "text.en.md:1: the file is empty"),
        (E, b"\xef\xbb\xbf" + EN.encode(), "text.en.md:1: the file begins with a byte order mark"),
        (E, b"# One\n\xff\n", "text.en.md:2: this is not UTF-8"),
        (E, EN.replace("\n", "\r\n").encode(), "text.en.md:1: the line ends with a carriage"),
        (E, b"# One\n\x1b[2J\n", "text.en.md:2: a control character"),
        (E, b"# One\n" + b"x" * 200_000, "text.en.md:1: 200006 bytes are too many"),
        ("notes.txt", b"x", "notes.txt:1: the file does not belong"),
        ("solutions.sh", b"x", "is solution.sh meant?"),
        ("text.de.md", b"# x", "text.de.md:1: there is no such language"),
        ("wrong/README.md", b"x", "wrong/README.md:1: a wrong answer is a file like"),
        ("start.yaml", b"kind: [}", "start.yaml:1: this is no YAML"),
        ("start.yaml", b"a: b\n", "start.yaml:1: this is no manifest"),
        ("start.yaml", b"\n\napiVersion: v1\nkind: Deployment\n", "there is no kind 'Deployment'"),
        ("start.sh", b"ls\nfor x\n", "start.sh:2: bash cannot read"),
        ("variants.yaml", b"some: 1\n", "variants.yaml:1: it has 'any', 'one' or both"),
    ],
)
def test_a_file_that_cannot_be_is_refused(folder, file, data, why):
    (folder / file).write_bytes(data)
    assert why in told(folder)


def test_links_on_the_disk_are_not_followed(folder):
    (folder / Y).rename(folder.parent / "elsewhere.yaml")
    os.symlink(folder.parent / "elsewhere.yaml", folder / Y)
    assert "lesson.yaml:1: links are not allowed" in told(folder)


@pytest.mark.parametrize("name", ["9_gone", "009-gone", "009_Gone", "gone"])
def test_a_folder_with_another_name_is_refused(tmp_path, name):
    assert "a lesson's folder is called NNN_name" in told(make(tmp_path, name))


def test_two_lessons_beside_each_other_have_two_numbers(tmp_path):
    make(tmp_path, "009_other")
    assert "the number 9 belongs to 009_other already" in told(make(tmp_path))


@pytest.mark.parametrize("needs", ["needs: [009_gone]", "needs:\n- 009_gone"])
def test_lessons_do_not_wait_for_each_other(tmp_path, needs):
    other = make(tmp_path, "010_other")
    replaced(other, Y, "number: 9", f"number: 10\n{needs}")
    third = make(tmp_path, "011_third")
    replaced(third, Y, "number: 9", "number: 11\nneeds: [010_other]")
    folder = replaced(make(tmp_path), Y, "number: 9", "number: 9\nneeds: [011_third]")
    assert "009_gone/lesson.yaml:2: needs: 011_third needs 009_gone itself" in told(folder)


def test_all_mistakes_are_told_at_once(folder):
    replaced(folder, Y, "number: 9", "number: 8")
    replaced(folder, E, "### hint", "### Hint")
    assert {line.split(":")[0] for line in told(folder).split("\n")} >= {
        "009_gone/lesson.yaml",
        "009_gone/text.en.md",
    }

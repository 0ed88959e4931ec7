"""Every lesson proves itself; one that does not is told why, with file and line."""

import pytest

from lessons.authoring.proving import prove
from lessons.catalog import folders
from tests.lessons.folders import make, replaced

Y, E, Z, S = "lesson.yaml", "text.en.md", "text.zh-hans.md", "solution.sh"
KEEP = "wrong/keep-it.sh"
GONE = "goal: objects.gone\n    with: {resource: pods, name: web}"


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_a_lesson_proves_itself(folder):
    assert [one.told(folder.name) for one in prove(folder)] == []


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path)


def told(folder):
    return "\n".join(one.told(folder.name) for one in prove(folder))


def in_both(folder, old, new):
    for file in (E, Z):
        replaced(folder, file, old, new)


def test_the_small_lesson_proves_itself(folder):
    assert told(folder) == ""


def test_a_folder_that_cannot_be_read_is_told(folder):
    (folder / S).unlink()
    assert told(folder) == "009_gone/solution.sh:1: the file is missing"


def test_a_solution_that_does_not_solve_is_told_at_the_check(folder):
    (folder / S).write_text("! answer one/guess 2\nkubectl get pods\n")
    said = told(folder)
    assert "009_gone/lesson.yaml:17: the solution does not pass one/gone: object-never-del" in said
    assert "009_gone/lesson.yaml:6: the solution does not pass one/guess: wrong-answer" in said


def test_a_solution_that_meets_a_misconception_is_told(folder):
    replaced(folder, S, "! text", "kubectl create deployment web --image=nginx\n! text")
    assert "lesson.yaml:22: the solution meets the misconception one/deployment" in told(folder)


def test_a_check_that_is_true_at_the_start_is_told(folder):
    replaced(folder, Y, GONE, "goal: objects.now\n    with: {resource: nodes, namespace: ''}")
    assert "lesson.yaml:17: the check one/gone is true at the start" in told(folder)


def test_a_check_that_comes_true_by_waiting_is_told(folder):
    replaced(
        folder,
        Y,
        GONE,
        "goal: pods.status\n    with: {name: late, status: Running, for_seconds: 40}",
    )
    (folder / "start.sh").write_text("kubectl run late --image=nginx\n")
    assert "lesson.yaml:17: the check one/gone becomes true when one only waits" in told(folder)


def test_a_check_that_any_pod_passes_is_told(folder):
    replaced(folder, Y, GONE, "goal: objects.ever\n    with: {resource: pods}")
    said = told(folder)
    assert "the check one/gone is true for somebody who does something else (Pod, Depl" in said


def test_a_check_that_any_command_passes_is_told(folder):
    replaced(folder, Y, GONE, "goal: commands.run\n    with: {any: [kubectl get]}")
    assert "the check one/gone is true for somebody who does something else" in told(folder)


def test_a_step_that_is_done_before_it_begins_is_told(folder):
    step = """- id: two
  checks:
  - id: again
    goal: objects.created
    with: {resource: pods, name: web}
    say: {en: Again., zh-hans: 再来。}
"""
    (folder / Y).write_text((folder / Y).read_text() + step)
    for file in (E, Z):
        words = (folder / file).read_text() + "\n## 再 {#two}\n\n再来。\n\n```sh\nls\n```\n"
        (folder / file).write_text(words if file == Z else words.replace("再来。", "More.")
                                   .replace("再", "More"))  # fmt: skip
    (folder / S).write_text("! text one\n! answer one/guess 1\n! wait 2\n! text two\n")
    assert "lesson.yaml:26: all checks of the step two are true before it begins" in told(folder)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("kubectl delete", "kubectl delte", 'text.en.md:9: this does not run in the simulation'),
        ("kubectl delete", "kubeclt delete", "text.en.md:11: the command fails with status 127"),
        ("delete pod web", "delete pod wob", "text.en.md:11: the command fails with status 1"),
        ("--image=nginx", "--imag=nginx", "unknown flag: --imag"),
        ("```sh", "```sh fails", "text.en.md:9: the block is marked 'sh fails', but nothing in it"),
    ],
)  # fmt: skip
def test_commands_of_the_text_that_do_not_run_are_told(folder, old, new, why):
    in_both(folder, old, new)
    assert why in told(folder)


def test_a_command_that_is_meant_to_fail_may(folder):
    in_both(folder, "```sh", "```sh fails\nkubectl get pod nosuch\n```\n\n```sh")
    assert told(folder) == ""


def test_blocks_that_the_solution_leaves_out_are_read_too(folder):
    in_both(folder, "```sh", "```sh\nkubectl gett nodes\n```\n\n```sh")
    replaced(folder, S, "! text one", "! text one 2")
    assert 'unknown command "gett" for "kubectl"' in told(folder)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("kubectl run", "kubectl delete pod web; kubectl run", None),
        ("still-there", "still-there", None),
        ("one/gone object-still-there", "one/gone field-differs", "one/gone says object-still"),
        ("kubectl run web --image=nginx", "! text one", "the wrong answer passes one/gone"),
        ("kubectl run web", "kubectl rum web", "keep-it.sh:2: this does not run in"),
    ],
)  # fmt: skip
def test_a_wrong_answer_that_is_wrong_itself_is_told(folder, old, new, why):
    replaced(folder, KEEP, old, new)
    assert (why in told(folder)) if why else told(folder) == ""


def test_a_misconception_needs_somebody_who_meets_it(folder):
    replaced(folder, "wrong/deployment.sh", "deployment web", "deployment wob")
    said = told(folder)
    assert "deployment.sh:1: the wrong answer does not meet the misconception one/dep" in said
    assert "lesson.yaml:22: no wrong answer meets the misconception one/deployment" in said


def test_a_manifest_that_the_api_server_refuses_is_told_with_its_line(folder):
    (folder / "start.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containrs: []\n"
    )
    assert "start.yaml:6: the API server refuses this:" in told(folder)


def test_a_start_script_that_fails_is_told(folder):
    (folder / "start.sh").write_text("kubectl taint node nosuch a=b:NoSchedule\n")
    assert "start.sh:1: the start state cannot be made: Error from server" in told(folder)


def test_a_fault_that_the_cluster_refuses_is_told(folder):
    replaced(folder, Y, "number: 9", "number: 9\nfaults: [stop-kubelet nosuch]")
    assert "lesson.yaml:" in told(folder)


def test_a_command_within_a_sentence_must_be_one(folder):
    in_both(folder, "`kubectl get pods`", "`kubectl get pods --al`")
    assert ".md:15: this does not run in the simulation: error: unknown flag" in told(folder)


def test_each_command_of_a_solution_must_do_its_work(folder):
    replaced(folder, S, "! wait 2", "true\nkubectl delete pod nosuch\ntrue")
    assert "solution.sh:4: the command fails with status 1: kubectl delete" in told(folder)


def test_a_command_within_a_hint_must_be_one(folder):
    in_both(folder, "### hint", "### hint\n```sh\nkubectl gett pods\n```")
    assert 'unknown command "gett" for "kubectl"' in told(folder)

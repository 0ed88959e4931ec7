"""Both walkthroughs in a real browser, by typing and clicking, in both languages."""

import pytest

from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BUTTONS = {
    "en": {"toEditor": "Insert into editor", "apply": "Apply", "next": "Next lesson"},
    "zh-hans": {"toEditor": "插入编辑器", "apply": "应用", "next": "下一课"},
}
TITLES = {"en": "A bare Pod", "zh-hans": "一个独立的 Pod"}
SECOND = {"en": "A Deployment puts it back", "zh-hans": "Deployment 会把它补回来"}


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    return request.param


@pytest.fixture
def desk(open_page, language):
    return Desk(open_page(language))


def first_lesson_by_typing(desk):
    desk.type("ssh k8snode1 docker pull tomcat; ssh k8snode2 docker pull tomcat")
    desk.passed("pull", "images", 90)
    desk.type("mkdir -p test; cd test; vim pod-tomcat.yaml")
    desk.says('"pod-tomcat.yaml" [New]')
    desk.page.keyboard.type("i")
    for line in POD.splitlines():
        desk.page.keyboard.type(line.lstrip())
        indent(desk, line)
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.type(":wq")
    desk.page.keyboard.press("Enter")


POD = """apiVersion: v1
kind: Pod
metadata: {name: tomcat-test, namespace: default, labels: {app: tomcat}}
spec: {containers: [{name: tomcat-java, image: tomcat, imagePullPolicy: IfNotPresent, \
ports: [{containerPort: 8080}]}]}"""


def indent(desk, line):
    if not line.startswith("spec"):
        desk.page.keyboard.press("Enter")


def test_the_first_walkthrough(desk, language):
    desk.page.get_by_role("heading", name=TITLES[language]).first.wait_for()
    first_lesson_by_typing(desk)
    desk.type("kubectl apply -f pod-tomcat.yaml")
    desk.says("pod/tomcat-test created")
    desk.passed("create", "created")
    desk.passed("create", "ready", 90)
    desk.type("kubectl get pods -o wide -l app=tomcat")
    desk.says("Running")
    # Running is not yet listening: Tomcat starts.
    desk.type("sleep 4; curl -I $(kubectl get pod tomcat-test -o jsonpath='{.status.podIP}'):8080")
    desk.says("404")
    desk.passed("visit", "answered")
    desk.type("kubectl delete pods tomcat-test")
    desk.says('pod "tomcat-test" deleted from default namespace')
    desk.type("kubectl get pods -o wide -l app=tomcat")
    desk.says("No resources found in default namespace.")
    desk.passed("delete", "gone")
    states = desk.states()
    for state in ("ContainerCreating", "Running", "Terminating"):
        assert state in states, states
    assert states.index("ContainerCreating") < states.index("Running")


def test_the_second_walkthrough(desk, language):
    page = desk.page
    open_second(desk, language)
    page.get_by_role("button", name=BUTTONS[language]["toEditor"]).first.click()
    page.get_by_role("button", name=BUTTONS[language]["apply"], exact=True).click()
    desk.passed("create", "created")
    desk.passed("create", "ready", 90)
    desk.type(
        "for ip in $(kubectl get pods -l app=nginx -o "
        "jsonpath='{.items[*].status.podIP}'); do curl -s http://$ip | head -4; done"
    )
    desk.says("Welcome to nginx!")
    desk.passed("visit", "answered")
    before = pod_names(page)
    assert len(before) == 2
    desk.type(f"kubectl delete pod {before[0]}")
    desk.passed("delete", "replaced", 90)
    after = pod_names(page)
    assert before[1] in after
    assert set(after) - set(before), "a replacement must stand in the picture"
    desk.page.wait_for_timeout(1500)
    desk.type("kubectl get rs")
    desk.says("DESIRED")
    assert "Terminating" in desk.states()


def open_second(desk, language):
    page = desk.page
    page.get_by_role("button", name={"en": "All lessons", "zh-hans": "全部课程"}[language]).click()
    page.get_by_text(SECOND[language]).first.click()
    page.get_by_role("heading", name=SECOND[language]).first.wait_for()
    desk.ready()


def pod_names(page):
    """The Pods that the picture shows, by the accessible list's facts."""
    return page.evaluate(
        "() => [...document.querySelectorAll('[data-kind=\"Pod\"]')].map(p => p.dataset.name)"
    )

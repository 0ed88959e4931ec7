"""Makes the pictures of docs/TEACHING.md: plays a class on a server of its own, in both languages.

``python -m tests.browser.pictures [FOLDER]`` (docs/images if none is given).  Not a test.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import ROOT, Server
from tests.browser.conftest import ARGUMENTS, LOCALES
from tests.browser.desk import SECONDS
from tests.browser.school import Pupil, Teacher

CLASS = {"en": "Pods for beginners", "zh-hans": "Pod 入门"}
NAMES = {
    "en": ["Ada", "Barbara", "Edith", "Grace", "Linus", "Margaret"],
    "zh-hans": ["陈静", "韩梅梅", "李雷", "刘洋", "王芳", "张伟"],
}
SHORT = {"en": "en", "zh-hans": "zh"}
CREATE = (
    "kubectl run tomcat-test --image=tomcat --image-pull-policy=IfNotPresent "
    "--port=8080 -l app=tomcat"
)
READY = "kubectl wait --for=condition=Ready pod/tomcat-test"
VISIT = "curl -s $(kubectl get pod tomcat-test -o jsonpath={.status.podIP}):8080 | head -1"
DELETE = "kubectl delete pod tomcat-test"
BROKEN = "kubectl run tomcat-test --image=tomcat:nine -l app=tomcat"
WORK = [
    [CREATE, READY, VISIT],
    [BROKEN],
    [CREATE, READY],
    [CREATE, READY, VISIT, DELETE],
    ["kubectl get pods"],
    [CREATE, READY, VISIT],
]


def main() -> int:
    """Play the class in each language."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    with Server() as server, sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for language in LOCALES:
            play(browser, server.url, language, folder)
        browser.close()
    return 0


def play(browser: Browser, url: str, language: str, folder: Path) -> None:
    """One class, and its pictures."""
    contexts = []

    def a_page(width: int = 1280, height: int = 760) -> Page:
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, locale=LOCALES[language]))
        page = contexts[-1].new_page()
        page.set_default_timeout(60 * SECONDS)
        return page

    def keep(person: Teacher | Pupil, name: str) -> None:
        person.page.screenshot(path=folder / f"class-{name}-{SHORT[language]}.png")

    teacher = Teacher(a_page(), language)
    teacher.open_class(url, f"lin-{language}", CLASS[language])
    keep(teacher, "code")
    teacher.set_stuck_at_once()
    teacher.to_dashboard(url)
    pupils = []
    for name, lines in zip(NAMES[language], WORK, strict=True):
        pupil = Pupil(a_page(1180, 700), language)
        pupil.join(url, teacher.code, name)
        pupil.page.locator("#clock-speed").select_option("20")
        for line in lines:
            pupil.desk.type(line)
        pupils.append(pupil)
    teacher.sees(f"{teacher.row(NAMES[language][1])}.state-stuck", seconds=60)
    pupils[2].page.click("[data-hand]")
    teacher.sees(f"{teacher.row(NAMES[language][2])} .hand")
    teacher.page.click("#hand-out")
    teacher.page.locator('dialog[open] input[type="number"]').fill("20")
    keep(teacher, "handout")
    teacher.press("hand-out", "dialog[open]")
    pupils[3].desk.passed("delete", "gone")
    teacher.choose(NAMES[language][1])
    teacher.page.wait_for_timeout(3 * SECONDS)
    keep(teacher, "dashboard")
    teacher.press("look", "aside.member")
    pupils[1].sees(".class-line.asked")
    pupils[1].page.wait_for_timeout(6 * SECONDS)
    keep(pupils[1], "learner")
    for context in contexts:
        context.close()


if __name__ == "__main__":
    sys.exit(main())

"""A class in real browsers: what an instructor and learners do with their pages.  Not a test."""

from tests.browser.desk import SECONDS, Desk
from tests.patience import PATIENCE

WORDS = {
    "en": {
        "allow": "Allow",
        "stop": "Stop it",
        "look": "Look at the cluster",
        "open-look": "Open the live view",
        "copy": "Help in a copy",
        "open-copy": "Open the copy",
        "send-back": "Send the change back…",
        "propose": "Send the proposal",
        "accept": "Do it",
        "hand-out": "Hand out now",
        "collect": "Collect",
        "send": "Send",
        "pause": "Pause all",
        "release": "Give clocks back",
        "lower": "Lower the hand",
        "open": "Open",
        "close": "Close",
        "hint": "Send the hint",
        "got-it": "Got it",
        "stuck": "stuck",
        "finished": "finished",
        "free": "Own clocks",
        "paused": "The class has paused all clocks",
    },
    "zh-hans": {
        "allow": "允许",
        "stop": "停止",
        "look": "查看集群",
        "open-look": "打开实时画面",
        "copy": "在副本中帮忙",
        "open-copy": "打开副本",
        "send-back": "把改动发回…",
        "propose": "发送建议",
        "accept": "采用",
        "hand-out": "立即布置",
        "collect": "收取",
        "send": "发送",
        "pause": "全部暂停",
        "release": "交还时钟",
        "lower": "放下举手",
        "open": "打开",
        "close": "关闭",
        "hint": "发送提示",
        "got-it": "知道了",
        "stuck": "卡住",
        "finished": "完成",
        "free": "各自的时钟",
        "paused": "班级已暂停所有时钟",
    },
}


class Person:
    """Somebody with a page; ``words`` are the buttons' names in their language."""

    def __init__(self, page, language):
        self.page = page
        self.words = WORDS[language]

    def press(self, word, within="body"):
        """Press a button (or a link that looks like one) by what it does."""
        name = self.words[word]
        box = self.page.locator(within)
        button = box.get_by_role("button", name=name, exact=True)
        button.or_(box.get_by_role("link", name=name, exact=True)).first.click()

    def sees(self, selector, text="", seconds=PATIENCE):
        """Wait for an element that says something."""
        self.page.locator(selector, has_text=text).first.wait_for(timeout=seconds * SECONDS)

    def sees_no(self, selector, seconds=PATIENCE):
        """Wait until an element is gone."""
        self.page.locator(selector).first.wait_for(state="detached", timeout=seconds * SECONDS)


class Pupil(Person):
    """A learner of the class."""

    desk: Desk

    def join(self, url, code, name):
        """Type the code on the page of classes, then a name."""
        self.page.goto(f"{url}/join")
        self.page.fill("#id_code", code)
        self.page.locator("main button.primary").click()
        self.page.fill("#id_name", name)
        self.page.locator("main button.primary").click()
        self.desk = Desk(self.page)


class Teacher(Person):
    """An instructor, on the dashboard."""

    room = ""
    code = ""

    def open_class(self, url, account, name):
        """Sign up, open a class, go to its dashboard."""
        page = self.page
        page.goto(f"{url}/account/sign-up?next=/classes")
        page.fill("#id_username", account)
        page.fill("#id_password1", "a-quiet-harbour-7")
        page.fill("#id_password2", "a-quiet-harbour-7")
        page.locator("main button.primary").click()
        page.fill("#id_class_name", name)
        page.fill("#id_own_name", "Ms Lin")
        page.locator("main form:has(#id_class_name) button.primary").click()
        self.code = page.locator(".code-board .code").inner_text().strip()
        self.room = page.url.split("/class/")[1].split("/")[0]

    def set_stuck_at_once(self):
        """A Pod in trouble counts at once."""
        self.page.fill("#id_stuck_seconds", "0")
        self.page.locator("main form:has(#id_stuck_seconds) button.primary").click()

    def to_dashboard(self, url):
        """The dashboard of the class."""
        self.page.goto(f"{url}/class/{self.room}/")
        self.page.wait_for_selector('#link-state[data-state="open"]', timeout=PATIENCE * SECONDS)

    def row(self, name):
        """The selector of a learner's row."""
        return f'.heat tbody tr:has(.name:text-is("{name}"))'

    def choose(self, name):
        """Open a learner beside the grid."""
        self.page.locator(f"{self.row(name)} .name").click()
        self.page.locator(f'aside.member[aria-label="{name}"]').wait_for()

    def opens(self, word):
        """Press something that opens another page; that page."""
        with self.page.expect_popup() as opened:
            self.press(word, "aside.member")
        return opened.value

"""A learner who takes a lesson on the page: does what its solution says, with the page's own means.

What the text says is done by its buttons ("insert into editor", "copy to terminal"), everything
else is typed.  ``Hands`` uses the mouse, ``Keys`` only the keyboard.  Not a test.
"""

from lessons import catalog
from lessons.reading.variants import fill
from tests.browser.desk import SECONDS, Desk
from tests.patience import PATIENCE

FAST = 20
IDLE = """
() => {
  const rows = [...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent);
  const last = rows.map(row => row.replace(/\\u00a0/g, ' ').trimEnd()).filter(row => row).pop();
  const quiet = last !== undefined && /\\]#$/.test(last);
  const screen = rows.join('\\n');
  if (!quiet || screen !== window.lastScreen) {
    window.lastScreen = screen;
    window.quietSince = performance.now();
    return false;
  }
  return performance.now() - window.quietSince > 700;
}
"""


class Hands:
    """Points and clicks."""

    def __init__(self, page):
        self.page = page

    def press(self, locator):
        """Press a button."""
        locator.click()

    def choose(self, question, number):
        """Mark a choice of a question."""
        question.locator("input").nth(number).check()

    def save(self):
        """Save the file in the editor."""
        self.page.locator("#editor-save").click()

    def terminal(self):
        """Go to the terminal."""
        self.page.locator(".xterm-helper-textarea").first.focus()

    def speed_up(self):
        """Let the cluster's time go as fast as it can."""
        self.page.locator(".clock select").select_option(str(FAST))


class Keys:
    """Uses the keyboard alone."""

    MOST = 400

    def __init__(self, page):
        self.page = page

    def press(self, locator):
        """Go to a button, and press it."""
        self._reach(locator)
        self.page.keyboard.press("Enter")

    def choose(self, question, number):
        """Arrows move through the choices; the first stop is the marked one, or the first."""
        self._reach(question.locator("input").first)
        self.page.keyboard.press("Space")
        for _ in range(number):
            self.page.keyboard.press("ArrowDown")

    def save(self):
        """Save the file in the editor, which has the focus."""
        self.page.wait_for_function("() => document.activeElement.closest('.cm-content') !== null")
        self.page.keyboard.press("Control+s")

    def terminal(self):
        """F6 goes from part to part of the page."""
        self._part("#terminal")

    def speed_up(self):
        """The last of the speeds."""
        self._reach(self.page.locator(".clock select"))
        self.page.keyboard.press("End")

    def _part(self, selector):
        inside = f"document.activeElement.closest('{selector}') !== null"
        for _ in range(10):
            if self.page.evaluate(inside):
                return
            self.page.keyboard.press("F6")
        raise AssertionError(f"F6 does not reach {selector}")

    def _reach(self, locator):
        """Tab to something, out of terminal and editor first: these keep Tab for themselves."""
        locator.wait_for(state="visible")
        if not self._in_dialog():
            self._part("#lesson")
        for _ in range(self.MOST):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            if not self._in_dialog() and self._keeps_tab():
                self.page.keyboard.press("F6")
        raise AssertionError(f"Tab does not reach {locator}")

    def _in_dialog(self):
        return self.page.evaluate("document.querySelector('dialog[open]') !== null")

    def _keeps_tab(self):
        return self.page.evaluate("document.activeElement.closest('.xterm, .cm-editor') !== null")


class Learner:
    """Takes one lesson to its end."""

    def __init__(self, page, hands):
        self.page = page
        self.hands = hands(page)
        self.desk = Desk(page)
        self.lesson = None

    def open(self, name):
        """Open a lesson on the course's map."""
        self.hands.press(self.page.locator("#course-open"))
        self.hands.press(self.page.locator(f'.map [data-lesson="{name}"]'))
        wanted = {one.title[self._language()] for one in self._variants(name)}
        title = self.page.locator("h2.lesson-title")
        self.page.wait_for_function(
            "titles => titles.includes(document.querySelector('h2.lesson-title')?.textContent)",
            arg=sorted(wanted),
        )
        title.wait_for()
        self.desk.ready()

    def which(self, name):
        """Find out which variant this is, by what the steps show."""
        shown = [one.inner_text() for one in self.page.locator(".step .prose").all()]
        text = "\n".join(shown) or self.page.locator(".steps").inner_text()
        known = self._variants(name)
        self.lesson = next(one for one in known if one.values.get("app", "") in text)

    def play(self, name):
        """Do what the solution says."""
        self.which(name)
        self.hands.speed_up()
        script = (catalog.CONTENT / name / "solution.sh").read_text("utf-8")
        lines = []
        for line in [*fill(script, self.lesson.values).split("\n"), "! wait 1"]:
            if line.startswith("! "):
                self._type(lines)
                lines = []
                self._direct(*line[2:].partition(" ")[::2])
            elif line.strip():
                lines.append(line)

    def finished(self, seconds=PATIENCE):
        """Wait until the page says that the lesson is complete."""
        self.page.wait_for_selector(".finished", timeout=seconds * SECONDS)

    def idle(self, seconds=PATIENCE):
        """Wait until the terminal stands at its prompt."""
        self.page.evaluate("window.lastScreen = ''")
        self.page.wait_for_function(IDLE, timeout=seconds * SECONDS)

    def _type(self, lines):
        if lines:
            self.hands.terminal()
            for line in lines:
                self.page.keyboard.type(line)
                self.page.keyboard.press("Enter")
            self.idle()

    def _direct(self, verb, rest):
        if verb == "wait":
            self.page.wait_for_timeout(float(rest) / FAST * SECONDS)
        elif verb == "until":
            self.page.wait_for_timeout(min(float(rest.split()[0]), 40) / FAST * SECONDS)
        elif verb == "answer":
            self._answer(rest)
        else:
            self._text(rest.split())

    def _answer(self, rest):
        where, _, number = rest.partition(" ")
        step, _, name = where.partition("/")
        self._unfold(step)
        question = self.page.locator(f'[data-step="{step}"] [data-question="{name}"]')
        self.hands.choose(question, int(number) - 1)
        self.hands.press(question.locator("button"))
        if "exam" not in self.lesson.name:
            question.locator(".question-reply strong").wait_for()

    def _text(self, words):
        """The step's files are inserted and saved, its lines put at the prompt and run."""
        step, *numbers = words
        blocks = self.lesson.texts["en"][step]
        shell = [place for place, block in enumerate(blocks) if block.lang == "sh"]
        picked = [shell[int(number) - 1] for number in numbers] if numbers else shell
        for place, block in enumerate(blocks):
            if block.file and (not numbers or numbers[0] == "1"):
                self._button(step, place)
                self.hands.save()
                self.page.wait_for_timeout(300)
            elif place in picked:
                self._button(step, place)
                self.page.wait_for_timeout(300)
                self.page.keyboard.press("Enter")
                self.idle(90)

    def _button(self, step, place):
        self._unfold(step)
        bars = self.page.locator(f'[data-step="{step}"] > .step-body > .prose .block-bar')
        self.hands.press(bars.nth(place).locator("button").first)

    def _unfold(self, step):
        """A step that is folded away is opened."""
        one = self.page.locator(f'.step[data-step="{step}"]')
        if "open" not in one.get_attribute("class").split():
            self.hands.press(one.locator("h3 button"))

    def _variants(self, name):
        first = catalog.lesson(name)
        return [catalog.lesson(name, seed) for seed in range(first.variants.count)]

    def _language(self):
        return self.page.evaluate("document.documentElement.lang.toLowerCase()").replace(
            "zh-cn", "zh-hans"
        )

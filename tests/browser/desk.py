"""What a learner does with the page.  Not a test."""

from tests.patience import PATIENCE

WATCH = """
() => {
  window.seenStates = [];
  const look = () => {
    for (const one of document.querySelectorAll('.pod-status')) {
      const word = one.textContent;
      if (!window.seenStates.includes(word)) window.seenStates.push(word);
    }
  };
  new MutationObserver(look).observe(document.body,
    {subtree: true, childList: true, characterData: true});
  look();
}
"""
SECONDS = 1000


class Desk:
    """One learner's page."""

    def __init__(self, page):
        self.page = page
        self.ready()
        page.evaluate(WATCH)

    def ready(self):
        """Wait for the connection and the prompt."""
        self.page.wait_for_selector('#link-state[data-state="open"]', timeout=PATIENCE * SECONDS)
        self.says("]#")

    def type(self, line):
        """Type a line into the terminal."""
        self.page.locator(".xterm-helper-textarea").first.focus()
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")

    def says(self, text, seconds=PATIENCE):
        """Wait until the terminal shows a text."""
        self.page.wait_for_function(
            "text => document.querySelector('.xterm-rows')?.textContent.includes(text)",
            arg=text,
            timeout=seconds * SECONDS,
        )

    def screen(self):
        """What the terminal shows."""
        return self.page.locator(".xterm-rows").first.inner_text()

    def passed(self, step, check, seconds=PATIENCE):
        """Wait until a check of a step is green."""
        self.page.wait_for_selector(
            f'[data-step="{step}"] .check.passed[data-check="{check}"]',
            state="attached",
            timeout=seconds * SECONDS,
        )

    def states(self):
        """The words of status that the picture has shown, in order."""
        return self.page.evaluate("() => window.seenStates")

    def click(self, name, exact=True):
        """Press a button by its name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

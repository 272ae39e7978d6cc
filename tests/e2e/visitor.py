"""One person at a browser, who also looks at every page the way a careful reviewer would."""

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

LOCALES = {"en": "en-GB", "ja": "ja-JP"}
#: Widths in pixels, and the scheme in which axe looks at that width.
LOOKS = ((1440, "light", True), (1440, "dark", False), (360, "light", False), (360, "dark", True))
HEIGHTS = {1440: 900, 360: 780}
SERIOUS = {"serious", "critical"}
#: Whether the colours are those of the scheme: they follow some frames after the media query, and axe reads them twice.
REPAINTED = """(scheme) => {
  const [red] = getComputedStyle(document.body).backgroundColor.match(/\\d+/);
  return scheme === (red < 128 ? "dark" : "light");
}"""


class Visitor:
    """A person with a browser of their own. ``pictures`` is where pictures of the pages go, if somebody wants them."""

    def __init__(self, browser: Browser, url: str, language: str, pictures: Path | None) -> None:
        self.url, self.language, self.pictures = url, language, pictures
        self.context = browser.new_context(locale=LOCALES[language], viewport={"width": 1440, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def say(self, text: str) -> str:
        """A text of the interface in this person's language; it must have been translated."""
        with translation.override(self.language):
            said = translation.gettext(text)
        assert self.language == "en" or said != text, f"not translated: {text}"
        return said

    def go(self, path: str) -> None:
        """Open an address of the installation."""
        self.page.goto(self.url + path)

    def press(self, text: str, within: Locator | None = None) -> None:
        """Press the button, or the summary, with this text, and wait for what comes."""
        (within or self.page).get_by_role("button", name=self.say(text), exact=True).click()

    def follow(self, text: str) -> None:
        """Follow the link with this text, in what the page is about."""
        self.page.get_by_role("main").get_by_role("link", name=self.say(text)).first.click()

    def fill(self, **fields: str) -> None:
        """Fill in fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Choose from a list, by the names of field and value; languages have nothing to do with either."""
        self.page.locator(f"select[name={name}]").select_option(value)

    def tick(self, name: str, *values: str) -> None:
        """Tick boxes or options of this name."""
        for value in values:
            self.page.locator(f"[name={name}][value={value}]").check()

    def see(self, text: str) -> None:
        """Wait until a text of the interface is on the page."""
        expect(self.page.get_by_text(self.say(text)).first).to_be_visible()

    def look(self, name: str) -> None:
        """Look at the page wide and narrow, light and dark: axe, nothing wider than the screen, and pictures."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        for width, scheme, examined in LOOKS:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.wait_for_function(REPAINTED, arg=scheme)
            if self.pictures:
                self.page.evaluate("window.scrollTo(0, 0)")
                self.page.screenshot(path=self.pictures / f"{name}.{width}.{scheme}.png", full_page=True)
            across = self.page.evaluate("document.documentElement.scrollWidth")
            if across > width:
                self.complaints.append(f"{name} is {across} px wide on {width}")
            if examined:
                self._examine(f"{name} ({width}, {scheme})")
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light")

    def leave(self) -> list[str]:
        """Close the browser; what was wrong on the way."""
        self.context.close()
        return self.complaints

    def _examine(self, where: str) -> None:
        found: Any = Axe().run(self.page).response
        for violation in found["violations"]:
            if violation["impact"] in SERIOUS:
                nodes = " · ".join(f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:3])
                self.complaints.append(f"{where}: axe {violation['id']}: {nodes}")

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not re.search(r"status of 4\d\d", message.text):
            self.complaints.append(f"{self.page.url}: console {message.type}: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.complaints.append(f"{response.status} {response.url}")

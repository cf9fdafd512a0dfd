"""Pictures of every page on the bundled sample, light and dark, at desk and phone width: `make shots`.

Writes docs/screens/<page>-<light|dark>-<1280|390>.png. Names in CJK scripts need a font that has them on the machine.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "screens"
PAGES = {
    "overview": "/",
    "operators": "/operators",
    "operator": "/operator?id=op_gullfoss",
    "connectors": "/connectors",
    "billing": "/billing?period=last_month",
    "settings": "/settings",
}
SHOTS = {("light", 1280): tuple(PAGES), ("dark", 1280): tuple(PAGES), ("light", 390): ("overview", "operators")}
"""Which pages in which scheme and width; a phone's pictures of two pages show how all of them fold."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_START_SECONDS, _STEP = 60, 0.2


@contextmanager
def served() -> Iterator[str]:
    """The app on the sample, on a free port, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONEHAZEL_")}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(_STEP)
        else:
            return
    raise SystemExit(f"The app did not answer at {url} within {_START_SECONDS} seconds")


def shoot(browser: Browser, base: str, scheme: str, width: int, names: tuple[str, ...]) -> None:
    """One picture a page, as high as its content."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for name in names:
        page.goto(base + PAGES[name])
        _settle(page)
        height = page.locator("[data-testid=stMainBlockContainer]").evaluate("element => element.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(600, int(height) + 40)})
        _settle(page)
        page.screenshot(path=OUT / f"{name}-{scheme}-{width}.png")
        page.set_viewport_size({"width": width, "height": 900})
    context.close()


def _settle(page: Page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=30_000)
    page.wait_for_timeout(2_000)  # charts come after the script has ended, and fade in


def main() -> None:
    """Start the app, take all pictures, stop it."""
    OUT.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for (scheme, width), names in SHOTS.items():
            shoot(browser, base, scheme, width, names)
        browser.close()
    print(f"{sum(map(len, SHOTS.values()))} pictures in {OUT.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()

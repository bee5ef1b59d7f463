"""Make the picture of the README anew: `make picture`. Builds the site and photographs the first briefing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PAGE = "briefings/china-tech-shock/"
SIZE: ViewportSize = {"width": 1120, "height": 980}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to log."""


def main() -> None:
    """Write docs/briefing.png: the first screen of the briefing, at desk width."""
    from sourcebook.core.executors import open_executor
    from sourcebook.pipeline.build import build
    from sourcebook.pipeline.options import BuildOptions

    chromium = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        build(BuildOptions(ROOT / "content", Path(name) / "site"), open_executor())
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=f"{name}/site"))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"http://127.0.0.1:{server.server_port}/{PAGE}")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=ROOT / "docs" / "briefing.png")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()

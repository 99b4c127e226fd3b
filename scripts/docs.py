"""Writes docs/prozesse from the diagrams: `make docs`. Pictures are drawn anew only where their diagram changed."""

import argparse
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.designer.pages import pages_of
from app.designer.pages.drawing import Drawing
from app.designer.pages.folder import digest_of, drawings_of

ROOT = Path(__file__).resolve().parents[1]
VIEWER = ROOT / "assets/node_modules/bpmn-js/dist/bpmn-viewer.production.min.js"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DRAW = """async (xml) => {
    const viewer = new BpmnJS({ container: document.body });
    await viewer.importXML(xml);
    const { svg } = await viewer.saveSVG();
    viewer.destroy();
    return svg;
}"""
CHANCE = re.compile(r'\bid="([\w-]+-[0-9a-z]{15,})"')
"""Ids that the viewer makes up anew each time, for the tips of arrows."""
TOUCH = re.compile(r'<\w+ [^>]*class="djs-(?:hit|outline)[^>]*/>')
"""Invisible shapes that the viewer needs for the mouse."""


def main() -> None:
    """Writes what is new and removes what is no longer a procedure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="where workflows/ and forms/ are")
    root = parser.parse_args().root
    target = root / "docs/prozesse"
    target.mkdir(parents=True, exist_ok=True)
    pages = pages_of(root / "workflows", root / "forms")
    for name, text in pages.items():
        (target / name).write_text(text, encoding="utf-8")
    drawings = {f"{drawing.key}.svg": drawing for drawing in drawings_of(root / "workflows")}
    for file in target.iterdir():
        if file.name not in pages and file.name not in drawings:
            file.unlink()
    old = {name: drawing for name, drawing in drawings.items() if not _is_of(target / name, drawing)}
    for name, svg in _draw(old.values()):
        (target / name).write_text(svg, encoding="utf-8")
        print(f"{target / name} neu gezeichnet")


def _is_of(file: Path, drawing: Drawing) -> bool:
    return file.is_file() and digest_of(drawing) in file.read_text("utf-8")


def _draw(drawings: Iterable[Drawing]) -> Iterable[tuple[str, str]]:
    """File name and picture of each diagram, drawn by the viewer that the pages of cases use too."""
    drawings = list(drawings)
    if not drawings:
        return
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        page = browser.new_page()
        page.add_script_tag(path=VIEWER)
        for drawing in drawings:
            svg = page.evaluate(DRAW, drawing.data.decode("utf-8"))
            yield f"{drawing.key}.svg", _settled(svg, drawing)
        browser.close()


def _settled(svg: str, drawing: Drawing) -> str:
    """The same picture every time, on a white ground; it says from which diagram it is."""
    svg = TOUCH.sub("", svg)
    for number, name in enumerate(dict.fromkeys(CHANCE.findall(svg)), start=1):
        svg = svg.replace(name, f"tip-{number}")
    head, tag, rest = svg.partition("<svg ")
    return f'{head}<!-- {drawing.file.name} {digest_of(drawing)} -->\n{tag}style="background: white" {rest}\n'


if __name__ == "__main__":
    main()

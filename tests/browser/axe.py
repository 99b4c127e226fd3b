"""What axe-core finds on a page: the rules of WCAG 2.2, levels A and AA, that a machine can check."""

from playwright.sync_api import Page

from app.config import ROOT

_SOURCE = ROOT / "assets/node_modules/axe-core/axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })"


def violations(page: Page) -> list[str]:
    """One line per violated rule, with the places. The script comes from outside, so that the page's CSP stays."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_SOURCE.read_text("utf-8"))
    found = page.evaluate(_RUN, _TAGS)["violations"]
    return [f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']]}" for rule in found]

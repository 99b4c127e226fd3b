"""Markdown written by process owners, as safe HTML; values put into it are always plain text."""

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from app import wording
from app.forms.errors import FormError
from app.forms.formulas import Template

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"}
_MORE_TAGS = {"code", "pre", "table", "thead", "tbody", "tr", "th", "td"}
_SLOT = "\ue000{}\ue001"
_PRIVATE_USE = re.compile("[\ue000\ue001]")
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


class RichText:
    """A text block, rendered once; only the values in its slots change from page to page. May raise `FormError`."""

    def __init__(self, template: Template) -> None:
        literals = [_PRIVATE_USE.sub("", literal) for literal in template.literals]
        marked = literals[0] + "".join(_SLOT.format(number) + text for number, text in enumerate(literals[1:]))
        html = _safe_html(marked)
        if "%EE%80%80" in html:
            raise FormError("In der Adresse eines Verweises sind keine Ausdrücke möglich.")
        self._parts = re.split("\ue000([0-9]+)\ue001", html)

    def render(self, values: Sequence[str]) -> Markup:
        """HTML with the values in their places, escaped, line breaks kept."""
        put_in = [str(escape(values[int(slot)])).replace("\n", "<br>") for slot in self._parts[1::2]]
        return Markup(wording.put_together(self._parts[::2], put_in))


def _safe_html(markdown: str) -> str:
    tokens = _parser.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS | _MORE_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )

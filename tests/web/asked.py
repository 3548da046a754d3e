"""What the dashboard can be asked: every route that takes a form, and what its page would send with it."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

#: What stands in place of what varies in a path.
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post"}
FIXED = {"name": "sciatica", "verb": "hold", "secret": "x" * 43, "token": "x" * 43}


@dataclass
class Form:
    """A route that takes a form, and its fields with what its page sends where nobody types."""

    template: str
    path: str
    fields: dict = field(default_factory=dict)


def served(routes):
    """Every route, those of routers too."""
    for one in routes:
        if hasattr(one, "methods"):
            yield one
        elif inner := getattr(one, "effective_route_contexts", None):
            yield from inner()


def path_of(template, fixed=FIXED):
    return re.sub(r"{(\w+)(:\w+)?}", lambda match: fixed.get(match[1], "1"), template)


def forms(made, pages, fixed=FIXED):
    """Every route that takes a form, with the fields it declares and those that the pages show."""
    shown = [one for page in pages for one in shown_forms(page)]
    return [form(one, shown, fixed) for one in served(made.routes) if "POST" in (one.methods or ())]


def form(route, shown, fixed):
    found = Form(route.path, path_of(route.path, fixed))
    found.fields |= dict.fromkeys(declared(route.dependant), "")
    for path, fields in shown:
        if re.fullmatch(re.sub(r"{\w+(:\w+)?}", "[^/]+", route.path), path):
            found.path, found.fields = path, found.fields | fields
            break
    return found


def declared(dependant):
    """The fields that a route and what it depends on declare."""
    return [
        *(one.alias for one in dependant.body_params),
        *(name for inner in dependant.dependencies for name in declared(inner)),
    ]


def shown_forms(page):
    """Each form of a page, as often as it has buttons that send it elsewhere: path, fields."""
    for one in page.css("form[method=post]"):
        own = one.attributes.get("id")
        inside = one.css("input, textarea, select, button")
        outside = page.css(f"[form={own}]") if own else []
        fields = {node.attributes["name"]: value(node) for node in [*inside, *outside] if node.attributes.get("name")}
        paths = {one.attributes["action"]} | {node.attributes.get("formaction") for node in [*inside, *outside]} - {
            None
        }
        for path in sorted(filter(None, paths)):
            yield urlsplit(path).path, fields


def value(node):
    """What a browser sends of it."""
    if node.tag == "textarea":
        return node.text()
    if node.tag == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return chosen.attributes.get("value", chosen.text()) if chosen else ""
    return node.attributes.get("value") or ""


def strange(answer):
    """What a page holds that we have not shipped: scripts, handlers, addresses that run something."""
    page, found = LexborHTMLParser(answer.text), []
    for node in page.css("*"):
        if node.tag in ("script", "iframe", "object", "embed", "base") and not ours(node):
            found.append(node.html)
        for name, said in node.attributes.items():
            runs = name in _ADDRESSES and re.match(r"\s*(javascript|data|vbscript):", said or "", re.IGNORECASE)
            if name.startswith("on") or runs:
                found.append(f"{name}={said}")
    return found


def commands(answer):
    """What a refusal tells whoever looks at pages to type."""
    page = LexborHTMLParser(answer.text)
    told = page.css(".error, #error, .banner.bad, #flash, main > p")
    typed = [code.text() for node in told for code in node.css("code") if code.text().startswith("campaign ")]
    said = [node.text() for node in told]
    return typed + [words for words in said if re.search(r"`|\bcampaign (run|[a-z]+ [A-Z]{2,})|(^|\s)--[a-z]", words)]


def ours(node):
    return node.tag == "script" and node.attributes.get("src", "").startswith("/static/") and not node.text(strip=True)

"""A template is kept only if no kind of post loses its words, its tags or its link; the refusal says where and why."""

import pytest

from posts.compose import TEMPLATE, Frame, check_template, compose
from posts.compose.template import FILTERS, VARIABLES
from posts.errors import TemplateError
from posts.measure import LIMITS


@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE,
        "{{ text }}\n{{ hashtags }}",
        "{{ title }}: {{ text }}\n\n{{ link }}\n{{ hashtags }}",
        "{{ hashtags }}\n{{ text }}",
        "{% if of %}{{ n }}/{{ of }} {% endif %}{{ text }} ({{ link }}) {{ hashtags }}",
        "{% if title %}“{{ title|truncate(40)|upper }}”\n{% endif %}{{ text }} {{ hashtags }}",
        "{# a note to oneself #}{{ text }}\n{% if n is none %}Read on:{% else %}🧵 {{ n }}{% endif %} {{ hashtags }}",
        "Literally {% raw %}{{ text }}{% endraw %}: {{ text }} {{ hashtags }}",
    ],
)
def test_a_template_that_keeps_everything_is_kept(template):
    assert check_template(template) == template


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ text }}", "Line 1 of the template: it never uses {{ hashtags }}, so posts would go out without the campaign's tag."),
        ("{{ hashtags }}", "Line 1 of the template: {{ text }}, the words of the post, must stand in every post once."),
        ("", "Line 1 of the template: {{ text }}, the words of the post, must stand in every post once."),
        ("{{ text }}\n{{ txet }} {{ hashtags }}", "Line 2 of the template: there is no variable “txet”; perhaps “text” is meant."),
        ("{{ text }}\n{{ text }\n{{ hashtags }}", "Line 2 of the template: unexpected '}'."),
        ("{{ text }}\n{% if link %}{{ hashtags }}", "Line 2 of the template: Unexpected end of template."),
        ("{{ text }}\n{{ hashtags|explode }}", "Line 2 of the template: there is no filter “explode”; there are "),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_its_line_and_the_reason(template, message):
    with pytest.raises(TemplateError) as refused:
        check_template(template)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "template",
    [
        "{{ text|upper }} {{ hashtags }}",
        "{{ text|truncate(400) }} {{ hashtags }}",
        "{{ text ~ '!' }} {{ hashtags }}",
        "{{ text if link else title }} {{ hashtags }}",
        "{% if text %}{{ text }}{% endif %} {{ hashtags }}",
        "{% if text|length > 100 %}Long: {% endif %}{{ text }} {{ hashtags }}",
        "{{ text }} {{ text }} {{ hashtags }}",
        "{% if of %}{{ text }} {% endif %}{{ hashtags }}",
    ],
)
def test_a_template_that_changes_doubles_or_looks_at_the_text_is_refused(template):
    with pytest.raises(TemplateError, match="the words of the post"):
        check_template(template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ text }}{{ hashtags }}",
        "{{ text }} {{ hashtags }}{{ link }}",
        "{{ text }} {{ hashtags }} {{ hashtags }}",
        "{{ text }}\n{% if of %}{{ hashtags }}{% endif %}",
        "{{ text }}\n{% if not link %}{{ hashtags }}{% endif %}",
        "{{ text }}\n({{ hashtags }})",
        "{{ text }}\nx{{ hashtags }}",
    ],
)
def test_a_template_that_drops_doubles_or_hides_a_tag_is_refused(template):
    with pytest.raises(TemplateError, match="hashtags"):
        check_template(template)


def test_a_template_that_hides_the_link_is_refused():
    with pytest.raises(TemplateError, match="cannot be clicked"):
        check_template("{{ text }}{{ link }} {{ hashtags }}")


@pytest.mark.parametrize("name", ["hashtags", "link"])
def test_tags_and_link_go_through_no_filter(name):
    with pytest.raises(TemplateError, match=f"{name} cannot go through a filter"):
        check_template("{{ text }} {{ hashtags }}\n{{ " + name + "|lower }}")


@pytest.mark.parametrize(
    "template", ["{{ text }} {{ n }} {{ hashtags }}", "{{ text }} {{ hashtags }}{% if of > 3 %}!{% endif %}"]
)
def test_a_number_that_stands_alone_posts_do_not_have_is_refused(template):
    with pytest.raises(TemplateError, match="n and of are none in a post that stands alone"):
        check_template(template)


@pytest.mark.parametrize(
    "attack",
    [
        "{% for i in range(10**9) %}{% endfor %}",
        "{% for a in text %}{% for b in text %}{% for c in text %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'x' * 10 ** 9 }}",
        "{{ title|center(1000000000) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ title.__class__.__mro__ }}",
        "{{ title['__class__'] }}",
        "{{ lipsum(1000) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% set x = title %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% include 'other' %}",
        "{% extends 'other' %}",
        "{% filter upper %}{% endfilter %}",
        "{% call f() %}{% endcall %}",
        "{{ [title] * 3 }}",
        "{{ " + "(" * 950 + "1" + ")" * 950 + " }}",
        "{{ " + "not " * 480 + "link }}",
        r"{{ '\ud800' }}",
        " " * 5000,
    ],
    ids=lambda attack: attack[:30].strip(),
)
def test_a_template_that_could_hang_grow_or_look_around_is_refused(attack):
    for template in (attack, f"{{{{ text }}}} {attack} {{{{ hashtags }}}}"):
        with pytest.raises(TemplateError, match=r"Line 1 of the template: ") as refused:
            compose(Frame(LIMITS["plain"], ("#Tag",), template=template), "It helps.")
        assert str(refused.value)[-1] == "."


def test_every_variable_and_filter_that_is_offered_works():
    for name in VARIABLES.keys() - {"text", "hashtags"}:
        check_template(f"{{{{ text }}}} {{{{ hashtags }}}} {{% if {name} %}}{{{{ {name} }}}}{{% endif %}}")
    for name in FILTERS:
        check_template(f"{{{{ text }}}} {{{{ hashtags }}}} {{{{ title|{name} }}}}")

"""The tree of errors is the decision table: what its docstring draws is what there is."""

import re

from posts import errors


def test_the_tree_in_the_docstring_is_the_tree_of_classes():
    drawn = set(re.findall(r"[├└]─ (\w+)", errors.__doc__))
    found, waiting = set(), [errors.PostsError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__ == "posts.errors":
                found.add(kind.__name__)
                waiting.append(kind)
    assert found == drawn

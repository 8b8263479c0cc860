"""Every kind of event that is recorded has a Swedish word, and no word is left over."""

import ast

from samsyn.access.selectors import event_words
from tests.structure.house import python_files, tree


def test_every_event_has_a_word():
    recorded = {
        call.args[0].value
        for file in python_files()
        for call in ast.walk(tree(file))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "record"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }

    assert recorded == set(event_words())

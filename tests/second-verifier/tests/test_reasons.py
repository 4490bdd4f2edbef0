"""Every reason word of the program stands in the wire format's table."""

import ast
import re
import unittest
from pathlib import Path
from typing import Iterator, Set

ROOT = Path(__file__).resolve().parents[3]
SOURCES = Path(__file__).resolve().parents[1] / "ebl_second"
# The call, and which of its arguments is the word.
SAYS = {"demand": 1, "present": 1, "Refused": 0}


def table() -> Set[str]:
    """The words in the first column of the table."""
    text = (ROOT / "docs" / "wire-format.md").read_text("utf-8")
    rows = text.split("| word | what failed |\n|---|---|\n")[1].split("\n\n")[0].splitlines()
    return {word for row in rows for word in re.findall("`([a-z-]+)`", row.split("|")[1])}


def said() -> Iterator[str]:
    """The words that the program's own lines give."""
    for path in SOURCES.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not named or node.func.id not in SAYS:
                continue
            word = node.args[SAYS[node.func.id]]
            if isinstance(word, ast.Constant):
                yield word.value


class Reasons(unittest.TestCase):
    def test_every_word_is_one_of_the_wire_formats(self) -> None:
        words = set(said())
        self.assertGreater(len(words), 40)
        self.assertLessEqual(words | {"not-canonical"}, table())

    def test_all_of_the_tables_words_are_said_but_those_that_need_a_challenge(self) -> None:
        unsaid = table() - set(said()) - {"not-canonical"}
        self.assertEqual(unsaid, {"answer-missing", "answer-other"})


if __name__ == "__main__":
    unittest.main()

"""Files that the first verifier made and judged: this one must judge them alike.

`cargo forge --out FOLDER` writes good files and forgeries; `EBL_FORGED` names the folder.
"""

import os
import unittest
from pathlib import Path

from ebl_second.cli import verdict

FOLDER = os.environ.get("EBL_FORGED")


@unittest.skipUnless(FOLDER, "EBL_FORGED names no folder of forged files")
class BothVerifiers(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(FOLDER or "")
        self.chain = bytes.fromhex((self.folder / "chain.txt").read_text().strip())

    def verdicts(self, kind: str) -> dict:
        files = sorted(self.folder.glob(f"{kind}-*.evidence"))
        self.assertTrue(files, f"no {kind} files in {self.folder}")
        return {file.name: verdict(file.read_bytes(), self.chain) for file in files}

    def test_what_the_first_believes_the_second_believes(self) -> None:
        refused = {name: word for name, word in self.verdicts("good").items() if word != "ok"}
        self.assertEqual(refused, {})

    def test_what_the_first_refuses_the_second_refuses(self) -> None:
        believed = [name for name, word in self.verdicts("bad").items() if word == "ok"]
        self.assertEqual(believed, [])

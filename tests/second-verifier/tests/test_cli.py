"""The program as it is run: its words, its exit codes."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from . import golden
from .test_evidence import sold

PROGRAM = Path(__file__).resolve().parents[1] / "ebl-second-verifier.py"


def run(*arguments: object) -> subprocess.CompletedProcess:
    """Run the program."""
    command = [sys.executable, str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name)
        ledger = sold()
        data = ledger.evidence()
        cls.chain = ledger.chain.hex()
        (cls.path / "good.evidence").write_bytes(data)
        (cls.path / "bad.evidence").write_bytes(data[:-1])
        (cls.path / "genesis").write_bytes(ledger.genesis_file)
        (cls.path / "receipt").write_bytes(dict(golden.entries("blocks.txt"))["receipt"])

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def test_a_good_file_is_told_and_exits_with_0(self) -> None:
        done = run("--chain", self.chain, self.path / "good.evidence")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines()[0], "ok")
        self.assertIn("law: English law, Hague-Visby Rules", done.stdout)

    def test_a_bad_file_has_one_word_and_exits_with_1(self) -> None:
        done = run("--genesis", self.path / "genesis", self.path / "bad.evidence")
        self.assertEqual((done.returncode, done.stdout), (1, "not-canonical\n"))
        done = run("--json", self.path / "bad.evidence")
        self.assertEqual(json.loads(done.stdout)["reason"], "not-canonical")
        done = run("--chain", "00" * 32, self.path / "good.evidence")
        self.assertEqual((done.returncode, done.stdout), (1, "wrong-chain\n"))

    def test_json_says_what_is_proved(self) -> None:
        done = run("--json", self.path / "good.evidence")
        shown = json.loads(done.stdout)
        self.assertEqual((shown["verdict"], shown["chain"]), ("ok", self.chain))
        self.assertEqual(len(shown["history"]), 3)

    def test_a_receipt_is_verified_with_the_genesis_file(self) -> None:
        done = run("--genesis", self.path / "genesis", "--receipt", self.path / "receipt")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("height: 12\n", done.stdout)
        self.assertIn("fact: issued\n", done.stdout)

    def test_bulk_has_a_line_for_each_file(self) -> None:
        done = run("--bulk", self.path, "--chain", self.chain)
        self.assertEqual(done.stdout, "bad.evidence not-canonical\ngood.evidence ok\n")
        self.assertEqual(done.returncode, 1)

    def test_commands_that_make_no_sense_exit_with_2(self) -> None:
        for arguments in (
            [],
            ["--bulk", self.path, self.path / "good.evidence"],
            ["--bulk", self.path / "genesis"],
            ["--receipt", self.path / "receipt"],
            ["--chain", "xyz", self.path / "good.evidence"],
            ["--chain", "00", self.path / "good.evidence"],
            [self.path / "nothing.evidence"],
        ):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)

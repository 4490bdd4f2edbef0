"""The command line. Verdicts and reports on stdout, errors of usage on stderr.

Exit code 0: it holds; 1: it does not, and one reason word says why; 2: the command makes no sense.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import List, Optional

from . import evidence, histories, receipt, report
from .genesis import open_genesis
from .identity import chain_id
from .limits import EVIDENCE_BYTES
from .refusal import Refused

HOLDS, REFUSED, USAGE = 0, 1, 2


def main(arguments: Optional[List[str]] = None) -> int:
    """Run one command and give its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.file is None) == (options.bulk is None):
        parser.error("name one FILE, or a folder with --bulk")
    if options.receipt and options.genesis is None:
        parser.error("a receipt is verified with the genesis file: --genesis FILE")
    try:
        genesis = _read(options.genesis) if options.genesis else None
        chain = _trusted(options.chain, genesis)
        if options.bulk is not None:
            return _bulk(options.bulk, chain)
        data = _read(options.file)
    except OSError as error:
        print(f"Error: {error}", file=sys.stderr)
        return USAGE
    except ValueError:
        print("Error: a chain id has 64 hexadecimal digits", file=sys.stderr)
        return USAGE
    if options.two_histories:
        return _two_histories(data, chain, options.json)
    return _one(data, chain, genesis if options.receipt else None, options.json)


def verdict(data: bytes, chain: Optional[bytes]) -> str:
    """`ok`, or the reason word."""
    try:
        evidence.verify(data, chain)
    except Refused as refused:
        return refused.reason
    return "ok"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ebl-second-verifier",
        description="Check an evidence file, or a receipt, with nothing but itself.",
    )
    parser.add_argument("file", nargs="?", type=Path, help="an evidence file")
    parser.add_argument("--chain", help="the chain id that you trust, in hexadecimal")
    parser.add_argument("--genesis", type=Path, help="the genesis file that you trust")
    parser.add_argument("--receipt", action="store_true", help="FILE is a receipt")
    parser.add_argument("--two-histories", action="store_true", help="FILE holds two histories")
    parser.add_argument("--json", action="store_true", help="the verdict as JSON")
    parser.add_argument("--bulk", type=Path, help="a folder: a line for each *.evidence in it")
    return parser


def _read(path: Path) -> bytes:
    """The file, or so much of it that it is seen to be too long."""
    with path.open("rb") as file:
        return file.read(EVIDENCE_BYTES + 1)


def _trusted(chain: Optional[str], genesis: Optional[bytes]) -> Optional[bytes]:
    """The chain id to trust, from either option."""
    if chain is not None:
        trusted = bytes.fromhex(chain.strip())
        if len(trusted) != 32:
            raise ValueError(chain)
        return trusted
    return None if genesis is None else chain_id(genesis)


def _one(data: bytes, chain: Optional[bytes], genesis: Optional[bytes], as_json: bool) -> int:
    try:
        if genesis is not None:
            validators = open_genesis(genesis).network.validators
            shown = report.of_receipt(receipt.verify(data, chain or chain_id(genesis), validators))
        else:
            shown = report.of_evidence(evidence.verify(data, chain))
    except Refused as refused:
        _print_refusal(refused, as_json)
        return REFUSED
    if as_json:
        print(json.dumps({"verdict": "ok", **shown}, ensure_ascii=False))
    else:
        print("ok\n" + report.in_words(shown))
    return HOLDS


def _two_histories(data: bytes, chain: Optional[bytes], as_json: bool) -> int:
    try:
        split = histories.verify_two(data, chain)
    except Refused as refused:
        _print_refusal(refused, as_json)
        return REFUSED
    blocks, signed = ([item.hex() for item in listed] for listed in (split.blocks, split.signed_both))
    if as_json:
        shown = {"height": split.height, "blocks": blocks, "signed_both": signed}
        print(json.dumps({"verdict": "ok", **shown}))
        return HOLDS
    print(f"ok\nTwo blocks of height {split.height} were committed:")
    print("\n".join(blocks) + "\nWho signed both:\n" + "\n".join(signed))
    return HOLDS


def _print_refusal(refused: Refused, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"verdict": "refused", "reason": refused.reason, "where": refused.where}))
        return
    print(refused.reason)
    print(f"Found in: {refused.where}", file=sys.stderr)


def _bulk(folder: Path, chain: Optional[bytes]) -> int:
    """One line for each evidence file of the folder, in the order of their names."""
    if not folder.is_dir():
        print(f"Error: {folder} is no folder", file=sys.stderr)
        return USAGE
    worst = HOLDS
    for path in sorted(folder.glob("*.evidence")):
        word = verdict(_read(path), chain)
        print(path.name, word, flush=True)
        worst = worst if word == "ok" else REFUSED
    return worst

"""What a file that holds proves, in words and as JSON."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Dict, List, Sequence

from . import fold, identity
from .canonical import Message
from .evidence import FactProof, Verified
from .receipt import Receipt, header_hash

ENDS = {1: "accomplished", 2: "replaced", 3: "turned to paper", 4: "void"}
Report = Dict[str, Any]


def of_evidence(shown: Verified) -> Report:
    """What an evidence file proves."""
    report: Report = {
        "network": shown.genesis.network_name,
        "chain": shown.chain.hex(),
        "height": shown.checkpoint.height,
        "time": moment(shown.checkpoint.time_ms),
    }
    if shown.unused is not None:
        report["proves"] = "nothing was ever issued under this reference"
        report["carrier"] = shown.members[shown.unused.carrier].legal_name
        report["reference"] = shown.unused.reference
        return report
    assert shown.bill is not None, "a file that holds has one of the two claims"
    title = shown.bill.title
    holder = fold.controller(title)
    report.update(
        proves="this is the whole history of the bill",
        title=title.id.hex(),
        version=title.version,
        status=status_of(title),
        controller=None if holder is None else _name(shown, holder),
        carrier=_name(shown, title.carrier),
        rulebook=title.rulebook,
        law=_law(shown.network, title.terms_profile),
        document="opens the commitment" if shown.bill.package else "kept back",
        answered=shown.bill.answered.hex() if shown.bill.answered else None,
        history=_history(shown, shown.bill.control),
        notices=[_line(shown, proof) for proof in shown.bill.annotations],
    )
    return report


def of_receipt(receipt: Receipt) -> Report:
    """What a receipt proves."""
    fact = receipt.record.fact
    return {
        "proves": "this fact happened",
        "chain": receipt.header.chain_id.hex(),
        "height": receipt.header.height,
        "time": moment(receipt.header.time_ms),
        "block": header_hash(receipt).hex(),
        "subject": receipt.record.subject.hex(),
        "fact": fact.event[0],
        "actor": fact.actor.hex(),
    }


def in_words(report: Report) -> str:
    """The report as lines for people."""
    lines: List[str] = []
    for key, value in report.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            lines += ["    " + ", ".join(f"{k} {v}" for k, v in entry.items()) for entry in value]
        else:
            lines.append(f"{key}: {value}")
    return "\n".join(lines)


def moment(time_ms: int) -> str:
    """Milliseconds since 1970 as UTC; the bare number where no calendar reaches."""
    try:
        at = datetime.fromtimestamp(time_ms // 1000, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return f"{time_ms} ms"
    return at.strftime("%Y-%m-%d %H:%M:%S") + f".{time_ms % 1000:03d} UTC"


def _history(shown: Verified, control: Sequence[FactProof]) -> List[Report]:
    """Every fact, with who was in control after it."""
    lines = []
    title = fold.begin(control[0].receipt.record, shown.chain)
    for number, proof in enumerate(control):
        if number:
            title = fold.step(title, proof.receipt.record.fact)
        line = _line(shown, proof)
        holder = fold.controller(title)
        line["controller"] = None if holder is None else _name(shown, holder)
        lines.append(line)
    return lines


def _line(shown: Verified, proof: FactProof) -> Report:
    fact, header = proof.receipt.record.fact, proof.receipt.header
    return {
        "height": header.height,
        "time": moment(header.time_ms),
        "fact": fact.event[0],
        "actor": _name(shown, fact.actor),
        "for": _name(shown, fold.principal(fact)),
        "keys": len(proof.envelope.approvals),
        "instruction": identity.instruction_id(proof.envelope.body).hex(),
    }


def status_of(title: Message) -> str:
    """Where the bill stands, in a word; of one that has ended, how."""
    status, content = title.status
    return ENDS[content.kind] if status == "ended" else status


def _name(shown: Verified, party: bytes) -> str:
    """The member behind a party, where the file shows it; else the party."""
    account = shown.accounts.get(party)
    if account is None:
        return party.hex()
    return f"{shown.members[account.member].legal_name} ({party.hex()[:16]})"


def _law(network: Message, number: int) -> str:
    for profile in network.terms_profiles:
        if profile.number == number:
            return f"{profile.governing_law}, {profile.convention}"
    return f"terms profile {number}, not registered"

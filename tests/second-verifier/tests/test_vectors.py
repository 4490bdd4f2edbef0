"""Every message of the golden vectors opens, is written again to the same bytes, and hashes as they
say."""

import unittest

from ebl_second import document, identity, instruction, merkle, receipt, statemap
from ebl_second.approvals import demand_sufficient
from ebl_second.canonical import build, encode
from ebl_second.certificate import VotingSet, demand_committed, vote_preimage
from ebl_second.ed25519 import accepts
from ebl_second.genesis import open_genesis
from ebl_second.hashing import SIGN_INSTRUCTION, SIGN_VOTE, ZERO, preimage, sha256, tagged
from ebl_second.refusal import Refused
from ebl_second.wellformed import open_whole

from . import golden
from .trees import common_bits, siblings

MOST = 1 << 24


def accounts() -> dict:
    """The sample network's accounts by party."""
    return {account.party: account for account in open_genesis(golden.genesis_file()).accounts}


class Identity(unittest.TestCase):
    def test_every_id_of_the_sample_network_follows(self) -> None:
        members = {m.id: m for m in open_genesis(golden.genesis_file()).members}
        for remark, listed in golden.sections("identity.txt"):
            entries = dict(listed)
            if "account" not in entries:
                continue
            account = open_whole("Account", entries["account"], MOST)
            self.assertEqual(encode("Policy", account.policy), entries["policy"], remark)
            self.assertEqual(identity.policy_root(account.policy), entries["policy root"], remark)
            self.assertEqual(account.identity_commitment, entries["identity commitment"], remark)
            self.assertEqual(account.party, entries["party id"], remark)
            self.assertEqual(account.member, entries["member id"], remark)
            self.assertIn(account.member, members, remark)

    def test_reference_title_validators_and_chain_follow(self) -> None:
        entries = dict(golden.entries("identity.txt"))
        carrier = identity.member_id(1, "0000NORTHWINDLINE085")
        chain = identity.chain_id(entries["genesis file"])
        self.assertEqual(chain, entries["chain id"])
        key = identity.reference_key(chain, carrier, " nwl-2601 / 17")
        self.assertEqual(key, entries["reference key"])
        self.assertEqual(identity.title_id(chain, key, 1), entries["title id"])
        validators = open_whole("ValidatorSet", entries["validator set"], MOST)
        self.assertEqual(identity.set_hash(validators), entries["validator set hash"])
        for number in range(101, 105):
            public = entries[f"validator {number} public key"]
            self.assertEqual(identity.address(public), entries[f"validator {number} address"])


class Instructions(unittest.TestCase):
    def test_every_body_opens_and_has_its_id(self) -> None:
        seen = set()
        for file in ("instructions.txt", "registry.txt"):
            for remark, listed in golden.sections(file):
                entries = dict(listed)
                if "body" not in entries:
                    continue
                body = instruction.open_body(entries["body"], golden.chain())
                seen.add(body.act[0])
                if "id" in entries:
                    self.assertEqual(identity.instruction_id(entries["body"]), entries["id"], remark)
        self.assertEqual(len(seen), 27)

    def test_every_envelope_opens_and_its_approvals_suffice(self) -> None:
        seen = 0
        for remark, listed in golden.sections("instructions.txt"):
            entries = dict(listed)
            if "envelope" not in entries:
                continue
            envelope, body = instruction.open_envelope(entries["envelope"], golden.chain())
            message = preimage(SIGN_INSTRUCTION, golden.chain(), envelope.body)
            self.assertEqual(message, entries["preimage"], remark)
            hashes = (entries["approvals hash"], entries["presentations hash"])
            self.assertEqual(instruction.approvals_hash(envelope), hashes[0], remark)
            self.assertEqual(instruction.presentations_hash(envelope), hashes[1], remark)
            demand_sufficient(envelope, body, golden.chain(), 1, accounts())
            seen += 1
        self.assertEqual(seen, 2)

    def test_one_approval_of_two_does_not_suffice(self) -> None:
        entries = golden.named("instructions.txt", "accept, approved by two")
        envelope, body = instruction.open_envelope(entries["envelope"], golden.chain())
        envelope.approvals.pop()
        with self.assertRaisesRegex(Refused, "approval-threshold"):
            demand_sufficient(envelope, body, golden.chain(), 1, accounts())

    def test_the_signatures_of_a_signing_file_hold(self) -> None:
        for name, data in golden.entries("files.txt"):
            if name == "statement":
                statement = open_whole("Statement", data, MOST)
                shown = document.leaves(
                    statement.document, statement.attachments, statement.master_salt
                )
                self.assertEqual(len(shown), 1 + 4 + 1)
                continue
            signing = open_whole("SigningFile", data, MOST)
            instruction.open_body(signing.body, golden.chain())
            message = preimage(SIGN_INSTRUCTION, golden.chain(), signing.body)
            self.assertTrue(signing.approvals)
            for approval in signing.approvals:
                self.assertTrue(accepts(approval.key_id, message, approval.signature), name)


class Facts(unittest.TestCase):
    def test_every_fact_opens_and_gives_its_head(self) -> None:
        seen = set()
        for remark, listed in golden.sections("facts.txt"):
            (_, leaf), (_, head) = listed
            record = open_whole("FactRecord", leaf, MOST)
            self.assertEqual((record.height, record.index, record.sequence), (2, 3, 5), remark)
            self.assertEqual(identity.next_head(record.previous_head, leaf), head, remark)
            seen.add(record.fact.event[0])
        self.assertEqual(len(seen), 28)

    def test_every_fact_of_the_registry_opens(self) -> None:
        seen = set()
        for _, listed in golden.sections("registry.txt"):
            entries = dict(listed)
            if "leaf" in entries:
                seen.add(open_whole("FactRecord", entries["leaf"], MOST).fact.event[1].of[0])
        self.assertEqual(len(seen), 15)


class State(unittest.TestCase):
    def test_every_record_opens(self) -> None:
        seen = 0
        for remark, listed in golden.sections("state.txt"):
            kind = {"Title": "TitleRecord", "Refer": "ReferenceRecord"}.get(remark[:5])
            for name, data in listed if kind else []:
                open_whole(kind, data, MOST)
                seen += 1
        self.assertEqual(seen, 15)

    def test_every_record_of_the_registry_opens_and_has_its_key(self) -> None:
        kinds = {
            "member": ("Member", 3, lambda m: m.id),
            "account": ("Account", 4, lambda a: a.party),
            "joint": ("Account", 4, lambda a: a.party),
            "network": ("Network", 5, lambda n: b""),
            "grant": ("Grant", 6, lambda g: g.principal + g.agent),
            "the": ("Grant", 6, lambda g: g.principal + g.agent),
        }
        seen = 0
        for remark, listed in golden.sections("registry.txt"):
            entries = dict(listed)
            if "key" not in entries:
                continue
            name, kind, own = kinds[remark.replace(",", " ").split()[0]]
            record = open_whole(name, entries["value"], MOST)
            self.assertEqual(statemap.state_key(kind, own(record)), entries["key"], remark)
            seen += 1
        self.assertEqual(seen, 8)

    def test_keys_and_roots_are_the_golden_ones(self) -> None:
        entries = dict(golden.entries("state.txt"))
        self.assertEqual(statemap.state_key(statemap.NETWORK, b""), entries["network"])
        listed = golden.named("state.txt", "Roots")
        self.assertEqual(statemap.map_root({}), listed["root of nothing"])
        pairs = genesis_entries()
        network = {entries["network"]: pairs[entries["network"]]}
        self.assertEqual(statemap.map_root(network), listed["root of the network record alone"])
        self.assertEqual(statemap.map_root(pairs), listed["root of the genesis entries"])

    def test_every_entry_can_be_shown_and_no_other_value(self) -> None:
        pairs = genesis_entries()
        root = statemap.map_root(pairs)
        for key, value in pairs.items():
            entry = build("StateEntry", value=value, siblings=siblings(pairs, key))
            data = encode("StateEntry", entry)
            self.assertEqual(statemap.shown(data, key, root), value)
            entry.value = value + b"\x00"
            with self.assertRaisesRegex(Refused, "state-proof"):
                statemap.shown(encode("StateEntry", entry), key, root)
            entry.value = b""
            with self.assertRaisesRegex(Refused, "state-proof"):
                statemap.shown(encode("StateEntry", entry), key, root)

    def test_absence_is_shown_by_the_leaf_in_its_place_and_by_no_leaf_that_is_elsewhere(self) -> None:
        pairs = genesis_entries()
        root = statemap.map_root(pairs)
        shown = 0
        for number in range(64):
            asked = tagged("ebl/state-key/v1", bytes([1]), bytes([number]) * 32)
            path = siblings(pairs, asked)
            beside = [k for k in pairs if common_bits(k, asked) >= len(path)]
            entry = build("StateEntry", siblings=path)
            if beside:
                value_hash = sha256(pairs[beside[0]])
                entry.other = build("StateLeaf", key=beside[0], value_hash=value_hash)
            self.assertEqual(statemap.shown(encode("StateEntry", entry), asked, root), b"")
            shown += bool(beside)
            for key in pairs:
                if key not in beside:
                    entry.other = build("StateLeaf", key=key, value_hash=bytes(32))
                    with self.assertRaisesRegex(Refused, "state-other-leaf"):
                        statemap.shown(encode("StateEntry", entry), asked, root)
        self.assertGreater(shown, 10)


class Documents(unittest.TestCase):
    def test_leaves_and_commitment_are_the_golden_ones(self) -> None:
        entries = dict(golden.entries("document.txt"))
        salt = b"\x5a" * 32
        file = build(
            "Attachment",
            name="bill.png",
            media_type="image/png",
            content=entries["file bill.png, image/png"],
        )
        shown = document.leaves(entries["document"], [file], salt)
        self.assertEqual(shown, [entries[f"leaf {n}"] for n in range(4)])
        self.assertEqual(merkle.root(shown), entries["merkle root"])
        self.assertEqual(document.commitment(shown).root, entries["commitment root"])
        for number in range(4):
            self.assertEqual(document.salt(salt, number), entries[f"salt {number}"])


class Blocks(unittest.TestCase):
    def setUp(self) -> None:
        self.chain = golden.chain()
        self.set = open_genesis(golden.genesis_file()).network.validators

    def test_headers_and_the_block_have_their_hashes(self) -> None:
        entries = golden.sections("blocks.txt")
        hashed = 0
        for _, listed in entries:
            found = dict(listed)
            if "header" in found:
                open_whole("Header", found["header"], MOST)
                self.assertEqual(identity.block_hash(found["header"]), found["header hash"])
                hashed += 1
            if "block" in found:
                block = open_whole("Block", found["block"], MOST)
                header = open_whole("Header", block.header, MOST)
                self.assertEqual(header.envelopes_root, merkle.root(block.envelopes))
        self.assertEqual(hashed, 2)

    def test_votes_are_signed_as_they_say(self) -> None:
        found = golden.named("blocks.txt", "The precommit")
        public = dict(golden.entries("identity.txt"))["validator 101 public key"]
        vote = open_whole("Vote", found["vote body"], MOST)
        self.assertEqual(preimage(SIGN_VOTE, self.chain, found["vote body"]), found["preimage"])
        certificate = build("CommitCertificate", height=vote.height, round=1, block=vote.block)
        self.assertEqual(vote_preimage(self.chain, certificate, vote.validator), found["preimage"])
        self.assertTrue(accepts(public, found["preimage"], found["signature"]))
        nothing = golden.named("blocks.txt", "Its prevote")
        message = preimage(SIGN_VOTE, self.chain, nothing["vote body"])
        self.assertTrue(accepts(public, message, nothing["signature"]))

    def test_the_certificate_commits_the_header_and_with_one_signer_less_does_not(self) -> None:
        found = dict(golden.sections("blocks.txt")[1][1])
        data = golden.named("blocks.txt", "The commit certificate")["certificate"]
        certificate = open_whole("CommitCertificate", data, MOST)
        header = open_whole("Header", found["header"], MOST)
        voters = VotingSet.of(self.set)
        demand_committed(found["header"], header, certificate, voters, self.chain)
        certificate.signatures.pop()
        with self.assertRaisesRegex(Refused, "certificate-quorum"):
            demand_committed(found["header"], header, certificate, voters, self.chain)

    def test_both_receipts_hold_and_no_changed_byte_of_them_does(self) -> None:
        receipts = [d for n, d in golden.entries("blocks.txt") if n == "receipt"]
        self.assertEqual(len(receipts), 2)
        heights = []
        for data in receipts:
            heights.append(receipt.verify(data, self.chain, self.set).header.height)
            for place in range(len(data)):
                changed = bytearray(data)
                changed[place] ^= 1 << place % 8
                with self.assertRaises(Refused, msg=str(place)):
                    receipt.verify(bytes(changed), self.chain, self.set)
        self.assertEqual(heights, [2, 12])

    def test_a_receipt_of_another_chain_is_refused(self) -> None:
        data = dict(golden.entries("blocks.txt"))["receipt"]
        with self.assertRaisesRegex(Refused, "wrong-chain"):
            receipt.verify(data, ZERO, self.set)


def genesis_entries() -> dict:
    """The listed entries of the sample genesis file, key to value."""
    listed = dict(golden.sections("state.txt"))
    (roots,) = [found for remark, found in listed.items() if remark.startswith("Roots")]
    plain = [data for name, data in roots if name in ("key", "value")]
    return dict(zip(plain[::2], plain[1::2]))

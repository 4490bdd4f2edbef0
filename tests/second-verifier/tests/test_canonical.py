"""One encoding per message, and no other is read."""

import unittest

from ebl_second.canonical import build, decode, encode, open_message
from ebl_second.refusal import Refused
from ebl_second.wellformed import open_whole

KEY = b"\x01" * 32


class Encodings(unittest.TestCase):
    def assert_refused(self, name: str, data: str, reason: str = "not-canonical") -> None:
        with self.assertRaises(Refused, msg=data) as caught:
            open_message(name, bytes.fromhex(data), 1000)
        self.assertEqual(caught.exception.reason, reason, data)

    def test_a_reference_record_is_read_in_its_one_encoding(self) -> None:
        record = open_message("ReferenceRecord", bytes.fromhex("1001"), 10)
        self.assertEqual((record.live, record.versions), (b"", 1))

    def test_every_other_way_to_write_it_is_refused(self) -> None:
        live = "0a20" + KEY.hex()
        others = {
            "the long way": "108100",
            "a number of 33 bits": "108080808010",
            "a number without end": "1080",
            "eleven bytes": "10ffffffffffffffffffff01",
            "a default written out": "1000",
            "no bytes written out": "0a001001",
            "twice": "10011001",
            "in another order": "1001" + live,
            "an unknown field": "10011801",
            "another wire type": "1501000000",
            "a group": "1314",
            "the tag the long way": "900001",
            "cut off": "0a20" + KEY.hex()[:40],
        }
        self.assertEqual(len(others), 13)
        for data in others.values():
            self.assert_refused("ReferenceRecord", data)

    def test_lengths_and_numbers_that_stand_for_nothing_are_malformed(self) -> None:
        self.assert_refused("ReferenceRecord", "0a0101", "malformed")
        self.assert_refused("Ended", "0805", "malformed")
        self.assert_refused("Ended", "", "malformed")
        self.assert_refused("Order", "", "malformed")

    def test_a_oneof_has_one_member(self) -> None:
        self.assert_refused("Order", "12021001", "malformed")
        straight = encode("StraightOrder", build("StraightOrder", shipper=KEY, consignee=KEY))
        both = "0a" + f"{len(straight):02x}" + straight.hex() + "1a00"
        self.assert_refused("Order", both)
        self.assertEqual(decode("Order", bytes.fromhex("1a00")).of[0], "blank")
        self.assert_refused("Order", "1a001a00")

    def test_packed_numbers_are_packed_and_never_empty(self) -> None:
        good = decode("Network", _network("12020102"))
        self.assertEqual(good.rulebooks, [1, 2])
        for written in ("10011002", "1200", "120181", "1203018100"):
            with self.assertRaisesRegex(Refused, "not-canonical"):
                decode("Network", _network(written))

    def test_text_is_utf8(self) -> None:
        self.assert_refused("UnusedClaim", "0a20" + KEY.hex() + "1201ff")

    def test_a_list_beyond_its_limit_is_refused(self) -> None:
        path = "".join("1a20" + KEY.hex() for _ in range(64))
        with self.assertRaisesRegex(Refused, "too-many"):
            open_message("Inclusion", bytes.fromhex("1001" + path), 10_000)

    def test_a_message_beyond_its_limit_is_not_even_read(self) -> None:
        with self.assertRaisesRegex(Refused, "too-large"):
            open_message("ReferenceRecord", b"\xff" * 11, 10)

    def test_lists_that_must_ascend_do(self) -> None:
        began = build("Began", replaces=[b"\x02" * 32, KEY])
        began.issue = build("Issue", reference=KEY, version=1, controller=KEY)
        began.issue.document = build("Commitment", root=KEY)
        began.issue.order = build("Order", of=("blank", build("Nothing")))
        with self.assertRaisesRegex(Refused, "malformed"):
            open_whole("Began", encode("Began", began), 1000)
        began.replaces.reverse()
        self.assertEqual(open_whole("Began", encode("Began", began), 1000), began)


def _network(rulebooks: str) -> bytes:
    validators = "0a26" + "0a24" + "0a20" + KEY.hex() + "1001"
    return bytes.fromhex(validators + rulebooks + "2001")

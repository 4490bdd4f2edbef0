"""References in their normal form, and JSON with its raw text."""

import unittest

from ebl_second import rawjson, texts
from ebl_second.reference import normal
from ebl_second.refusal import Refused


class References(unittest.TestCase):
    def test_spellings_of_one_number_are_one(self) -> None:
        spellings = [
            "NWL-2601/17",
            " nwl-2601 / 17",
            "ＮＷＬ－２６０１／１７",
            "nwl\u00a0-\u20032601\u3000/17",
            "NWL-2601/\u2460\u2466",
        ]
        for spelling in spellings:
            self.assertEqual(normal(spelling), "NWL-2601/17", spelling)

    def test_what_cannot_be_told_apart_by_eye_is_refused(self) -> None:
        refused = {
            "a look-alike of another script": "\u0410BC",
            "a letter with an accent": "\u00c9BC",
            "a zero-width joiner": "AB\u200dC",
            "a soft hyphen": "AB\u00adC",
            "a filler": "AB\u3164C",
            "a variation selector": "AB\ufe0fC",
            "a tab": "AB\tC",
            "a line end": "ABC\n",
            "a next line": "AB\u0085C",
            "nothing": "",
            "only white space": " \u3000",
            "21 characters": "A" * 21,
            "257 bytes": "A" + " " * 256,
        }
        for what, reference in refused.items():
            with self.assertRaises(Refused, msg=what) as caught:
                normal(reference)
            self.assertEqual(caught.exception.reason, "reference", what)

    def test_twenty_characters_in_256_bytes_pass(self) -> None:
        self.assertEqual(normal("a" * 20 + " " * 236), "A" * 20)


class Json(unittest.TestCase):
    def test_fields_come_in_order_with_their_raw_text(self) -> None:
        document = b' {"b" : [1, -2.50e+3 ,{"x":null}], "a/~" : "q\\u00e9\\"\\/" ,"e":{ }, "f":[\n]}\n'
        expected = [
            ("/b/0", "1"),
            ("/b/1", "-2.50e+3"),
            ("/b/2/x", "null"),
            ("/a~1~0", '"q\\u00e9\\"\\/"'),
            ("/e", "{ }"),
            ("/f", "[\n]"),
        ]
        self.assertEqual(rawjson.fields(document), expected)

    def test_escapes_in_keys_are_resolved(self) -> None:
        document = b'{"\\u0041\\n\\ud83d\\ude00": true}'
        self.assertEqual(rawjson.fields(document), [("/A\n\U0001f600", "true")])

    def test_a_value_alone_has_the_empty_pointer(self) -> None:
        for raw in ("12.50", '"x"', "{}", "[ ]", "false"):
            self.assertEqual(rawjson.fields(f" {raw} ".encode()), [("", raw)])

    def test_what_is_no_json_is_refused(self) -> None:
        refused = [
            b"",
            b"{",
            b"[1,]",
            b'{"a":1,}',
            b"[01]",
            b"[1.]",
            b"[.5]",
            b"[+1]",
            b"[NaN]",
            b"[1e]",
            b"nul",
            b"truely",
            b"{'a':1}",
            b'{"a" 1}',
            b"{1:2}",
            b'["\t"]',
            b'["\\x"]',
            b'["\\u12"]',
            b'["a]',
            b"[1] 2",
            b"\xef\xbb\xbf[]",
            b"[\xff]",
            b"[\xc2\xa01]",
            b'{"a":1,"a":2}',
            b'{"a":1,"\\u0061":2}',
            b'{"\\ud800":1}',
            b'{"a":{"b":1},"a":{"c":2}}',
            b'["\\ud800"]',
            b"[" * 65 + b"]" * 65,
            b"[" + b"1," * 64_999 + b"1]",
        ]
        for document in refused:
            with self.assertRaises(Refused, msg=document) as caught:
                rawjson.fields(document)
            self.assertEqual(caught.exception.reason, "document-json", document)

    def test_sixty_four_levels_and_sixty_five_thousand_values_pass(self) -> None:
        self.assertEqual(len(rawjson.fields(b"[" * 64 + b"]" * 64)), 1)
        self.assertEqual(len(rawjson.fields(b"[" + b"1," * 64_998 + b"1]")), 64_999)

    def test_a_pointer_beyond_its_limit_is_refused(self) -> None:
        self.assertEqual(len(rawjson.fields(b'{"%s":1}' % (b"k" * 511))), 1)
        with self.assertRaisesRegex(Refused, "document-json"):
            rawjson.fields(b'{"%s":1}' % (b"k" * 512))


class Texts(unittest.TestCase):
    def test_a_text_shows_all_its_characters(self) -> None:
        self.assertTrue(texts.shown("\u00c9lan Co. \u79d1\u6280", 12))
        for text in ("", "a" * 13, "a\tb", "a\u0085b", "a\u200bb", "a\ufe0fb", "\U000e0041"):
            self.assertFalse(texts.shown(text, 12), text)

    def test_identifiers_have_the_form_and_the_check_digits_of_their_scheme(self) -> None:
        good = [(1, "0000NORTHWINDLINE085"), (2, "4006381333931"), (3, "123456789")]
        for scheme, text in good:
            self.assertTrue(texts.identifier(scheme, text), text)
        bad = [
            (1, "0000NORTHWINDLINE086"),
            (1, "0000northwindline085"),
            (1, "0000NORTHWINDLINE0A5"),
            (2, "4006381333932"),
            (2, "400638133393"),
            (3, "12345678"),
            (3, "12345678A"),
            (0, "123456789"),
        ]
        for scheme, text in bad:
            self.assertFalse(texts.identifier(scheme, text), text)

    def test_files_have_plain_names_and_media_types_of_two_parts(self) -> None:
        for name in ("a.txt", "\u79d1\u6280.pdf", ".profile", "a b"):
            self.assertTrue(texts.file_name(name, 255), name)
        for name in ("", ".", "..", "a/b", "a\\b", "a:b", " a", "a\u3000", "a.", "a\u200b", "a" * 256):
            self.assertFalse(texts.file_name(name, 255), name)
        for media_type in ("text/plain", "application/vnd.x+json", "1/2"):
            self.assertTrue(texts.media_type(media_type, 255), media_type)
        for media_type in ("text", "text/", "/plain", "a/b/c", "a/b;c", "+a/b", "a/\u00e9", "a/" + "b" * 254):
            self.assertFalse(texts.media_type(media_type, 255), media_type)

#!/usr/bin/env python3
"""Cuts the fonts in this folder out of the Noto families. README.md says from which and why.

    python3 subset.py FOLDER-OF-NOTO-SANS FOLDER-OF-NOTO-SANS-CJK
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

TRADITIONAL_CHINESE = 3
# Names of Hong Kong places that the common set of Big5 lacks.
PLACES = "埗鰂氹邨衞鑛滙峯栢磡涌嘥坭壆綫裏粧"


def ranges(*pairs):
    return {code for first, last in pairs for code in range(first, last + 1)}


# Every letter with which ports and firms are written in Latin, Greek or Cyrillic script.
ALPHABETS = ranges(
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x52F),
    (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0xFFFD, 0xFFFD),
)


def encoded(codec, leads, trails):
    for lead in leads:
        for trail in trails:
            try:
                yield ord(bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                pass


def chinese():
    big5 = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    common = set(encoded("big5", range(0xA1, 0xC6), big5))
    common |= set(encoded("big5", [0xC6], [code for code in big5 if code <= 0x7E]))
    simplified = set(encoded("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)))
    signs = ranges((0x2190, 0x21FF), (0x2460, 0x24FF), (0x3000, 0x30FF), (0xFF00, 0xFFEF))
    return (common | simplified | signs | set(map(ord, PLACES))) - ALPHABETS


def cut(font, codes, out):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    font.save(out)


def main():
    sans, cjk = map(Path, sys.argv[1:])
    here = Path(__file__).parent
    for weight in ["Regular", "Bold"]:
        font = TTFont(sans / f"NotoSans-{weight}.ttf", recalcTimestamp=False)
        cut(font, ALPHABETS, here / f"alphabets-{weight.lower()}.ttf")
    collection = TTCollection(cjk / "NotoSansCJK-Regular.ttc", recalcTimestamp=False)
    cut(collection.fonts[TRADITIONAL_CHINESE], chinese(), here / "chinese-regular.otf")


main()

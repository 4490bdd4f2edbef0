"""Documents, their commitments, and the bill package. Wire format, section 15."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from . import merkle, rawjson
from .canonical import Message, build
from .hashing import sha256, tagged, u32be, u64be
from .identity import reference_key, title_id
from .limits import DOCUMENT_BYTES, LEAVES, NAME_BYTES, PACKAGE_BYTES
from .reference import normal
from .refusal import demand, present
from .texts import file_name, media_type
from .wellformed import open_whole

SCHEME = 0
_STATED = "/transportDocumentReference"


def salt(master_salt: bytes, number: int) -> bytes:
    """The salt of one leaf."""
    return tagged("ebl/document-salt/v1", master_salt, u32be(number))


def leaves(document: bytes, attachments: Sequence[Message], master_salt: bytes) -> List[bytes]:
    """The leaves of a document: itself, its fields, its files."""
    contents: List[Tuple[bytes, ...]] = [(b"\x00", sha256(document))]
    for pointer, raw in rawjson.fields(document):
        contents.append((b"\x01", pointer.encode("utf-8"), raw.encode("utf-8")))
    for file in attachments:
        name, media_type = file.name.encode("utf-8"), file.media_type.encode("utf-8")
        contents.append((b"\x02", name, media_type, sha256(file.content)))
    demand(len(contents) <= LEAVES, "document-json", "too many leaves")
    return [
        tagged("ebl/document-leaf/v1", salt(master_salt, number), *content)
        for number, content in enumerate(contents)
    ]


def commitment(committed: Sequence[bytes]) -> Message:
    """The commitment over these leaves, scheme 0."""
    size, tree = u64be(len(committed)), merkle.root(committed)
    root = tagged("ebl/document-root/v1", u32be(SCHEME), size, tree)
    return build("Commitment", scheme=SCHEME, root=root)


def open_package(data: bytes) -> Message:
    """A bill package that is one."""
    package = open_whole("BillPackage", data, PACKAGE_BYTES)
    version = package.format_version == 1 and package.version >= 1
    demand(version and package.reference_scheme == SCHEME, "malformed", "BillPackage")
    demand(1 <= len(package.document) <= DOCUMENT_BYTES, "malformed", "BillPackage.document")
    demand(_are_files(package.attachments), "malformed", "BillPackage.attachments")
    return package


def demand_opens(package: Message, title: Message, chain: bytes, carrier_member: bytes) -> None:
    """The package is of this title and chain, and its document states the package's reference and
    opens the title's commitment."""
    ours = package.title_id == title.id and package.chain_id == chain
    demand(ours, "package-title")
    key = reference_key(chain, carrier_member, package.reference)
    demand(package.title_id == title_id(chain, key, package.version), "package-reference")
    demand(_stated(package.document) == normal(package.reference), "document-reference")
    shown = commitment(leaves(package.document, package.attachments, package.master_salt))
    demand(shown == title.document, "package-document")


def _stated(document: bytes) -> str:
    """The reference that a document states, in its normal form."""
    raw = dict(rawjson.fields(document)).get(_STATED, "")
    return normal(present(rawjson.text(raw), "document-reference"))


def _are_files(attachments: Sequence[Message]) -> bool:
    """Each with a plain name and a media type, and no two names alike."""
    names = {file.name.lower() for file in attachments}
    plain = all(
        file_name(file.name, NAME_BYTES) and media_type(file.media_type, NAME_BYTES)
        for file in attachments
    )
    return plain and len(names) == len(attachments)

"""That a header stands on an earlier one of its chain. Wire format, section 18."""

from __future__ import annotations

from . import merkle
from .canonical import Message
from .identity import block_hash
from .limits import HEADER_BYTES
from .refusal import demand
from .wellformed import open_whole


def demand_stands_on(later: bytes, earlier: bytes, ancestry: Message) -> None:
    """The earlier header is among the later one's, and so are all that it stands on."""
    above = open_whole("Header", later, HEADER_BYTES)
    below = open_whole("Header", earlier, HEADER_BYTES)
    demand(above.chain_id == below.chain_id, "wrong-chain", "Header")
    inclusion, consistency = ancestry.inclusion, ancestry.consistency
    placed = (inclusion.index, inclusion.size) == (below.height - 1, above.height - 1)
    held = merkle.includes(inclusion, block_hash(earlier), above.headers_root)
    demand(placed and held, "ancestry-inclusion")
    demand((consistency is None) == (below.height == 1), "ancestry-consistency")
    if consistency is None:
        return
    placed = (consistency.from_size, consistency.to_size) == (below.height - 1, above.height - 1)
    held = merkle.is_consistent(consistency, below.headers_root, above.headers_root)
    demand(placed and held, "ancestry-consistency")

"""Which Ed25519 keys and signatures are accepted. Wire format, section 3.

Libraries disagree on crafted input, so the rule is computed here with plain integers, and a library
answers only where its answer cannot differ: a key of the prime-order subgroup, S below L, and an R
that is canonical and not of small order. There [S]B - [k]A is the same point for everybody, and the
one freedom left, multiplying by the cofactor, is tested once on a signature that shows it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Optional, Tuple

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    HAS_LIBRARY = True
except ImportError:  # everything is then computed here, slowly
    HAS_LIBRARY = False

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

# A point in extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
Point = Tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def key_may_stand(key: bytes) -> bool:
    """Whether a public key may stand in a policy or a validator set."""
    return _key_point(key) is not None


def accepts(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature on the message is accepted under this key."""
    point = _key_point(key)
    if point is None or len(signature) != 64:
        return False
    encoded_r, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    if scalar >= L or encoded_r in _small_order() or not _is_canonical(encoded_r):
        return False
    if _library_is_faithful() and _in_prime_subgroup(key):
        return _library_accepts(key, message, signature)
    return _computed(point, key, message, encoded_r, scalar)


def accepts_computed(key: bytes, message: bytes, signature: bytes) -> bool:
    """The same answer without the library. Tests hold the two against each other."""
    point = _key_point(key)
    if point is None or len(signature) != 64:
        return False
    encoded_r, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    r_point = decode_point(encoded_r)
    if scalar >= L or r_point is None or _is_neutral(_times(8, r_point)):
        return False
    return _computed(point, key, message, encoded_r, scalar)


def decode_point(encoded: bytes) -> Optional[Point]:
    """Conditions 1 to 3 on a key: 32 bytes, y below p, a root x with its sign."""
    if len(encoded) != 32:
        return None
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    x = _root(y)
    if x is None or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode_point(point: Point) -> bytes:
    """The canonical encoding."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _computed(point: Point, key: bytes, message: bytes, encoded_r: bytes, scalar: int) -> bool:
    digest = hashlib.sha512(encoded_r + key + message).digest()
    challenge = int.from_bytes(digest, "little") % L
    negative = (P - point[0], point[1], point[2], P - point[3])
    return encode_point(_add(_times(scalar, _base()), _times(challenge, negative))) == encoded_r


@lru_cache(maxsize=65_536)
def _key_point(key: bytes) -> Optional[Point]:
    point = decode_point(key)
    if point is None or _is_neutral(_times(8, point)):
        return None
    return point


@lru_cache(maxsize=65_536)
def _in_prime_subgroup(key: bytes) -> bool:
    point = _key_point(key)
    return point is not None and _is_neutral(_times(L, point))


def _library_accepts(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1)
def _library_is_faithful() -> bool:
    """Whether there is a library, and it does not multiply by the cofactor.

    Made for the question: R = [r]B + a point of order 8, S = r + k a. The equation holds only after
    multiplication by 8.
    """
    if not HAS_LIBRARY:
        return False
    secret, nonce, message = 7, 11, b"cofactor"
    key = encode_point(_times(secret, _base()))
    torsion = next(p for p in map(decode_point, _small_order()) if p and not _is_neutral(_times(4, p)))
    encoded_r = encode_point(_add(_times(nonce, _base()), torsion))
    digest = hashlib.sha512(encoded_r + key + message).digest()
    scalar = (nonce + int.from_bytes(digest, "little") * secret) % L
    return not _library_accepts(key, message, encoded_r + scalar.to_bytes(32, "little"))


@lru_cache(maxsize=1)
def _small_order() -> frozenset:
    """The canonical encodings of the eight points of small order."""
    y = 2
    while True:
        point = decode_point(y.to_bytes(32, "little"))
        torsion = None if point is None else _times(L, point)
        if torsion is not None and not _is_neutral(_times(4, torsion)):
            return frozenset(encode_point(_times(n, torsion)) for n in range(8))
        y += 1


def _is_canonical(encoded: bytes) -> bool:
    """y below p. Whether it is a point is left to step 4: what is compared with is one."""
    return int.from_bytes(encoded, "little") & ((1 << 255) - 1) < P


def _root(y: int) -> Optional[int]:
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == u:
        return x
    if v * x * x % P == P - u:
        return x * SQRT_MINUS_ONE % P
    return None


@lru_cache(maxsize=1)
def _base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    point = decode_point(y.to_bytes(32, "little"))
    assert point is not None, "the base point has y = 4/5"
    return point


def _is_neutral(point: Point) -> bool:
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def _add(one: Point, two: Point) -> Point:
    """The complete addition law of the twisted Edwards curve with a = -1."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    result = NEUTRAL
    for bit in bin(number)[2:]:
        result = _add(result, result)
        if bit == "1":
            result = _add(result, point)
    return result

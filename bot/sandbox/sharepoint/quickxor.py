"""QuickXorHash, the hash of a file's content that SharePoint shows: 160 bits, published with the OneDrive API."""

import base64

_BITS = 160
_SHIFT = 11


def quick_xor(content: bytes) -> str:
    """The hash in base64. Each byte is added (xor) at a place 11 bits further on, going round in 160 bits."""
    columns = _columns(content)
    value = 0
    for index, byte in enumerate(columns):
        place = index * _SHIFT % _BITS
        wide = byte << place
        value ^= (wide & (1 << _BITS) - 1) ^ (wide >> _BITS)
    value ^= len(content) << (_BITS - 64)
    return base64.b64encode(value.to_bytes(_BITS // 8, "little")).decode()


def _columns(content: bytes) -> bytes:
    """Bytes 160 apart fall on the same place; their xor, taken a block of 160 at a time."""
    total = 0
    for start in range(0, len(content), _BITS):
        total ^= int.from_bytes(content[start : start + _BITS].ljust(_BITS, b"\0"), "little")
    return total.to_bytes(_BITS, "little")

"""A picture for every story: a view of the bay, painted from the story's name."""

import math
import random
import struct
import zlib
from functools import cache

_SKIES = 48
_SUN, _FAR, _NEAR, _SEA, _GLINT = range(_SKIES, _SKIES + 5)


@cache
def png(name: str, width: int) -> bytes:
    """The picture of a name as a PNG of 16:9; the same name always gives the same bytes."""
    chance = random.Random(name)
    height = width * 9 // 16
    shore = round(height * chance.uniform(0.62, 0.8))
    pixels = bytearray()
    for y in range(height):
        pixels += bytes([y * _SKIES // height if y < shore else _SEA]) * width
    _sun(pixels, width, chance.uniform(0.15, 0.85) * width, shore * chance.uniform(0.25, 0.7), height * 0.09)
    _hills(pixels, width, shore, height * 0.22, _FAR, chance)
    _hills(pixels, width, shore, height * 0.12, _NEAR, chance)
    for _ in range(height):
        y = chance.randrange(shore + 1, height)
        x = chance.randrange(width)
        length = min(width - x, chance.randrange(4, 24) * (y - shore + 4) // 20)
        pixels[y * width + x : y * width + x + length] = bytes([_GLINT]) * length
    return _encode(width, height, pixels, _palette(chance.random()))


def _sun(pixels: bytearray, width: int, cx: float, cy: float, radius: float) -> None:
    for y in range(int(cy - radius), int(cy + radius)):
        half = math.sqrt(max(0.0, radius**2 - (y - cy) ** 2))
        left, right = max(0, int(cx - half)), min(width, int(cx + half))
        if y >= 0 and right > left:
            pixels[y * width + left : y * width + right] = bytes([_SUN]) * (right - left)


def _hills(pixels: bytearray, width: int, shore: int, rise: float, colour: int, chance: random.Random) -> None:
    waves = [(chance.uniform(1, 7), chance.uniform(0, math.tau), chance.uniform(0.2, 1)) for _ in range(4)]
    total = sum(weight for _, _, weight in waves)
    for x in range(width):
        swell = sum(weight * math.sin(turns * math.tau * x / width + shift) for turns, shift, weight in waves)
        top = shore - max(0, round(rise * (0.45 + swell / total / 1.6)))
        pixels[top * width + x : shore * width + x : width] = bytes([colour]) * (shore - top)


def _palette(hue: float) -> bytes:
    warm, cool = (255, 196 - 70 * hue, 120 + 60 * hue), (60 + 80 * hue, 120 + 40 * hue, 190)
    sky = [
        tuple(round(cool[i] + (warm[i] - cool[i]) * step / (_SKIES - 1)) for i in range(3)) for step in range(_SKIES)
    ]
    ground = [(255, 244, 214), (96, 112, 138), (48, 66, 84), (40, 88, 120), (120, 168, 190)]
    return bytes(channel for colour in [*sky, *ground] for channel in colour)


def _encode(width: int, height: int, pixels: bytearray, palette: bytes) -> bytes:
    lines = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

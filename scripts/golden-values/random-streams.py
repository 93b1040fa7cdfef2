"""Reference numbers of the seeded streams: xoshiro128** 1.1 on Python integers, seeded by SHA-256.

Command:  python random-streams.py > ../../test/statistics/golden/random-streams.json   (standard library only)
"""
import hashlib, json, sys

MASK = 0xFFFFFFFF
rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & MASK


def outputs(state, count):
    s, result = list(state), []
    for _ in range(count):
        result.append((rotate((s[1] * 5) & MASK, 7) * 9) & MASK)
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
    return result


def seeded(seed, stream):
    digest = hashlib.sha256(f"{seed}\0{stream}".encode()).digest()
    return [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]


cases = [(1, "null-distribution"), ("2026-audit", "null-distribution"), ("2026-audit", "größe"), (0, "")]
print(json.dumps({"origin": {"software": f"Python {sys.version.split()[0]}", "command": "python scripts/golden-values/random-streams.py"},
                  "streams": [[seed, stream, outputs(seeded(seed, stream), 8),
                               [((a >> 5) * 67108864 + (b >> 6)) / 2**53 for a, b in zip(*[iter(outputs(seeded(seed, stream), 8))] * 2)]] for seed, stream in cases]}, indent=1))

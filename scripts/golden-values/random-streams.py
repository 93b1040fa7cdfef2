"""Reference numbers of the seeded streams: xoshiro128** 1.1 on Python integers, seeded by SHA-256; deviates from their definitions.

Command:  python3 scripts/golden-values/random-streams.py > test/statistics/golden/random-streams.json
Needs:    mpmath. Normal, binomial and multinomial deviates take the same uniform numbers; their acceptance tests and probabilities
          are evaluated at 40 digits.
"""
import hashlib, json, sys
import mpmath as mp

mp.mp.dps = 40
MASK = 0xFFFFFFFF
rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & MASK


class Stream:
    def __init__(self, state):
        self.s, self.spare = list(state), None

    def word(self):
        s = self.s
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
        return result

    def uniform(self):
        a, b = self.word(), self.word()
        return ((a >> 5) * 67108864 + (b >> 6)) / 2**53

    def normal(self):
        """Marsaglia's polar method, the second deviate kept."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            u, v = 2 * mp.mpf(self.uniform()) - 1, 2 * mp.mpf(self.uniform()) - 1
            s = u * u + v * v
            if 0 < s < 1:
                scale = mp.sqrt(-2 * mp.log(s) / s)
                self.spare = v * scale
                return u * scale

    def binomial(self, n, p):
        if n == 0 or p in (0, 1):
            return n * int(p)
        if p > 0.5:
            return n - self.binomial(n, 1 - p)
        P = mp.mpf(p)
        if n * p < 10:
            u, k, term = mp.mpf(self.uniform()), 0, (1 - P) ** n
            while u >= term:
                u -= term
                k += 1
                term = mp.binomial(n, k) * P**k * (1 - P) ** (n - k)
            return k
        spq = mp.sqrt(n * P * (1 - P))
        b = mp.mpf("1.15") + mp.mpf("2.53") * spq
        a = mp.mpf("-0.0873") + mp.mpf("0.0248") * b + mp.mpf("0.01") * P
        c, vr, alpha, m = n * P + mp.mpf("0.5"), mp.mpf("0.92") - mp.mpf("4.2") / b, (mp.mpf("2.83") + mp.mpf("5.1") / b) * spq, int((n + 1) * P)
        while True:
            u = mp.mpf(self.uniform()) - mp.mpf("0.5")
            v = mp.mpf(self.uniform())
            us = mp.mpf("0.5") - abs(u)
            k = int(mp.floor((2 * a / us + b) * u + c))
            if us >= mp.mpf("0.07") and v <= vr:
                return k
            if 0 <= k <= n:
                mp.mp.dps = 60
                h = mp.loggamma(m + 1) + mp.loggamma(n - m + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + (k - m) * mp.log(P / (1 - P))
                mp.mp.dps = 40
                if mp.log(v * alpha / (a / us**2 + b)) <= h:
                    return k

    def multinomial(self, n, weights):
        counts = []
        for i, w in enumerate(weights):
            rest = 0.0
            for other in reversed(weights[i:]):
                rest += other
            k = self.binomial(n, min(1.0, w / rest)) if w > 0 else 0
            counts.append(k)
            n -= k
        return counts


def seeded(seed, stream):
    digest = hashlib.sha256(f"{seed}\0{stream}".encode()).digest()
    return Stream(int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4))


def case(seed, name):
    first, second, third = seeded(seed, name), seeded(seed, name), seeded(seed, name)
    return [seed, name, [first.word() for _ in range(8)], [second.uniform() for _ in range(4)], [float(third.normal()) for _ in range(6)]]


binomials = [(12, 0.3), (400, 0.01), (400, 0.2), (60, 0.9), (1000, 0.5), (50, 0.2), (49, 0.2), (10**12, 0.25), (10**12, 1e-13), (10**12, 1 - 3e-12), (10**13, 0.5), (7, 0.0), (7, 1.0), (0, 0.4)]
multinomials = [(100, [1, 0, 2, 5]), (1000, [10, 3, 0.5, 0, 7, 0]), (10**12, [1, 1e-12, 3, 5]), (9, [0, 0, 4]), (0, [1, 2])]
draws = lambda name, make: [make(stream) for stream in [seeded(7, name)] for _ in range(20)]
published = {"source": "output of the authors' program xoshiro128starstar.c (version 1.1) at state 1, 2, 3, 4, as published in the tests of the Rust crate rand_xoshiro",
             "words": [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]}
check = Stream([1, 2, 3, 4])
assert [check.word() for _ in range(10)] == published["words"]
print(json.dumps({
    "origin": {"software": f"mpmath {mp.__version__} at 40 digits, Python {sys.version.split()[0]}", "command": "python3 scripts/golden-values/random-streams.py > test/statistics/golden/random-streams.json"},
    "published": published,
    "streams": [case(*c) for c in [(1, "null-distribution"), ("2026-audit", "null-distribution"), ("2026-audit", "größe"), (0, "")]],
    "binomials": [[n, p, draws(f"binomial {i}", lambda s: s.binomial(n, p))] for i, (n, p) in enumerate(binomials)],
    "multinomials": [[n, w, draws(f"multinomial {i}", lambda s: s.multinomial(n, w))] for i, (n, w) in enumerate(multinomials)],
}, separators=(",", ":")))

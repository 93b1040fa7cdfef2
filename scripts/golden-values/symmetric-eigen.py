"""Golden eigenvalues and eigenvectors of symmetric matrices: mpmath eigsy at 50 digits; numpy eigh must agree to 1e-13 of the norm.

Command:  python3 scripts/golden-values/symmetric-eigen.py > test/statistics/golden/symmetric-eigen.json
Needs:    mpmath (1.4.1 was used) and numpy (2.4.6 was used).
"""
import json

import mpmath as mp
import numpy as np

mp.mp.dps = 50
COMMAND = "python3 scripts/golden-values/symmetric-eigen.py > test/statistics/golden/symmetric-eigen.json"


def wilkinson(half):
    size = 2 * half + 1
    return np.diag(np.abs(np.arange(size) - half).astype(float)) + np.diag(np.ones(size - 1), 1) + np.diag(np.ones(size - 1), -1)


def hilbert(size):
    return np.array([[1 / (i + j + 1) for j in range(size)] for i in range(size)])


def integers(seed, size):
    a = np.random.default_rng(seed).integers(-99, 100, (size, size)).astype(float)
    return a + a.T


def correlation(rows):
    r = np.corrcoef(rows, rowvar=False)
    return (r + r.T) / 2


RANDOM = np.random.default_rng(11).integers(-9, 10, (40, 6)).astype(float)
COLLINEAR = np.c_[RANDOM, RANDOM[:, 0] + 1e-6 * RANDOM[:, 1]]
MATRICES = {
    "one by one": np.array([[-3.5]]),
    "exchange": np.array([[0.0, 1.0], [1.0, 0.0]]),
    "zero": np.zeros((3, 3)),
    "identity": np.eye(4),
    "all ones, rank one": np.ones((5, 5)),
    "equicorrelation": np.full((5, 5), 0.3) + 0.7 * np.eye(5),
    "diagonal out of order": np.diag([2.0, -7.0, 5.0, 5.0, 0.0]),
    "Hilbert 8": hilbert(8),
    "Hilbert 12": hilbert(12),
    "Wilkinson 21": wilkinson(10),
    "integers 6": integers(1, 6),
    "integers 20": integers(2, 20),
    "rank 3 of 6": (lambda a: a @ a.T)(np.random.default_rng(3).integers(-5, 6, (6, 3)).astype(float)),
    "negative definite": -hilbert(4),
    "huge": integers(4, 4) * 2.0**980,
    "tiny": integers(4, 4) * 2.0**-1000,
    "graded": np.array([[1e20, 1e10, 1.0], [1e10, 1e2, 1e-3], [1.0, 1e-3, 1e-8]]),
    "correlation": correlation(RANDOM),
    "nearly collinear correlation": correlation(COLLINEAR),
}


def signed(vector):
    """Of the components of largest size (within 1e-9) the first is positive."""
    most = max(abs(x) for x in vector)
    leading = next(x for x in vector if abs(x) >= most * (1 - mp.mpf("1e-9")))
    return [x if leading > 0 else -x for x in vector]


def case(name, matrix):
    size = len(matrix)
    norm = float(np.abs(matrix).max()) * size
    values, vectors = mp.eigsy(mp.matrix([[mp.mpf(float(x)) for x in row] for row in matrix]))
    order = sorted(range(size), key=lambda k: -values[k])
    values = [values[k] for k in order]
    by_numpy = np.linalg.eigvalsh(matrix)[::-1]
    assert all(abs(float(v) - w) <= 1e-13 * norm for v, w in zip(values, by_numpy)), name
    # Only vectors of well separated eigenvalues are determined.
    separate = []
    for k in range(size):
        gap = min([abs(values[k] - v) for i, v in enumerate(values) if i != k] or [mp.mpf(norm or 1)])
        if gap > 1e-3 * norm and norm > 0:
            separate.append([k, [float(x) for x in signed([vectors[i, order[k]] for i in range(size)])]])
    return {"name": name, "matrix": matrix.tolist(), "norm": norm, "values": [float(v) for v in values], "vectors": separate}


print(
    json.dumps(
        {
            "origin": {"software": f"mpmath {mp.__version__}, numpy {np.__version__}", "command": COMMAND},
            "cases": [case(name, matrix) for name, matrix in MATRICES.items()],
        },
        separators=(",", ":"),
    )
)

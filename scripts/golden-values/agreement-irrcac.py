"""Golden values of Cohen's kappa and Gwet's AC1 from irrCAC, two raters, finite-population factor 0."""

import json
import sys
from importlib.metadata import version

import numpy
import pandas
from irrCAC.table import CAC

cases = []
for table in ([[88, 14], [10, 120]], [[53, 5, 2], [11, 14, 5], [1, 6, 3]], [[118, 5], [2, 0]], [[3, 1], [1, 2]], [[10, 0, 3], [0, 0, 0], [4, 0, 20]]):
    labels = [str(k) for k in range(len(table))]
    rater = CAC(pandas.DataFrame(table, index=labels, columns=labels), digits=14)
    entry = {"table": table}
    for name, method in (("kappa", rater.cohen), ("ac1", rater.gwet)):
        found = method()["est"]
        entry[name] = numpy.asarray(found["coefficient_value"]).item()
        entry[name + "Error"] = numpy.asarray(found["se"]).item()
    cases.append(entry)
json.dump(
    {
        "origin": {
            "software": f"irrCAC {version('irrCAC')}, 14 decimals",
            "command": "python3 scripts/golden-values/agreement-irrcac.py > test/statistics/golden/agreement-irrcac.json",
        },
        "ratings": cases,
    },
    sys.stdout,
)
print()

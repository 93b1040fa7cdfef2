import { clusters } from "./comparisons/clusters.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(clusters);

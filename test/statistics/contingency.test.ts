import { contingency } from "./comparisons/contingency.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(contingency);

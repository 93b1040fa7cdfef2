import { estimation } from "./comparisons/estimation.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(estimation);

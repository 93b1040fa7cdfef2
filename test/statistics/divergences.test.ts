import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { divergences } from "./comparisons/divergences.ts";

testGoldenValues(divergences);

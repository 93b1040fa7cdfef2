import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { trend } from "./comparisons/trend.ts";

testGoldenValues(trend);

import { outliers } from "./comparisons/outliers.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(outliers);

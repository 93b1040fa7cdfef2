import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { calibration } from "./comparisons/calibration.ts";

testGoldenValues(calibration);

import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { ranking } from "./comparisons/ranking.ts";

testGoldenValues(ranking);

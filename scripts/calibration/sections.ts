import { AGREEMENT } from "./agreement-coverage.ts";
import { CLUSTERS } from "./cluster-calibration.ts";
import { DISTANCE_AND_RANGE } from "./distance-and-range-size.ts";
import { DRIFT_SIZES } from "./drift-size.ts";
import { FORECASTS } from "./forecast-calibration.ts";
import { FUNNEL } from "./funnel-size.ts";
import type { CalibrationSection } from "./line.ts";
import { ONE_PROPORTION } from "./one-proportion-coverage.ts";
import { POWER } from "./power.ts";
import { PROPORTION_TESTS } from "./proportion-test-size.ts";
import { RANKING } from "./ranking-calibration.ts";
import { RESAMPLING } from "./resampling-calibration.ts";
import { SEASONS } from "./season-calibration.ts";
import { STRATIFIED } from "./stratified-calibration.ts";
import { SEQUENCES_AND_SAMPLES, TABLES } from "./table-sequence-sampling.ts";
import { DRIFT_TRENDS, RATE_TRENDS } from "./trend-size.ts";
import { TWO_PROPORTIONS } from "./two-proportion-coverage.ts";
import { VERDICTS } from "./verdict-rules.ts";

/** The page, section by section. */
export const CALIBRATION_SECTIONS: readonly CalibrationSection[] = [
  ONE_PROPORTION,
  TWO_PROPORTIONS,
  PROPORTION_TESTS,
  STRATIFIED,
  DRIFT_SIZES,
  DISTANCE_AND_RANGE,
  TABLES,
  DRIFT_TRENDS,
  RATE_TRENDS,
  SEASONS,
  AGREEMENT,
  RANKING,
  FORECASTS,
  CLUSTERS,
  RESAMPLING,
  SEQUENCES_AND_SAMPLES,
  FUNNEL,
  VERDICTS,
  POWER,
];

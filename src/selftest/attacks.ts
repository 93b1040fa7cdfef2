import type { Attack } from "./attack.ts";
import { FILE_ATTACKS } from "./file-attacks.ts";
import { FOLDER_ATTACKS } from "./folder-attacks.ts";
import { JOURNAL_ATTACKS } from "./journal-attacks.ts";
import { JSON_ATTACKS } from "./json-attacks.ts";
import { MEMORY_ATTACKS } from "./memory-attacks.ts";
import { POPULATION_ATTACKS } from "./population-attacks.ts";
import { PRIVACY_ATTACKS } from "./privacy-attacks.ts";
import { PROGRAM_ATTACKS } from "./program-attacks.ts";
import { RESULT_ATTACKS } from "./result-attacks.ts";
import { RECORD_ATTACKS } from "./rule-attacks.ts";
import { REVIEWER_ATTACKS } from "./reviewer-attacks.ts";
import { SIGNATURE_ATTACKS } from "./signature-attacks.ts";
import { SIGNATURE_FORM_ATTACKS } from "./signature-form-attacks.ts";
import { ZIP_ATTACKS } from "./zip-attacks.ts";

/** Every attack, in the order of verification. */
export const ATTACKS: readonly Attack[] = [
  ...ZIP_ATTACKS,
  ...MEMORY_ATTACKS,
  ...FOLDER_ATTACKS,
  ...FILE_ATTACKS,
  ...SIGNATURE_ATTACKS,
  ...SIGNATURE_FORM_ATTACKS,
  ...JSON_ATTACKS,
  ...JOURNAL_ATTACKS,
  ...RESULT_ATTACKS,
  ...RECORD_ATTACKS,
  ...PRIVACY_ATTACKS,
  ...POPULATION_ATTACKS,
  ...REVIEWER_ATTACKS,
  ...PROGRAM_ATTACKS,
];

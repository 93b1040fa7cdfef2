import type { Population } from "../../population/population.ts";
import { ROLE_COLUMNS, type Role } from "../../population/roles.ts";
import type { FunnelLine } from "../run-record.ts";
import type { KnownSum } from "./count-system.ts";

/** Role by the dimension whose rows without a value its line in the funnel counts. */
const DIMENSIONS: Partial<Record<Role, string>> = {
  reviewer: "reviewer",
  modelVersion: "model_version",
  finalDecision: "final_decision",
};

/** What population.json and the funnel say of numbers of rows. */
export function knownSums(population: Population, funnel: readonly FunnelLine[]): KnownSum[] {
  const roles = { ...DIMENSIONS, ...(population.favourableDecision === null ? {} : { decision: "favourable" }) };
  return [
    { universe: "population", at: {}, value: population.rows },
    ...Object.entries(roles).flatMap(([role, dimension]): KnownSum[] => {
      const line = funnel.find(({ step }) => step === `with ${ROLE_COLUMNS[role as Role].title.toLowerCase()}`);
      return line === undefined ? [] : [{ universe: "population", at: { [dimension]: null }, value: line.lost }];
    }),
  ];
}

/** Closed lists and their words, for whoever shows or asks them through the contract. */
export { RISK_TIERS, type RiskTier } from "../policy/policy.ts";
export { VERDICT_STATES, type VerdictState } from "../policy/verdict.ts";
export { ROLES, ROLE_COLUMNS, TASK_TYPES, type Role, type TaskType } from "../population/roles.ts";
export { TIME_PRECISIONS } from "../population/population.ts";

import type { PopulationDraft, PopulationRequest } from "../contract/source-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { ROLE_COLUMNS, type Role, TASK_TYPES } from "../population/roles.ts";
import { stagedTable } from "../population/definition.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import type { CaseSession } from "./case-session.ts";
import type { SourceDocument, SourceService } from "./source-service.ts";

type KnownSource = { readonly sourceId: string } & SourceDocument;

/** A request to start from: sources by kind, and null for everything that only the auditor can state. */
export function draftRequest(session: CaseSession, sources: SourceService): PopulationDraft {
  const documents = sources.documents(session);
  const ofKind = (kind: string): string[] => documents.filter((source) => source.kind === kind).map((source) => source.sourceId);
  return {
    title: session.head.title,
    decisions: ofKind("decisions"),
    outcomes: ofKind("outcomes").at(-1) ?? null,
    reviews: ofKind("reviews").at(-1) ?? null,
    attributes: ofKind("attributes"),
    taskType: null,
    timeZone: null,
    positiveOutcome: null,
    favourableDecision: null,
    positiveDecision: null,
    labelAvailability: "not-stated",
    labelCausedByDecision: false,
    outcomeHorizonDays: null,
    cutOff: null,
    baseline: null,
    decisionRule: null,
    duplicates: "keep-first",
    filters: [],
    sampledCapture: false,
  };
}

/** The draft once everything that has no default is stated. */
export function statedRequest(draft: PopulationDraft): PopulationRequest {
  const { taskType, timeZone } = draft;
  if (taskType !== null && timeZone !== null && timeZone.trim() !== "") return { ...draft, taskType, timeZone };
  const missing = [...(taskType === null ? ["taskType"] : []), ...(timeZone === null || timeZone.trim() === "" ? ["timeZone"] : [])];
  throw new TickmarkError("bad-input", `Not stated: ${missing.join(" and ")}.`, {
    expected: `taskType one of ${TASK_TYPES.join(", ")}; timeZone an IANA name such as Europe/Berlin`,
    remedy: "These set what is computed and where days begin, so they are stated and never guessed.",
  });
}

/** Distinct values that the stated roles can take, from the staged sources. */
export async function populationChoices(session: CaseSession, sources: SourceService) {
  const documents = sources.documents(session);
  return await session.engines.read(async (engine) => {
    const distinct = async (roles: readonly Role[]): Promise<string[]> => {
      const values = new Set<string>();
      for (const { sourceId, role } of holders(documents, roles)) {
        const column = identifier(ROLE_COLUMNS[role].column);
        const page = await engine.rows(
          render(sql`select distinct ${column} from ${identifier(stagedTable(sourceId))} where ${column} is not null order by 1 limit 50`),
        );
        for (const [value] of page.rows) values.add(String(value));
      }
      return [...values].toSorted();
    };
    let from: string | null = null;
    let to: string | null = null;
    for (const { sourceId } of holders(documents, ["decidedAt"])) {
      const page = await engine.rows(render(sql`select min(decided_at), max(decided_at) from ${identifier(stagedTable(sourceId))}`));
      const [first, last] = (page.rows[0] ?? []).map((value) => (value === null ? null : String(value)));
      if (first != null && (from === null || first < from)) from = first;
      if (last != null && (to === null || last > to)) to = last;
    }
    return {
      decisionValues: await distinct(["decision", "finalDecision"]),
      outcomeValues: await distinct(["outcome"]),
      partitionValues: await distinct(["partition"]),
      from,
      to,
    };
  });
}

function holders(documents: readonly KnownSource[], roles: readonly Role[]): { sourceId: string; role: Role }[] {
  return documents.flatMap(({ sourceId, mapping }) =>
    mapping.columns.flatMap(({ target }) =>
      target.kind === "role" && roles.includes(target.role) ? [{ sourceId, role: target.role }] : [],
    ),
  );
}

/**
 * Who may import whom: one row a folder of `src/`, as in ARCHITECTURE.md. `scripts/write-lint-config.ts`
 * turns the table into lint rules; `scripts/check-structure.ts` refuses files in no row.
 */
export interface Layer {
  readonly mayImport: readonly string[];
  /** Only `import type`. */
  readonly mayImportTypes?: readonly string[];
  readonly environment: "core" | "node";
}

const FORMATS = ["foundation", "statistics", "sql", "policy", "charts", "population", "inventory"];

export const LAYERS: Readonly<Record<string, Layer>> = {
  foundation: { environment: "core", mayImport: [] },
  statistics: { environment: "core", mayImport: ["foundation"] },
  sql: { environment: "core", mayImport: ["foundation"] },
  policy: { environment: "core", mayImport: ["foundation"] },
  charts: { environment: "core", mayImport: ["foundation"], mayImportTypes: ["policy"] },
  population: { environment: "core", mayImport: ["foundation", "sql"] },
  inventory: { environment: "core", mayImport: ["foundation"] },
  analyses: { environment: "core", mayImport: FORMATS },
  evidence: { environment: "core", mayImport: [...FORMATS, "analyses"] },
  ports: { environment: "core", mayImport: ["foundation", "sql", "population"] },
  runner: { environment: "core", mayImport: [...FORMATS, "analyses", "evidence", "ports"] },
  report: { environment: "core", mayImport: ["foundation", "charts", "policy"], mayImportTypes: ["evidence", "population", "inventory"] },
  contract: {
    environment: "core",
    mayImport: ["foundation", "policy", "charts", "population", "inventory", "evidence"],
    mayImportTypes: ["analyses"],
  },
  engine: { environment: "node", mayImport: ["foundation", "sql", "population", "ports"] },
  casefile: { environment: "node", mayImport: ["foundation", "ports", "inventory", "population"] },
  ingest: { environment: "node", mayImport: ["foundation", "sql", "population", "ports", "engine"] },
  packs: { environment: "node", mayImport: ["foundation", "evidence", "ports", "report"] },
  workbench: {
    environment: "node",
    mayImport: [...FORMATS, "analyses", "evidence", "ports", "runner", "report", "contract", "engine", "casefile", "ingest", "packs"],
  },
  selftest: {
    environment: "node",
    mayImport: [...FORMATS, "analyses", "evidence", "ports", "report", "engine", "packs"],
  },
  cli: { environment: "node", mayImport: ["foundation", "contract", "workbench", "selftest"] },
};

/** What `renderer/` may reach. */
export const RENDERER_LAYERS = ["contract", "charts", "foundation"];

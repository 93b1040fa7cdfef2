import { useState } from "react";
import { Link } from "wouter";
import { ROLE_COLUMNS, type Role } from "../../../src/contract/vocabulary.ts";
import type { PopulationView } from "../../../src/contract/source-schemas.ts";
import { usePopulation } from "../../client/queries.ts";
import { inWords, plural } from "../../parts/format.ts";
import { ErrorNote, Loading } from "../../parts/Notes.tsx";

interface Column {
  readonly column: string;
  readonly title: string;
  readonly kind: string;
}

/** These leave as pseudonyms: nobody can know them from elsewhere. */
const PSEUDONYMISED: ReadonlySet<Role> = new Set<Role>(["decisionId", "subjectId", "reviewer", "overrideReason"]);

/** Columns by which somebody could be recognised in combination, picked from those that leave. */
export function QuasiIdentifiers({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (next: string[]) => void;
}) {
  const population = usePopulation();
  const [search, setSearch] = useState("");
  if (population.error !== null) return <ErrorNote error={population.error} />;
  if (population.data === undefined) return <Loading what="the columns" />;
  if (population.data === null)
    return (
      <p className="soft">
        There is no population yet. <Link href="/sources/population">Define it</Link>, and its columns appear here.
      </p>
    );
  const columns = columnsOf(population.data);
  const words = search.trim().toLowerCase();
  const shown = columns.filter(({ column, title }) => `${column} ${title}`.toLowerCase().includes(words));
  const toggle = (column: string) => onChange(chosen.includes(column) ? chosen.filter((entry) => entry !== column) : [...chosen, column]);
  return (
    <fieldset className="field">
      <legend className="field-label">Quasi-identifiers</legend>
      <p className="field-hint">
        Columns that a reader could know from elsewhere, such as age, place or date. The preview tells how many rows share each combination.
      </p>
      <div className="filter-line">
        <input
          className="input filter-search"
          type="search"
          aria-label="Search columns"
          placeholder="Search columns"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="faint" role="status">
          {chosen.length === 0 ? "None picked: the protected attributes count" : `${plural(chosen.length, "column")} picked`}
        </span>
      </div>
      <ul className="pick-list">
        {shown.map(({ column, title, kind }) => (
          <li key={column}>
            <label className="filter-check">
              <input type="checkbox" checked={chosen.includes(column)} onChange={() => toggle(column)} />
              <span>{title}</span>
              <span className="faint small">{kind}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="faint">No column has a name like that.</p>}
    </fieldset>
  );
}

/** Attributes first: they are what persons are recognised by. */
function columnsOf({ attributes, features, roles }: PopulationView): Column[] {
  return [
    ...attributes.map(({ name, column }) => ({ column, title: inWords(name), kind: "attribute" })),
    ...features.map(({ name, column }) => ({ column, title: inWords(name), kind: "feature" })),
    ...roles
      .filter((role) => !PSEUDONYMISED.has(role))
      .map((role) => ({ column: ROLE_COLUMNS[role].column, title: ROLE_COLUMNS[role].title, kind: "role" })),
  ];
}

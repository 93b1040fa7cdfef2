import type { PopulationView } from "../../../src/contract/source-schemas.ts";
import { ROLE_COLUMNS } from "../../../src/contract/vocabulary.ts";
import { Digest } from "../../parts/Digest.tsx";
import { FunnelTable } from "../../parts/FunnelTable.tsx";
import { formatDay, formatInteger, plural } from "../../parts/format.ts";
import { JoinTable } from "./JoinTable.tsx";

/** The population as it was built: size, period, joins, funnel. */
export function PopulationSummary({ population }: { readonly population: PopulationView }) {
  const { request } = population;
  return (
    <>
      <dl className="figures">
        <div>
          <dt>Decisions</dt>
          <dd>{formatInteger(population.rows)}</dd>
        </div>
        <div>
          <dt>Period</dt>
          <dd>
            {population.from === null || population.to === null ? (
              "no times"
            ) : (
              <>
                {formatDay(population.from)}
                <small>to {formatDay(population.to)}</small>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Features, groups</dt>
          <dd>
            {formatInteger(population.features.length)}, {formatInteger(population.attributes.length)}
          </dd>
        </div>
        <div>
          <dt>Duplicate ids</dt>
          <dd>{formatInteger(population.duplicateDecisionIds)}</dd>
        </div>
        <div>
          <dt>Fingerprint</dt>
          <dd>
            <Digest value={population.fingerprint} what="the population fingerprint" />
          </dd>
        </div>
      </dl>
      <p className="soft">
        {request.favourableDecision === null ? "Favourable decision not stated" : <>Favourable is “{request.favourableDecision}”</>};{" "}
        {plural(population.roles.length, "role")}: {population.roles.map((role) => ROLE_COLUMNS[role].title).join(", ")}.
      </p>
      {population.joins.length > 0 && <JoinTable joins={population.joins} />}
      <FunnelTable funnel={population.funnel} label="Row funnel of the population" />
    </>
  );
}

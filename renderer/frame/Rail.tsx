import { Link, useLocation } from "wouter";
import { useAbout, useCaseSummary, useFindings, useHasCase } from "../client/queries.ts";
import { formatInteger } from "../parts/format.ts";
import { PLACES, isAt } from "./routes.ts";

/** Ways through the work, top to bottom; a place without a case to look at is not shown. */
export function Rail() {
  const [location] = useLocation();
  const hasCase = useHasCase();
  const summary = useCaseSummary().data;
  const findings = useFindings().data;
  const about = useAbout().data;
  const counts: Readonly<Record<string, number | undefined>> = {
    "/sources": summary?.sources,
    "/inventory": summary?.models,
    "/programme": summary?.programme.entries,
    "/runs": summary?.runs.length,
    "/findings": findings?.length,
    "/pack": summary?.packs,
  };
  return (
    <nav className="rail" aria-label="Screens">
      <ul>
        {PLACES.filter((place) => hasCase || !place.needsCase).map((place) => {
          const count = counts[place.path];
          return (
            <li key={place.path}>
              <Link href={place.path} aria-current={isAt(place, location) ? "page" : undefined}>
                <place.icon size={16} strokeWidth={1.75} aria-hidden="true" />
                {place.title}
                {count !== undefined && count > 0 && <span className="rail-count">{formatInteger(count)}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
      {about !== undefined && (
        <p className="rail-foot">
          Offline. {about.name} {about.version}
          <br />
          {about.engine}
        </p>
      )}
    </nav>
  );
}

import { useQuery } from "@tanstack/react-query";
import { FilePlus, FlaskConical, FolderOpen, PackageSearch } from "lucide-react";
import { Link } from "wouter";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCurrentCase } from "../../client/queries.ts";
import { formatDay, inWords } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { useOpenCase } from "./use-open-case.ts";

const WAYS = [
  { to: "/start/new", title: "New case", text: "One engagement: a folder with its sources, runs and journal.", icon: FilePlus },
  { to: "/start/open", title: "Open a case", text: "Continue where the journal ends.", icon: FolderOpen },
  { to: "/start/sample", title: "Sample case", text: "Synthetic credit decisions, ready to import.", icon: FlaskConical },
  { to: "/review", title: "Review a pack", text: "Check what somebody else has signed, and compute it again.", icon: PackageSearch },
] as const;

export function StartScreen() {
  const engine = useEngine();
  const current = useCurrentCase().data ?? null;
  const recent = useQuery({ queryKey: ["case", "recent"], queryFn: () => engine.case.recent({}) });
  const open = useOpenCase();
  return (
    <div className="screen">
      <PageHead title="Start" lead="Audit of models in production, on this machine alone. Nothing leaves it." />
      <div className="start-grid">
        {WAYS.map((way) => (
          <Link key={way.to} className="start-card" href={way.to}>
            <way.icon size={18} strokeWidth={1.6} aria-hidden="true" />
            <b>{way.title}</b>
            <span>{way.text}</span>
          </Link>
        ))}
      </div>
      <Section title="Recent cases">
        {recent.error !== null && <ErrorNote error={recent.error} />}
        {open.error !== null && <ErrorNote error={open.error} />}
        {recent.data?.length === 0 && <p className="faint">None yet. Cases that were opened on this machine appear here.</p>}
        {recent.data !== undefined && recent.data.length > 0 && (
          <div className="table-frame">
            <table className="table table-hover">
              <caption className="hidden-visually">Recent cases</caption>
              <thead>
                <tr>
                  <th scope="col">Case</th>
                  <th scope="col">Organisation</th>
                  <th scope="col">Auditor</th>
                  <th scope="col" className="fit">
                    Risk tier
                  </th>
                  <th scope="col" className="fit">
                    Created
                  </th>
                  <th scope="col" className="fit">
                    <span className="hidden-visually">Open</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {recent.data.map((head) => (
                  <tr key={head.directory}>
                    <th scope="row">
                      {head.title}
                      <div className="faint small code wrap-anywhere">{head.directory}</div>
                    </th>
                    <td>{head.organisation}</td>
                    <td>{head.auditor}</td>
                    <td className="fit">{inWords(head.tier)}</td>
                    <td className="fit">{formatDay(head.createdAt)}</td>
                    <td className="fit">
                      {current?.directory === head.directory ? (
                        <Link className="button button-small" href="/case">
                          Is open
                        </Link>
                      ) : (
                        <button
                          type="button"
                          className="button button-small"
                          aria-label={`Open ${head.title}`}
                          disabled={open.isPending}
                          onClick={() => open.mutate(head.directory)}
                        >
                          Open
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </div>
  );
}

import { Search } from "lucide-react";
import { Link } from "wouter";
import { useCurrentCase, usePopulation } from "../client/queries.ts";
import { formatInteger, shortDigest } from "../parts/format.ts";
import { JobIndicator } from "./JobIndicator.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";

const COMMAND_KEY = navigator.userAgent.includes("Mac") ? "⌘K" : "Ctrl K";

export function TopBar({ openPalette }: { readonly openPalette: () => void }) {
  const current = useCurrentCase().data ?? null;
  return (
    <header className="head">
      <div className="brand">
        <Link href="/">
          <Tick />
          Tickmark
        </Link>
      </div>
      <div className="bar">
        <div className="bar-case">
          {current === null ? <span className="faint">No case is open</span> : <CaseName title={current.title} />}
        </div>
        <JobIndicator />
        <div className="bar-tools">
          <button type="button" className="palette-button" aria-keyshortcuts="Control+K" onClick={openPalette}>
            <Search size={14} aria-hidden="true" />
            <span className="palette-word">
              Go to<span className="hidden-visually"> anything</span>
            </span>
            <kbd aria-hidden="true">{COMMAND_KEY}</kbd>
          </button>
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}

function CaseName({ title }: { readonly title: string }) {
  const population = usePopulation().data ?? null;
  return (
    <>
      <span className="bar-title" title={title}>
        {title}
      </span>
      {population !== null && (
        <Link className="bar-print" href="/sources/population" title={`Population fingerprint ${population.fingerprint}`}>
          <code>{shortDigest(population.fingerprint).slice(0, 8)}</code> · {formatInteger(population.rows)} decisions
        </Link>
      )}
    </>
  );
}

function Tick() {
  return (
    <svg className="brand-mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect width="18" height="18" rx="4" fill="currentColor" />
      <path d="M4.8 9.3 7.7 12.2 13.3 5.6" fill="none" stroke="var(--sunken)" strokeWidth="1.9" strokeLinecap="square" />
    </svg>
  );
}

import { Link } from "wouter";
import { useKeys, useSigners } from "../../client/queries.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { KeysPart } from "./KeysPart.tsx";
import { SignersPart } from "./SignersPart.tsx";

const PARTS = [
  { part: "keys", title: "Keys", path: "/settings" },
  { part: "signers", title: "Trusted signers", path: "/settings/signers" },
] as const;

/** What belongs to the person at this machine, not to a case. */
export function SettingsScreen({ part }: { readonly part: string }) {
  const keys = useKeys();
  const signers = useSigners();
  const known = PARTS.some((entry) => entry.part === part);
  return (
    <div className="screen">
      <PageHead
        title="Settings"
        lead="Your keys and the people whose signatures you trust. They stay on this machine and belong to no case."
      />
      <nav className="tabs" aria-label="Parts of the settings">
        {PARTS.map((entry) => (
          <Link key={entry.part} href={entry.path} aria-current={part === entry.part ? "page" : undefined}>
            {entry.title}
          </Link>
        ))}
      </nav>
      {!known && <EmptyState title="There is no such setting">Choose one above.</EmptyState>}
      {part === "keys" && keys.error !== null && <ErrorNote error={keys.error} />}
      {part === "keys" && keys.isPending && <Loading what="the keys" />}
      {part === "keys" && keys.data !== undefined && <KeysPart keys={keys.data} />}
      {part === "signers" && signers.error !== null && <ErrorNote error={signers.error} />}
      {part === "signers" && signers.isPending && <Loading what="the trusted signers" />}
      {part === "signers" && signers.data !== undefined && <SignersPart list={signers.data} />}
    </div>
  );
}

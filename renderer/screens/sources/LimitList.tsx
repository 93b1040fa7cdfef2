import { Section } from "../../parts/PageHead.tsx";

/** What this kind of source can never show. */
export function LimitList({ limits }: { readonly limits: readonly string[] }) {
  if (limits.length === 0) return null;
  return (
    <Section title="What it cannot show">
      <ul className="bullets">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Section>
  );
}

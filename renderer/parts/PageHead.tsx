import { Fragment, type ReactNode, useEffect } from "react";
import { Link } from "wouter";

interface PageHeadProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly trail?: readonly { readonly title: string; readonly to: string }[];
  readonly actions?: ReactNode;
}

/** Title of a screen: also names the window, for history and screen readers. */
export function PageHead({ title, lead, trail, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Tickmark`;
  }, [title]);
  return (
    <header className="page-head">
      <div>
        {trail !== undefined && (
          <nav className="trail" aria-label="Path">
            {trail.map((step, index) => (
              <Fragment key={step.to}>
                {index > 0 && <span aria-hidden="true">/</span>}
                <Link href={step.to}>{step.title}</Link>
              </Fragment>
            ))}
          </nav>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {lead !== undefined && <p>{lead}</p>}
      </div>
      {actions !== undefined && <div className="actions">{actions}</div>}
    </header>
  );
}

export function Section({
  title,
  aside,
  children,
  id,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}) {
  const headingId = `section-${id ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  return (
    <section className="section" aria-labelledby={headingId}>
      <div className="section-head">
        <h2 id={headingId}>{title}</h2>
        {aside !== undefined && <div className="faint">{aside}</div>}
      </div>
      {children}
    </section>
  );
}

import type { ReactNode } from "react";

interface ScrollRegionProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** What scrolls on its own must be reachable by keyboard (WCAG 2.1.1), hence the tab stop on a region. */
export function ScrollRegion({ label, className, children }: ScrollRegionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <section className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

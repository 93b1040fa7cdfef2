import { CircleCheck, CircleHelp, CircleX, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { useFocusWhenLost } from "../../parts/use-focus-when-lost.ts";

export type Standing = Verification["standing"];

/** Only the first is a success; each has its own words and shape, so that none is taken for another. */
export const STANDINGS: Readonly<
  Record<Standing, { readonly title: string; readonly short: string; readonly look: string; readonly icon: typeof CircleCheck }>
> = {
  verified: { title: "Verified", short: "Verified", look: "mark mark-no-exception", icon: CircleCheck },
  withheld: {
    title: "Not fully verified: the pack withholds numbers",
    short: "Numbers withheld",
    look: "mark mark-insufficient-evidence",
    icon: EyeOff,
  },
  incomplete: {
    title: "Not verified: something could not be checked",
    short: "Not verified",
    look: "mark mark-insufficient-evidence",
    icon: CircleHelp,
  },
  failed: { title: "Verification failed", short: "Failed", look: "mark mark-exception", icon: CircleX },
};

export function StandingMark({ standing }: { readonly standing: Standing }) {
  const { short, look, icon: Icon } = STANDINGS[standing];
  return (
    <span className={look}>
      <Icon size={15} aria-hidden="true" />
      {short}
    </span>
  );
}

interface ConclusionProps {
  readonly standing: Standing;
  readonly label: string;
  readonly testId: string;
  /** In place of the standing's own title. */
  readonly title?: string;
  readonly children: ReactNode;
}

/** The result of a check, as the first thing on the page. */
export function Conclusion({ standing, label, testId, title, children }: ConclusionProps) {
  const look = STANDINGS[standing];
  const place = useFocusWhenLost<HTMLElement>();
  return (
    <section
      ref={place}
      tabIndex={-1}
      className={`conclusion conclusion-${standing}`}
      aria-label={label}
      data-testid={testId}
      role="status"
    >
      <h2 className={look.look}>
        <look.icon size={20} aria-hidden="true" />
        {title ?? look.title}
      </h2>
      {children}
    </section>
  );
}

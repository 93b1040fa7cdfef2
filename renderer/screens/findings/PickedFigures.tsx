import { X } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { FindingDraft, FindingView } from "../../../src/contract/finding-schemas.ts";
import { runPath } from "../../frame/routes.ts";
import { plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { FigurePicker } from "./FigurePicker.tsx";

type FigureRef = FindingDraft["figures"][number];

interface PickedFiguresProps {
  readonly finding: FindingView | null;
  readonly figures: readonly FigureRef[];
  readonly onChange: (figures: FigureRef[]) => void;
}

/** Figures that the finding rests on, as they are now: not as they were when somebody typed them. */
export function PickedFigures({ finding, figures, onChange }: PickedFiguresProps) {
  const [picking, setPicking] = useState(false);
  const [picked, setPicked] = useState<Readonly<Record<string, string>>>({});
  const textOf = (figure: FigureRef): string | null | undefined => {
    const place = finding?.figures.findIndex((entry) => idOf(entry) === idOf(figure)) ?? -1;
    return place >= 0 ? finding?.figureTexts[place] : picked[idOf(figure)];
  };
  return (
    <Section
      title="Figures"
      aside={
        <button type="button" className="button button-small" aria-expanded={picking} onClick={() => setPicking(!picking)}>
          {picking ? "Close the list" : "Pick figures"}
        </button>
      }
    >
      {figures.length === 0 && !picking && <p className="faint">None. A finding without a figure rests on words alone.</p>}
      {figures.length > 0 && (
        <ul className="file-list list-plain figure-list" aria-label={`${plural(figures.length, "figure")} picked`}>
          {figures.map((figure) => {
            const text = textOf(figure);
            return (
              <li key={idOf(figure)}>
                <div className="wrap-anywhere">
                  {text === null ? <span className="badge badge-attention">No longer there</span> : <span>{text ?? figure.figureId}</span>}
                  <p className="faint small">
                    <Link href={runPath(figure.runId, "figures")}>{figure.runId}</Link> · <code>{figure.figureId}</code>
                  </p>
                </div>
                <button
                  type="button"
                  className="button button-quiet button-icon"
                  aria-label={`Remove ${figure.figureId}`}
                  onClick={() => onChange(figures.filter((entry) => idOf(entry) !== idOf(figure)))}
                >
                  <X size={14} aria-hidden="true" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {picking && (
        <FigurePicker
          picked={figures.map(idOf)}
          onPick={(figure, text) => {
            setPicked({ ...picked, [idOf(figure)]: text });
            onChange([...figures, figure]);
          }}
        />
      )}
    </Section>
  );
}

export function idOf({ runId, figureId }: FigureRef): string {
  return `${runId} ${figureId}`;
}

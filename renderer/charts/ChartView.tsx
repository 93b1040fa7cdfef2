import { Download } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { useTheme } from "../frame/theme.ts";
import { FailureNote } from "../parts/Notes.tsx";
import { ChartDataTable } from "./ChartDataTable.tsx";
import { type PictureOf, saveCsv, savePicture } from "./chart-export.ts";
import { plainText } from "./plotly/plot.ts";
import { readChartLook } from "./plotly/chart-look.ts";
import { plotChart } from "./plotly/plot-chart.ts";

interface ChartViewProps {
  readonly spec: ChartSpec;
  /** Stands in the corner, in exports too: every figure can be traced. */
  readonly runId: string;
}

/** The run's id in the lower right corner of the picture. */
function cornerMark(runId: string, color: string) {
  return {
    text: plainText(runId),
    font: { size: 9.5, color },
    xref: "container",
    yref: "container",
    x: 1,
    y: 0,
    xanchor: "right",
    yanchor: "bottom",
    pad: { b: 6, r: 10 },
    automargin: false,
  } as const;
}

/** A chart, its statement in words, the numbers behind it, and ways to take it along. */
export function ChartView({ spec, runId }: ChartViewProps) {
  const [failed, setFailed] = useState(false);
  // What stands there now: exports take this, never an element that is not drawn yet.
  const [drawn, setDrawn] = useState<PictureOf | null>(null);
  const plot = useRef<HTMLDivElement>(null);
  const theme = useTheme((state) => state.dark);
  const titleId = useId();
  const fileName = `${runId}-${spec.chartId}`;

  useEffect(() => {
    const element = plot.current;
    if (element === null) return;
    let gone = false;
    let clear = () => {};
    const draw = async () => {
      const plotly = (await import("plotly.js-cartesian-dist-min")).default;
      if (gone) return;
      const look = readChartLook(element);
      const { data, layout, heightPx } = plotChart(spec, look);
      const figure = { data: [...data], layout: { ...layout, height: heightPx, title: cornerMark(runId, look.inkFaint) } };
      clear = () => plotly.purge(element);
      await plotly.newPlot(element, figure.data, figure.layout, { displayModeBar: false, responsive: true });
      if (!gone) setDrawn(figure);
    };
    draw().catch(() => setFailed(true));
    return () => {
      gone = true;
      setDrawn(null);
      clear();
    };
  }, [spec, runId, theme]);

  const picture = (format: "png" | "svg") => {
    if (drawn !== null) savePicture(drawn, plot.current?.clientWidth ?? 900, format, fileName).catch(() => setFailed(true));
  };
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <div className="chart-head">
        <div>
          <h2 id={titleId}>{spec.title}</h2>
          <figcaption>{spec.textAlternative}</figcaption>
        </div>
        <div className="actions" role="group" aria-label={`Export ${spec.title}`}>
          <Download size={14} aria-hidden="true" className="faint" />
          {(["png", "svg"] as const).map((format) => (
            <button
              key={format}
              type="button"
              className="button button-quiet button-small"
              disabled={drawn === null}
              onClick={() => picture(format)}
            >
              {format.toUpperCase()}
            </button>
          ))}
          <button type="button" className="button button-quiet button-small" onClick={() => saveCsv(spec, fileName)}>
            CSV
          </button>
        </div>
      </div>
      {failed && (
        <FailureNote
          failure={{ code: "unsupported", message: "The chart could not be drawn.", remedy: "Its numbers are in the table, complete." }}
        />
      )}
      <div className="chart-body">
        <div
          ref={plot}
          className="chart-plot"
          data-drawn={drawn !== null}
          role="img"
          aria-label={`${spec.title}. ${spec.textAlternative}`}
        />
        <ChartDataTable spec={spec} />
      </div>
    </figure>
  );
}

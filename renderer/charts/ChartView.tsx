import { Download } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { useTheme } from "../frame/theme.ts";
import { ErrorNote } from "../parts/Notes.tsx";
import { ChartDataTable } from "./ChartDataTable.tsx";
import { saveCsv, savePicture } from "./chart-export.ts";
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
  return { text: plainText(runId), font: { size: 9.5, color }, xref: "container", yref: "container", x: 1, y: 0, xanchor: "right", yanchor: "bottom", pad: { b: 6, r: 10 }, automargin: false } as const;
}

/** A chart, its statement in words, the numbers behind it, and ways to take it along. */
export function ChartView({ spec, runId }: ChartViewProps) {
  const [failed, setFailed] = useState<unknown>(null);
  const [drawn, setDrawn] = useState(false);
  const plot = useRef<HTMLDivElement>(null);
  const theme = useTheme((state) => state.dark);
  const titleId = useId();
  const fileName = `${runId}-${spec.chartId}`;

  useEffect(() => {
    const element = plot.current;
    if (element === null) return;
    let gone = false;
    const draw = async () => {
      const plotly = (await import("plotly.js-cartesian-dist-min")).default;
      if (gone) return;
      const look = readChartLook(element);
      const { data, layout, heightPx } = plotChart(spec, look);
      await plotly.react(element, [...data], { ...layout, height: heightPx, title: cornerMark(runId, look.inkFaint) }, { displayModeBar: false, responsive: true });
      if (!gone) setDrawn(true);
    };
    draw().catch(setFailed);
    return () => {
      gone = true;
    };
  }, [spec, runId, theme]);
  useEffect(() => {
    const element = plot.current;
    return () => {
      if (element !== null) void import("plotly.js-cartesian-dist-min").then((module) => module.default.purge(element));
    };
  }, []);

  const picture = (format: "png" | "svg") => {
    if (plot.current !== null) savePicture(plot.current, format, fileName).catch(setFailed);
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
            <button key={format} type="button" className="button button-quiet button-small" disabled={!drawn} onClick={() => picture(format)}>
              {format.toUpperCase()}
            </button>
          ))}
          <button type="button" className="button button-quiet button-small" onClick={() => saveCsv(spec, fileName)}>
            CSV
          </button>
        </div>
      </div>
      {failed !== null && <ErrorNote error={failed} />}
      <div className="chart-body">
        <div ref={plot} className="chart-plot" data-drawn={drawn} role="img" aria-label={`${spec.title}. ${spec.textAlternative}`} />
        <ChartDataTable spec={spec} />
      </div>
    </figure>
  );
}

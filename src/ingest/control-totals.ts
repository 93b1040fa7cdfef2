import type { DuckDBConnection } from "@duckdb/node-api";
import { execute } from "../engine/duckdb-engine.ts";
import { rowPage } from "../engine/row-page.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { Control } from "../population/mapping.ts";
import { type SqlFragment, identifier, literal, sql } from "../sql/sql.ts";
import type { ControlTotal } from "./imported-source.ts";

type SumControl = Extract<Control, { kind: "sum" }>;

/** Decimals that are added up exactly; a DECIMAL(38, 18) holds 20 digits before the point. */
const SCALE = 18;

/** Compares row count and exact sums of accepted rows with the data owner's figures. */
export async function controlTotals(
  connection: DuckDBConnection,
  request: {
    readonly table: string;
    readonly where: SqlFragment;
    readonly controls: readonly Control[];
    readonly rowsRead: number;
    readonly rowsRejected: number;
  },
): Promise<ControlTotal[]> {
  const totals: ControlTotal[] = [];
  let sums = 0;
  for (const control of request.controls) {
    if (control.kind === "rows") {
      const note = request.rowsRejected === 0 ? null : `Counts all records, ${request.rowsRejected} rejects included.`;
      totals.push(compare({ kind: "rows", column: null, computed: String(request.rowsRead), expected: control.expected, note }));
      continue;
    }
    totals.push(await sumTotal(connection, request, control, `control_${sums}`));
    sums += 1;
  }
  return totals;
}

async function sumTotal(
  connection: DuckDBConnection,
  request: { readonly table: string; readonly where: SqlFragment; readonly rowsRejected: number },
  control: SumControl,
  column: string,
): Promise<ControlTotal> {
  const text = identifier(column);
  const plain = control.decimalSeparator === "," ? sql`replace(replace(${text}, '.', ''), ',', '.')` : text;
  const base = { kind: "sum" as const, column: control.column, expected: control.expected };
  let cells: readonly unknown[];
  try {
    const result = await execute(
      connection,
      sql`
        select cast(coalesce(sum(try_cast(${plain} as decimal(38, 18))), 0) as varchar),
          count(${text}) - count(try_cast(${plain} as decimal(38, 18))),
          count(*) filter (regexp_matches(${plain}, ${literal(`\\.\\d{${SCALE + 1},}|[eE]`)}))
        from ${identifier(request.table)}
        where ${request.where}`,
    );
    cells = (await rowPage(result)).rows[0] ?? [];
  } catch (cause) {
    if (cause instanceof TickmarkError && cause.code === "cancelled") throw cause;
    return {
      ...base,
      computed: null,
      state: "not-computable",
      difference: null,
      note: "The sum has more than 20 digits before the point.",
    };
  }
  const [sum, unreadable, rounded] = [String(cells[0]), Number(cells[1]), Number(cells[2])];
  if (unreadable > 0)
    return { ...base, computed: null, state: "not-computable", difference: null, note: `${unreadable} values are no decimal numbers.` };
  const notes = [
    ...(rounded > 0 ? [`${rounded} values have more than ${SCALE} decimals or an exponent and were rounded to ${SCALE} decimals.`] : []),
    ...(request.rowsRejected > 0 ? [`Leaves out the ${request.rowsRejected} rejects.`] : []),
  ];
  return compare({ ...base, computed: shortDecimal(sum), note: notes.length === 0 ? null : notes.join(" ") });
}

function compare(total: Pick<ControlTotal, "kind" | "column" | "expected" | "note"> & { computed: string }): ControlTotal {
  if (total.expected === null) return { ...total, state: "not-given", difference: null };
  const difference = decimalDifference(total.computed, total.expected);
  return { ...total, state: difference === "0" ? "agree" : "differ", difference };
}

/** left - right of two plain decimals, exact. */
export function decimalDifference(left: string, right: string): string {
  const scale = Math.max(decimals(left), decimals(right));
  return unscaled(scaled(left, scale) - scaled(right, scale), scale);
}

/** Without empty decimals: `1.500` is `1.5`, `-0.0` is `0`. */
export function shortDecimal(text: string): string {
  return unscaled(scaled(text, decimals(text)), decimals(text));
}

function decimals(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

function scaled(text: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}

function unscaled(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const fraction = scale === 0 ? "" : digits.slice(-scale).replace(/0+$/, "");
  const whole = scale === 0 ? digits : digits.slice(0, -scale);
  return `${value < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

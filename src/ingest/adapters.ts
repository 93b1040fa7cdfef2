import type { AdapterId } from "../population/source-format.ts";
import type { Adapter } from "./adapter.ts";
import { arrowAdapter } from "./arrow/arrow-adapter.ts";
import { csvAdapter } from "./csv/csv-adapter.ts";
import { jsonLinesAdapter } from "./json-lines/json-lines-adapter.ts";
import { parquetAdapter } from "./parquet/parquet-adapter.ts";

/** In the order in which they are asked: marks in the bytes first, text last. */
export const ADAPTERS: { readonly [Id in AdapterId]: Adapter<Id> } = {
  parquet: parquetAdapter,
  arrow: arrowAdapter,
  "json-lines": jsonLinesAdapter,
  csv: csvAdapter,
};

export function adapterOf(id: AdapterId): Adapter {
  // Each adapter is only ever given formats of its own id.
  return ADAPTERS[id] as Adapter;
}

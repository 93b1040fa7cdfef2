/**
 * Functions that SQL from a pack may call: counting, comparing, rounding, times. Nothing here makes much out of little, as `repeat`
 * does (texts of one row are beyond the engine's memory limit), and nothing tells of the machine.
 */
export const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    "% * + - / // ** ^ ~~ !~~ || & |",
    "abs sign floor ceil ceiling round trunc sqrt ln log log10 log2 exp pow power least greatest isnan isfinite isinf",
    "count count_star sum avg mean min max arg_min arg_max any_value first last bool_and bool_or bit_xor",
    "stddev stddev_samp stddev_pop variance var_samp var_pop corr covar_pop covar_samp regr_slope regr_intercept",
    "median mode quantile quantile_disc quantile_cont mad entropy histogram approx_count_distinct list array_agg",
    "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
    "list_value map_values map_keys array_to_string unnest range generate_series coalesce nullif ifnull grouping grouping_id",
    "trim ltrim rtrim lower upper length substr substring strpos contains starts_with ends_with concat nfc_normalize hash",
    "epoch epoch_ms epoch_us date_trunc date_part date_diff datediff year month day week isodow timezone make_timestamp",
    "to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds",
  ].flatMap((line) => line.split(" ")),
);

/** Functions that a statement calls, from the engine's own parse of it (`json_serialize_sql`), sorted. */
export function calledFunctions(parsed: unknown): string[] {
  const names = new Set<string>();
  const pending: unknown[] = [parsed];
  while (pending.length > 0) {
    const node = pending.pop();
    if (Array.isArray(node)) pending.push(...(node as unknown[]));
    else if (typeof node === "object" && node !== null) {
      if ("function_name" in node && typeof node.function_name === "string") names.add(node.function_name.toLowerCase());
      pending.push(...Object.values(node));
    }
  }
  return [...names].toSorted();
}

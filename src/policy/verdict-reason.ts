/** The part of a hypothesis' evidence that a reason speaks of. */
interface Evidence {
  readonly effect: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly acceptedLower: number | null;
  readonly acceptedUpper: number | null;
  readonly rowsToDecide?: number;
}

/** p-values adjusted for all hypotheses of the family. */
export interface Adjusted {
  /** Benjamini-Hochberg. */
  readonly adjusted: number;
  /** Benjamini-Yekutieli. */
  readonly conservative: number;
}

/** "PSI 0.31 is at or above 0.1 and adjusted p 2.1e-9 is at most 0.05." */
export function exceptionReason(measure: string, evidence: Evidence, { adjusted }: Adjusted, q: number): string {
  return `${beyond(measure, evidence)} and adjusted p ${comparedPValue(adjusted, q, "is at most")}.`;
}

export function noExceptionReason(measure: string, { effect, lower, upper, acceptedLower, acceptedUpper }: Evidence): string {
  const parts = [
    ...(acceptedLower === null || lower === null ? [] : [`lower limit ${compared(lower, acceptedLower, "is above")}`]),
    ...(acceptedUpper === null || upper === null ? [] : [`upper limit ${compared(upper, acceptedUpper, "is below")}`]),
  ];
  return `${measure} ${formatNumber(effect)}: its ${parts.join(" and its ")}.`;
}

/** Says which condition of "exception" and of "no exception" failed. */
export function insufficientReason(measure: string, evidence: Evidence, { adjusted }: Adjusted, q: number): string {
  const { effect, acceptedLower, acceptedUpper } = evidence;
  const outside = (acceptedUpper !== null && effect >= acceptedUpper) || (acceptedLower !== null && effect <= acceptedLower);
  const sentence = outside
    ? `${beyond(measure, evidence)}, but adjusted p ${comparedPValue(adjusted, q, "is above")}: this may be chance.`
    : `${measure} ${formatNumber(effect)} is inside the accepted region, but ${failedLimits(evidence).join(" and ")}: an effect that matters is not excluded.`;
  return evidence.rowsToDecide === undefined ? sentence : `${sentence} About ${evidence.rowsToDecide} rows would decide.`;
}

function beyond(measure: string, { effect, acceptedLower, acceptedUpper }: Evidence): string {
  if (acceptedUpper !== null && effect >= acceptedUpper) return `${measure} ${compared(effect, acceptedUpper, "is at or above")}`;
  return `${measure} ${compared(effect, acceptedLower ?? effect, "is at or below")}`;
}

function failedLimits({ lower, upper, acceptedLower, acceptedUpper }: Evidence): string[] {
  const failed: string[] = [];
  if (acceptedLower !== null && !(lower !== null && lower > acceptedLower)) {
    failed.push(lower === null ? "it has no lower limit" : `its lower limit ${compared(lower, acceptedLower, "is not above")}`);
  }
  if (acceptedUpper !== null && !(upper !== null && upper < acceptedUpper)) {
    failed.push(upper === null ? "it has no upper limit" : `its upper limit ${compared(upper, acceptedUpper, "is not below")}`);
  }
  return failed;
}

/** A p-value is never 0: below this it is only too small for a double. */
function comparedPValue(value: number, bound: number, relation: string): string {
  return value < 1e-300 ? `below 1e-300 ${relation} ${formatNumber(bound)}` : compared(value, bound, relation);
}

/** Both numbers with as many digits as it takes to tell them apart: "0.09996 is below 0.1", never "0.1 is below 0.1". */
function compared(value: number, bound: number, relation: string): string {
  for (let digits = 3; digits < 17; digits += 1) {
    const [left, right] = [formatNumber(value, digits), formatNumber(bound, digits)];
    if (left !== right || value === bound) return `${left} ${relation} ${right}`;
  }
  return `${value} ${relation} ${bound}`;
}

/** Significant digits without trailing zeros; powers of ten below 0.001. */
export function formatNumber(value: number, digits = 3): string {
  const rounded = Number(value.toPrecision(digits));
  if (rounded === 0) return "0";
  return Math.abs(rounded) < 0.001 ? rounded.toExponential() : String(rounded);
}

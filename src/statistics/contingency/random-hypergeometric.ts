import { hypergeometricPmf } from "../distributions/hypergeometric.ts";
import { requireArgument, requireCount } from "../domain.ts";

/** Standard deviation above which inversion, whose steps grow with it, gives way to rejection. */
const REJECTION_FROM = 20;

/**
 * One hypergeometric deviate: marked items among n drawn without replacement from N items of which M are marked.
 *
 * Formula: inversion from the mode outwards, f(k+1)/f(k) = (M-k)(n-k) / ((k+1)(N-M-n+k+1)); for a standard deviation above
 * 20 the ratio of uniforms (HRUA): x = mean + 1/2 + w (V - 1/2)/U, w = 2 sqrt(2 (variance + 1/2)/e) + 3 - 2 sqrt(3/e),
 * k = floor(x) is taken if U^2 <= f(k)/f(mode).
 * Source: E. Stadlober (1990) J. Comput. Appl. Math. 31, 181-189, doi:10.1016/0377-0427(90)90349-5.
 * Units: counts up to 1e12; uniform numbers in 0..1 from a seeded stream.
 * Not computable: counts that are not whole, M > N or n > N throw.
 * Golden: seeded draws against exact probabilities within four binomial errors, scripts/golden-values/contingency.py.
 */
export function randomHypergeometric(nextUniform: () => number, N: number, M: number, n: number): number {
  requireCount("randomHypergeometric (population)", N);
  requireCount("randomHypergeometric (marked)", M);
  requireCount("randomHypergeometric (drawn)", n);
  requireArgument(M <= N, "randomHypergeometric (marked)", "at most the population", M);
  requireArgument(n <= N, "randomHypergeometric (drawn)", "at most the population", n);
  const [lowest, highest] = [Math.max(0, n - (N - M)), Math.min(n, M)];
  if (lowest === highest) return lowest;
  const mean = (M / N) * n;
  const variance = (mean * ((N - M) / N) * (N - n)) / (N - 1);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((M + 1) / (N + 2)) * (n + 1))));
  const peak = hypergeometricPmf(mode, N, M, n);
  if (variance <= REJECTION_FROM ** 2) {
    for (;;) {
      const drawn = inversion(nextUniform() - peak, { N, M, n, lowest, highest, mode, peak });
      if (drawn !== null) return drawn;
    }
  }
  const width = 2 * Math.sqrt((2 * (variance + 0.5)) / Math.E) + 3 - 2 * Math.sqrt(3 / Math.E);
  for (;;) {
    const u = nextUniform();
    const k = Math.floor(mean + 0.5 + (width * (nextUniform() - 0.5)) / u);
    if (u > 0 && u * u <= hypergeometricPmf(k, N, M, n) / peak) return k;
  }
}

interface Start {
  readonly N: number;
  readonly M: number;
  readonly n: number;
  readonly lowest: number;
  readonly highest: number;
  readonly mode: number;
  readonly peak: number;
}

/** The value at which a uniform number is used up, going outwards from the mode; null if rounding leaves some of it. */
function inversion(uniformLessPeak: number, { N, M, n, lowest, highest, mode, peak }: Start): number | null {
  let rest = uniformLessPeak;
  let [up, down, above, below] = [mode, mode, peak, peak];
  while (rest >= 0) {
    if (up === highest && down === lowest) return null;
    if (up < highest) {
      above *= ((M - up) / (up + 1)) * ((n - up) / (N - M - n + up + 1));
      up += 1;
      rest -= above;
      if (rest < 0) return up;
    }
    if (down > lowest) {
      below *= (down / (M - down + 1)) * ((N - M - n + down) / (n - down + 1));
      down -= 1;
      rest -= below;
      if (rest < 0) return down;
    }
  }
  return mode;
}

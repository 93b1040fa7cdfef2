/**
 * exp, log and their kin by the algorithms of fdlibm (Sun Microsystems, 1993), in additions and multiplications alone, which
 * every engine rounds alike. `Math.exp` differs in the last digit between versions of one engine, and a figure that is
 * recomputed elsewhere must come out the same.
 */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const bits = new BigUint64Array(double.buffer);
/** Where the sign and the exponent stand: machines differ. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

function highWord(x: number): number {
  double[0] = x;
  return words[HIGH] ?? 0;
}

function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH] = high;
  return double[0];
}

/** 2^k for k from -1022 to 1023. */
const POWERS = Float64Array.from({ length: 2046 }, (_, index) => 2 ** (index - 1022));

function powerOfTwo(k: number): number {
  return POWERS[k + 1022] ?? 2 ** k;
}

/** Smallest numbers with these high words: comparing with them is comparing high words. */
const HALF_LN2 = withHighWord(0, 0x3fd6_2e43);
const ONE_AND_A_HALF_LN2 = withHighWord(0, 0x3ff0_a2b2);

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = 1.4426950408889634;
const TWO_54 = 2 ** 54;

const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;

export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const absolute = Math.abs(x);
  let hi = 0;
  let lo = 0;
  let k = 0;
  let r = x;
  if (absolute >= HALF_LN2) {
    if (absolute < ONE_AND_A_HALF_LN2) {
      // The rounded reduction would give another last digit for 1 than e.
      if (x === 1) return Math.E;
      k = x < 0 ? -1 : 1;
      hi = x - k * LN2_HIGH;
      lo = k * LN2_LOW;
    } else {
      k = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
      hi = x - k * LN2_HIGH;
      lo = k * LN2_LOW;
    }
    r = hi - lo;
  } else if (absolute < 2 ** -28) return 1 + x;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  if (k === 1024) return y * 2 * 2 ** 1023;
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * 2 ** -1000;
}

const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;

export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  let k = 0;
  let scaled = x;
  let high = highWord(x);
  if (high < 0x0010_0000) {
    k = -54;
    scaled = x * TWO_54;
    high = highWord(scaled);
  }
  k += (high >> 20) - 1023;
  high &= 0x000f_ffff;
  const i = (high + 0x9_5f64) & 0x10_0000;
  scaled = withHighWord(scaled, high | (i ^ 0x3ff0_0000));
  k += i >> 20;
  const f = scaled - 1;
  if ((0x000f_ffff & (2 + high)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const R = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - R : k * LN2_HIGH - (R - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (L2 + w * (L4 + w * L6));
  const t2 = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const R = t2 + t1;
  if (((high - 0x6_147a) | (0x6_b851 - high)) > 0) {
    const half = 0.5 * f * f;
    return k === 0 ? f - (half - s * (half + R)) : k * LN2_HIGH - (half - (s * (half + R) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - R) : k * LN2_HIGH - (s * (f - R) - k * LN2_LOW - f);
}

const Q1 = -0.03333333333333313;
const Q2 = 0.0015873015872548146;
const Q3 = -7.93650757867488e-5;
const Q4 = 4.008217827329362e-6;
const Q5 = -2.0109921818362437e-7;

export function expm1(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  const high = highWord(x) & 0x7fff_ffff;
  if (high >= 0x4043_687a) {
    if (x > 709.782712893384) return Infinity;
    if (x < 0) return -1;
  }
  let k = 0;
  let c = 0;
  let r = x;
  if (high > 0x3fd6_2e42) {
    k = high < 0x3ff0_a2b2 ? (x > 0 ? 1 : -1) : Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
    const hi = x - k * LN2_HIGH;
    const lo = k * LN2_LOW;
    r = hi - lo;
    c = hi - r - lo;
  } else if (high < 0x3c90_0000) return x;
  const halfR = 0.5 * r;
  const hxs = r * halfR;
  const r1 = 1 + hxs * (Q1 + hxs * (Q2 + hxs * (Q3 + hxs * (Q4 + hxs * Q5))));
  const t = 3 - r1 * halfR;
  let e = hxs * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - hxs);
  e = r * (e - c) - c;
  e -= hxs;
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (k <= -2 || k > 56) {
    const y = 1 - (e - r);
    return (k === 1024 ? y * 2 * 2 ** 1023 : y * powerOfTwo(k)) - 1;
  }
  if (k < 20) return (1 - powerOfTwo(-k) - (e - r)) * powerOfTwo(k);
  return (r - (e + powerOfTwo(-k)) + 1) * powerOfTwo(k);
}

export function log1p(x: number): number {
  if (Number.isNaN(x) || x < -1) return NaN;
  if (x === -1) return -Infinity;
  if (x === Infinity) return x;
  const high = highWord(x);
  const absolute = high & 0x7fff_ffff;
  let k = 1;
  let f = 0;
  let hu = 1;
  let c = 0;
  if (high < 0x3fda_827a) {
    if (absolute < 0x3e20_0000) return absolute < 0x3c90_0000 ? x : x - x * x * 0.5;
    if (high > 0 || high <= (0xbfd2_bec4 | 0)) {
      k = 0;
      f = x;
    }
  }
  if (k !== 0) {
    let u = high < 0x4340_0000 ? 1 + x : x;
    hu = highWord(u);
    k = (hu >> 20) - 1023;
    c = high < 0x4340_0000 ? (k > 0 ? 1 - (u - x) : x - (u - 1)) / u : 0;
    hu &= 0x000f_ffff;
    if (hu < 0x6_a09e) u = withHighWord(u, hu | 0x3ff0_0000);
    else {
      k += 1;
      u = withHighWord(u, hu | 0x3fe0_0000);
      hu = (0x0010_0000 - hu) >> 2;
    }
    f = u - 1;
  }
  const half = 0.5 * f * f;
  if (hu === 0) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + (c + k * LN2_LOW);
    const R = half * (1 - 0.6666666666666666 * f);
    return k === 0 ? f - R : k * LN2_HIGH - (R - (k * LN2_LOW + c) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const R = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
  return k === 0 ? f - (half - s * (half + R)) : k * LN2_HIGH - (half - (s * (half + R) + (k * LN2_LOW + c)) - f);
}

export function tanh(x: number): number {
  if (Number.isNaN(x)) return x;
  const absolute = Math.abs(x);
  let z = 1;
  if (absolute < 22) {
    if (absolute < 2 ** -28) return x;
    if (absolute >= 1) z = 1 - 2 / (expm1(2 * absolute) + 2);
    else {
      const t = expm1(-2 * absolute);
      z = -t / (t + 2);
    }
  }
  return x < 0 ? -z : z;
}

export function atanh(x: number): number {
  const absolute = Math.abs(x);
  if (Number.isNaN(x) || absolute > 1) return NaN;
  if (absolute === 1) return x / 0;
  if (absolute < 2 ** -28) return x;
  const twice = absolute + absolute;
  const t = absolute < 0.5 ? 0.5 * log1p(twice + (twice * absolute) / (1 - absolute)) : 0.5 * log1p(twice / (1 - absolute));
  return x < 0 ? -t : t;
}

export function cbrt(x: number): number {
  if (Number.isNaN(x) || x === 0 || Math.abs(x) === Infinity) return x;
  const sign = x < 0 ? -1 : 1;
  const absolute = Math.abs(x);
  const high = highWord(absolute);
  let t =
    high < 0x0010_0000
      ? withHighWord(0, Math.trunc((highWord(absolute * TWO_54) & 0x7fff_ffff) / 3) + 696_219_795)
      : withHighWord(0, Math.trunc(high / 3) + 715_094_163);
  const r = t * t * (t / absolute);
  t *= 1.87595182427177 + r * (-1.8849797954337717 + r * 1.6214297201053545) + r * r * r * (-0.758397934778766 + r * 0.14599619288661245);
  double[0] = t;
  bits[0] = ((bits[0] ?? 0n) + 0x8000_0000n) & 0xffff_ffff_c000_0000n;
  t = double[0];
  const s = t * t;
  const q = (absolute / s - t) / (t + t + absolute / s);
  return sign * (t + t * q);
}

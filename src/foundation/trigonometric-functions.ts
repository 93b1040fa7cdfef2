/**
 * sin, cos, asin and atan by the algorithms of fdlibm (Sun Microsystems, 1993), for the reason given in `elementary-functions.ts`.
 * Angles are in radians.
 */
const view = new DataView(new ArrayBuffer(8));

function highWord(x: number): number {
  view.setFloat64(0, x);
  return view.getInt32(0);
}

function withoutLowWord(x: number): number {
  view.setFloat64(0, x);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

function fromHighWord(high: number): number {
  view.setInt32(0, high);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

const S1 = -1.666_666_666_666_663_243_48e-1;
const S2 = 8.333_333_333_322_489_461_24e-3;
const S3 = -1.984_126_982_985_794_931_34e-4;
const S4 = 2.755_731_370_707_006_767_89e-6;
const S5 = -2.505_076_025_340_686_341_95e-8;
const S6 = 1.589_690_995_211_550_102_21e-10;

/** Sine of x + y for |x| at most pi/4; y is the tail of x. */
function sineKernel(x: number, y: number, hasTail: boolean): number {
  if ((highWord(x) & 0x7fff_ffff) < 0x3e40_0000) return x;
  const z = x * x;
  const v = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return hasTail ? x - (z * (0.5 * y - v * r) - y - v * S1) : x + v * (S1 + z * r);
}

const C1 = 4.166_666_666_666_660_190_37e-2;
const C2 = -1.388_888_888_887_410_957_49e-3;
const C3 = 2.480_158_728_947_672_941_78e-5;
const C4 = -2.755_731_435_139_066_330_35e-7;
const C5 = 2.087_572_321_298_174_827_9e-9;
const C6 = -1.135_964_755_778_819_482_65e-11;

/** Cosine of x + y for |x| at most pi/4; y is the tail of x. */
function cosineKernel(x: number, y: number): number {
  const high = highWord(x) & 0x7fff_ffff;
  if (high < 0x3e40_0000) return 1;
  const z = x * x;
  const r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
  if (high < 0x3fd3_3333) return 1 - (0.5 * z - (z * r - x * y));
  const quarter = high > 0x3fe9_0000 ? 0.281_25 : fromHighWord(high - 0x0020_0000);
  const half = 0.5 * z - quarter;
  return 1 - quarter - (half - (z * r - x * y));
}

const TWO_OVER_PI = 6.366_197_723_675_813_824_33e-1;
const PI_2_1 = 1.570_796_326_734_125_614_17;
const PI_2_1_TAIL = 6.077_100_506_506_192_249_32e-11;
const PI_2_2 = 6.077_100_506_303_965_976_6e-11;
const PI_2_2_TAIL = 2.022_266_248_795_950_631_54e-21;
const PI_2_3 = 2.022_266_248_711_166_455_8e-21;
const PI_2_3_TAIL = 8.478_427_660_368_899_569_97e-32;
/** Up to here three parts of pi/2 are enough. */
const LARGEST_ANGLE = 2 ** 19 * (Math.PI / 2);

interface Reduced {
  readonly quadrant: number;
  readonly head: number;
  readonly tail: number;
}

/** x less a multiple of pi/2, in two parts. Throws a `RangeError` beyond 2^19 pi/2. */
function reduce(x: number): Reduced {
  const absolute = Math.abs(x);
  const high = highWord(absolute);
  if (high <= 0x3fe9_21fb) return { quadrant: 0, head: x, tail: 0 };
  if (high < 0x4002_d97c) return reduceOnce(x, high);
  if (absolute > LARGEST_ANGLE) throw new RangeError("The angle is too large to be reduced.");
  const n = Math.trunc(absolute * TWO_OVER_PI + 0.5);
  let r = absolute - n * PI_2_1;
  let w = n * PI_2_1_TAIL;
  let head = r - w;
  const exponent = high >> 20;
  if (exponent - ((highWord(head) >> 20) & 0x7ff) > 16) {
    let t = r;
    w = n * PI_2_2;
    r = t - w;
    w = n * PI_2_2_TAIL - (t - r - w);
    head = r - w;
    if (exponent - ((highWord(head) >> 20) & 0x7ff) > 49) {
      t = r;
      w = n * PI_2_3;
      r = t - w;
      w = n * PI_2_3_TAIL - (t - r - w);
      head = r - w;
    }
  }
  const tail = r - head - w;
  return x < 0 ? { quadrant: -n & 3, head: -head, tail: -tail } : { quadrant: n & 3, head, tail };
}

/** Below 3 pi/4 one subtraction does. */
function reduceOnce(x: number, high: number): Reduced {
  const sign = x < 0 ? -1 : 1;
  let z = Math.abs(x) - PI_2_1;
  let tail = PI_2_1_TAIL;
  if (high === 0x3ff9_21fb) {
    z -= PI_2_2;
    tail = PI_2_2_TAIL;
  }
  const head = z - tail;
  return { quadrant: sign & 3, head: sign * head, tail: sign * (z - head - tail) };
}

export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { quadrant, head, tail } = reduce(x);
  if (quadrant === 0) return sineKernel(head, tail, head !== x);
  if (quadrant === 1) return cosineKernel(head, tail);
  return quadrant === 2 ? -sineKernel(head, tail, true) : -cosineKernel(head, tail);
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { quadrant, head, tail } = reduce(x);
  if (quadrant === 0) return cosineKernel(head, tail);
  if (quadrant === 1) return -sineKernel(head, tail, true);
  return quadrant === 2 ? -cosineKernel(head, tail) : sineKernel(head, tail, true);
}

const PI_2_HIGH = 1.570_796_326_794_896_558;
const PI_2_LOW = 6.123_233_995_736_766_035_87e-17;
const PI_4_HIGH = 7.853_981_633_974_482_789_99e-1;
const P0 = 1.666_666_666_666_666_574_15e-1;
const P1 = -3.255_658_186_224_009_154_05e-1;
const P2 = 2.012_125_321_348_629_258_81e-1;
const P3 = -4.005_553_450_067_941_140_27e-2;
const P4 = 7.915_349_942_898_145_321_76e-4;
const P5 = 3.479_331_075_960_211_675_7e-5;
const Q1 = -2.403_394_911_734_414_218_78;
const Q2 = 2.020_945_760_233_505_694_71;
const Q3 = -6.882_839_716_054_532_930_3e-1;
const Q4 = 7.703_815_055_590_193_527_91e-2;

export function asin(x: number): number {
  const absolute = Math.abs(x);
  if (absolute === 1) return x * PI_2_HIGH + x * PI_2_LOW;
  if (!(absolute < 1)) return Number.NaN;
  if (absolute < 0.5) {
    if (absolute < 2 ** -26) return x;
    const t = x * x;
    return x + x * (numerator(t) / denominator(t));
  }
  const t = (1 - absolute) * 0.5;
  const s = Math.sqrt(t);
  const p = numerator(t);
  const q = denominator(t);
  let result: number;
  if (highWord(absolute) >= 0x3fef_3333) result = PI_2_HIGH - (2 * (s + s * (p / q)) - PI_2_LOW);
  else {
    const w = withoutLowWord(s);
    const c = (t - w * w) / (s + w);
    result = PI_4_HIGH - (2 * s * (p / q) - (PI_2_LOW - 2 * c) - (PI_4_HIGH - 2 * w));
  }
  return x > 0 ? result : -result;
}

function numerator(t: number): number {
  return t * (P0 + t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5)))));
}

function denominator(t: number): number {
  return 1 + t * (Q1 + t * (Q2 + t * (Q3 + t * Q4)));
}

const ATAN_HIGH = [
  4.636_476_090_008_060_935_15e-1, 7.853_981_633_974_482_789_99e-1, 9.827_937_232_473_290_540_82e-1, 1.570_796_326_794_896_558,
];
const ATAN_LOW = [
  2.269_877_745_296_168_709_24e-17, 3.061_616_997_868_383_017_93e-17, 1.390_331_103_123_099_845_16e-17, 6.123_233_995_736_766_035_87e-17,
];
const A0 = 3.333_333_333_333_293_180_27e-1;
const A1 = -1.999_999_999_987_648_324_76e-1;
const A2 = 1.428_571_427_250_346_637_11e-1;
const A3 = -1.111_111_040_546_235_578_8e-1;
const A4 = 9.090_887_133_436_506_561_96e-2;
const A5 = -7.691_876_205_044_829_994_95e-2;
const A6 = 6.661_073_137_387_531_206_69e-2;
const A7 = -5.833_570_133_790_573_486_45e-2;
const A8 = 4.976_877_994_615_932_360_17e-2;
const A9 = -3.653_157_274_421_691_552_7e-2;
const A10 = 1.628_582_011_536_578_236_23e-2;

export function atan(x: number): number {
  if (Number.isNaN(x)) return x;
  const absolute = Math.abs(x);
  if (absolute >= 2 ** 66) return x > 0 ? PI_2_HIGH + PI_2_LOW : -PI_2_HIGH - PI_2_LOW;
  if (absolute < 0.4375) {
    if (absolute < 2 ** -27) return x;
    return x - x * atanSeries(x);
  }
  const [part, reduced] =
    absolute < 0.6875
      ? [0, (2 * absolute - 1) / (2 + absolute)]
      : absolute < 1.1875
        ? [1, (absolute - 1) / (absolute + 1)]
        : absolute < 2.4375
          ? [2, (absolute - 1.5) / (1 + 1.5 * absolute)]
          : [3, -1 / absolute];
  const result = (ATAN_HIGH[part] ?? 0) - (reduced * atanSeries(reduced) - (ATAN_LOW[part] ?? 0) - reduced);
  return x < 0 ? -result : result;
}

function atanSeries(x: number): number {
  const z = x * x;
  const w = z * z;
  const odd = z * (A0 + w * (A2 + w * (A4 + w * (A6 + w * (A8 + w * A10)))));
  const even = w * (A1 + w * (A3 + w * (A5 + w * (A7 + w * A9))));
  return odd + even;
}

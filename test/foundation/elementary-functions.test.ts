import { expect, test } from "vitest";
import { atanh, cbrt, exp, expm1, log, log1p, tanh } from "../../src/foundation/elementary-functions.ts";
import { asin, atan, cos, sin } from "../../src/foundation/trigonometric-functions.ts";

const elementary = { exp, log, expm1, log1p, tanh, atanh, cbrt, sin, cos, asin, atan };
const FUNCTIONS = ["exp", "log", "expm1", "log1p", "tanh", "atanh", "cbrt", "sin", "cos", "asin", "atan"] as const;

/** Numbers of every size from a fixed start: around 0, around 1, ordinary, and any 64 bits. */
function* numbers(count: number): Generator<number> {
  const view = new DataView(new ArrayBuffer(8));
  let state = 12_345;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0);
  const unit = (): number => next() / 2 ** 32;
  yield* [0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 0.5, 2, 22, 709.78, -745.13, 2 ** -28, 0.3465735902799726];
  for (let index = 0; index < count; index += 1) {
    view.setUint32(0, next());
    view.setUint32(4, next());
    yield [(unit() - 0.5) * 4, (unit() - 0.5) * 1500, 1 + (unit() - 0.5) / 1000, view.getFloat64(0)][index % 4] ?? 0;
  }
}

test.each(FUNCTIONS)("%s is within two units of the last digit of the engine's, and keeps its special values", (name) => {
  const wrong: number[] = [];
  for (const x of numbers(20_000)) {
    if ((name === "sin" || name === "cos") && Math.abs(x) > 2 ** 19) continue; // Refused; tested below.
    const [own, engine] = [elementary[name](x), Math[name](x)];
    const near = Math.abs(own - engine) <= 2 * Number.EPSILON * Math.abs(engine) + Number.MIN_VALUE;
    if (!Object.is(own, engine) && !near) wrong.push(x);
  }
  expect(wrong).toEqual([]);
});

test.skipIf(!process.versions.v8.startsWith("13."))(
  "they are those of the engine that the golden values come from, to the last bit",
  () => {
    const differing = FUNCTIONS.flatMap((name) =>
      [...numbers(20_000)]
        .filter((x) => ((name !== "sin" && name !== "cos") || !(Math.abs(x) > 2 ** 19)) && !Object.is(elementary[name](x), Math[name](x)))
        .map((x) => `${name}(${x})`),
    );
    expect(differing).toEqual([]);
  },
);

test("an angle too large to be reduced exactly is refused, not guessed", () => {
  expect(() => sin(1e9)).toThrow(RangeError);
  expect(cos(Infinity)).toBeNaN();
});

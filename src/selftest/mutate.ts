import type { PackFiles } from "./sample-pack.ts";

/** A stream of random numbers that a seed fixes (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("Nothing to pick from.");
    return item;
  }
}

/** Changes bytes in one of the ways that accidents and attackers do; the result may by chance be the same. */
export function mutateBytes(bytes: Uint8Array, random: SeededRandom): { bytes: Uint8Array; what: string } {
  const at = random.below(Math.max(1, bytes.length));
  const length = 1 + random.below(Math.min(64, Math.max(1, bytes.length - at)));
  const whole = Buffer.from(bytes);
  const before = whole.subarray(0, at);
  const range = whole.subarray(at, at + length);
  const after = whole.subarray(at + length);
  switch (random.below(8)) {
    case 0: {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
      return { bytes: changed, what: `one bit flipped at ${at}` };
    }
    case 1: {
      const changed = Buffer.from(bytes);
      changed[at] = random.below(256);
      return { bytes: changed, what: `one byte set at ${at}` };
    }
    case 2:
      return { bytes: Buffer.concat([before, after]), what: `${length} bytes dropped at ${at}` };
    case 3: {
      const added = Buffer.from(Array.from({ length }, () => random.below(256)));
      return { bytes: Buffer.concat([before, added, range, after]), what: `${length} bytes inserted at ${at}` };
    }
    case 4:
      return { bytes: before, what: `truncated to ${at} bytes` };
    case 5:
      return { bytes: Buffer.concat([before, range, range, after]), what: `${length} bytes repeated at ${at}` };
    case 6: {
      const other = random.below(Math.max(1, after.length));
      const far = after.subarray(other, other + length);
      const swapped = [before, far, after.subarray(0, other), range, after.subarray(other + length)];
      return { bytes: Buffer.concat(swapped), what: `${length} bytes at ${at} exchanged with others` };
    }
    default: {
      const text = random.pick(["\n", " ", "\u0000", "\r\n", "\uFEFF", "__proto__", "\\u0000", "1e400", "../", "PK\u0003\u0004", "=", "-"]);
      return { bytes: Buffer.concat([before, Buffer.from(text), range, after]), what: `${JSON.stringify(text)} inserted at ${at}` };
    }
  }
}

/** Changes the files of a bag in one place: bytes, names, or which files there are. */
export function mutateFiles(files: PackFiles, random: SeededRandom): { files: PackFiles; what: string } {
  const paths = [...files.keys()];
  const path = random.pick(paths);
  const copy = new Map(files);
  const bytes = files.get(path) ?? new Uint8Array();
  switch (random.below(12)) {
    case 0:
      copy.delete(path);
      return { files: copy, what: `${path} removed` };
    case 1: {
      const added = `${path}${random.pick([".x", "x", ".json", "/x", ".sig"])}`;
      return { files: copy.set(added, bytes), what: `${added} added` };
    }
    case 2: {
      const other = random.pick(paths);
      copy.set(path, files.get(other) ?? bytes).set(other, bytes);
      return { files: copy, what: `${path} exchanged with ${other}` };
    }
    case 3: {
      const renamed = random.pick([path.toUpperCase(), `${path}.bak`, path.replace("data/", "data/data/"), path.slice(0, -1)]);
      copy.delete(path);
      return { files: copy.set(renamed, bytes), what: `${path} renamed to ${renamed}` };
    }
    default: {
      const changed = mutateBytes(bytes, random);
      return { files: copy.set(path, changed.bytes), what: `${path}: ${changed.what}` };
    }
  }
}

/** True when both have the same names with the same bytes. */
export function sameFiles(left: ReadonlyMap<string, Uint8Array>, right: ReadonlyMap<string, Uint8Array>): boolean {
  return (
    left.size === right.size &&
    [...left].every(([path, bytes]) => {
      const other = right.get(path);
      return other !== undefined && Buffer.compare(bytes, other) === 0;
    })
  );
}

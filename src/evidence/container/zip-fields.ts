import { refuseLimits } from "./container-refusal.ts";

/** A 32-bit size that stands for a 64-bit one in an extra field. */
export const SATURATED = 0xffff_ffff;
const WIDE_SIZES = 0x0001;
/** Archivers write three at most; each costs more memory than its four bytes. */
const EXTRA_FIELDS = 16;

export class LittleEndian {
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** Refused from 2^53: no pack is that large. */
  u64(at: number): number {
    const value = this.u32(at + 4) * 2 ** 32 + this.u32(at);
    return Number.isSafeInteger(value) ? value : refuseLimits("the archive states a size that no pack has");
  }
}

export interface ExtraField {
  readonly id: number;
  readonly data: Uint8Array;
}

export function parseExtraFields(bytes: Uint8Array): ExtraField[] {
  const fields = new LittleEndian(bytes);
  const found: ExtraField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 > bytes.length ? Infinity : at + 4 + fields.u16(at + 2);
    if (end > bytes.length || found.length === EXTRA_FIELDS) refuseLimits("an entry of the archive has broken extra fields");
    found.push({ id: fields.u16(at), data: bytes.subarray(at + 4, end) });
    at = end;
  }
  return found;
}

/** Replaces saturated 32-bit values by those of the 64-bit extra field, which holds them in this order. */
export function wideSizes(values: readonly number[], extraFields: readonly ExtraField[]): number[] {
  if (!values.includes(SATURATED)) return [...values];
  const [wide, ...others] = extraFields.filter((field) => field.id === WIDE_SIZES);
  const needed = values.filter((value) => value === SATURATED).length * 8;
  if (wide === undefined || others.length > 0 || wide.data.length !== needed)
    return refuseLimits("an entry of the archive lacks its 64-bit sizes");
  const fields = new LittleEndian(wide.data);
  let at = -8;
  return values.map((value) => {
    if (value !== SATURATED) return value;
    at += 8;
    return fields.u64(at);
  });
}

import { Inflate } from "fflate";
import { refuseLimits } from "./container-refusal.ts";

/** One step unpacks to 34 MB at most: DEFLATE packs no better than 1032 to 1. */
const STEP_BYTES = 32_768;

/** What fflate knows of its place in the stream: `f` last block begun, `l` a block is open, `p` bits used of the rest `p`. */
interface Place {
  readonly s: { readonly f?: number; readonly l?: unknown; readonly p?: number };
  readonly p: Uint8Array;
}

/** Unpacks a raw DEFLATE stream piece by piece; it must end exactly where the bytes end. */
export async function* inflated(packed: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((chunk) => {
    if (chunk.length > 0) ready.push(chunk);
  });
  const push = (bytes: Uint8Array, last: boolean): Uint8Array[] => {
    ready = [];
    try {
      inflate.push(bytes, last);
    } catch {
      refuseLimits(`${name} cannot be unpacked`);
    }
    return ready;
  };
  for await (const chunk of packed)
    for (let at = 0; at < chunk.length; at += STEP_BYTES) yield* push(new Uint8Array(chunk.subarray(at, at + STEP_BYTES)), false);
  yield* push(new Uint8Array(), true);
  const { s: place, p: rest } = inflate as unknown as Place;
  const unused = rest.length - ((place.p ?? 0) > 0 ? 1 : 0);
  if (place.f !== 1 || place.l) refuseLimits(`${name} cannot be unpacked: its packed bytes are cut off`);
  if (unused > 0) refuseLimits(`bytes are hidden in ${name} after its packed content`);
}

import { statSync } from "node:fs";
import type { PackDiff, ReviewNote, ReviewedPack } from "../contract/review-schemas.ts";
import { comparePacks } from "../evidence/pack-diff.ts";
import { type PackContents, readPackContents } from "../evidence/pack-contents.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import type { JobContext } from "./job.ts";
import { reviewedPack, requireKnownPlaces } from "./review-contents.ts";
import { type Countersigning, countersign } from "./review-countersign.ts";
import { readNotes, writeNotes } from "./review-notes.ts";
import { type PackIdentity, type PackToReview, identityOf, openSound } from "./review-request.ts";
import type { ReviewService } from "./review-service.ts";
import { type TimestampImport, importTimestamp, requestTimestamp } from "./review-timestamp.ts";

interface IdentifiedPack {
  /** Request and state of the file when it was read; empty for a folder, which is read each time. */
  readonly key: string;
  readonly identity: PackIdentity;
  readonly runs: PackContents["runs"];
}

/** What a reviewer does with a pack beyond checking it. The pack itself is never changed. */
export class ReviewWork {
  readonly #review: ReviewService;
  /** Saves a note without reading a large pack again. */
  #last: IdentifiedPack | null = null;

  constructor(review: ReviewService) {
    this.#review = review;
  }

  /** What the pack says, with this reviewer's notes. */
  async open(request: PackToReview): Promise<ReviewedPack> {
    const pack = await openSound(request, { records: "hash" });
    try {
      return reviewedPack(pack, readNotes(identityOf(pack)));
    } finally {
      pack.close();
    }
  }

  async saveNotes(request: PackToReview, notes: readonly ReviewNote[]): Promise<void> {
    const { identity, runs } = await this.#identify(request);
    requireKnownPlaces(notes, runs);
    writeNotes(identity, notes);
  }

  async #identify(request: PackToReview): Promise<IdentifiedPack> {
    const status = statSync(request.path, { throwIfNoEntry: false });
    const key = status?.isFile() === true ? JSON.stringify([request, status.size, status.mtimeMs, status.ino]) : "";
    if (this.#last !== null && key !== "" && this.#last.key === key) return this.#last;
    const pack = await openSound(request, { records: "hash" });
    try {
      const found = { key, identity: identityOf(pack), runs: readPackContents(pack).runs };
      this.#last = found;
      return found;
    } finally {
      pack.close();
    }
  }

  countersign(review: Countersigning, signer: PackSigner, job: JobContext): Promise<{ zipPath: string; name: string }> {
    return countersign(review, signer, { analyses: this.#review.analyses, job, now: new Date().toISOString() });
  }

  timestampRequest(request: PackToReview, of: string): Promise<{ file: string; command: string }> {
    return requestTimestamp(request, of);
  }

  timestampImport(
    request: PackToReview,
    response: string,
    job: JobContext,
    query = "",
  ): Promise<{ zipPath: string; time: string; authority: string }> {
    const given: TimestampImport = { request, response, query };
    return importTimestamp(given, { job, now: new Date().toISOString() });
  }

  /** Compares two packs that can be read, and says beside it whether each verifies against the reader's list. */
  async diff(older: PackToReview, newer: PackToReview): Promise<PackDiff> {
    const before = await openSound(older, { records: "hash" });
    try {
      const after = await openSound(newer, { records: "hash" });
      try {
        const difference = comparePacks(before, after);
        const standings = [
          `Older: ${(await this.#review.verifyOpened(before, older)).conclusion}`,
          `Newer: ${(await this.#review.verifyOpened(after, newer)).conclusion}`,
        ];
        return { ...difference, conclusion: [difference.conclusion, ...standings].join("\n") };
      } finally {
        after.close();
      }
    } finally {
      before.close();
    }
  }
}

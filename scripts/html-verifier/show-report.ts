import type {
  CountersignatureReport,
  TimestampReport,
  VerificationReport,
  VerificationStep,
} from "../../src/evidence/verification-report.ts";
import { type MarkState, el, mark, stateWord } from "./elements.ts";
import { reperformance } from "./show-reperformance.ts";

const SIGNER_STEPS: ReadonlySet<string> = new Set(["auditor-dsse", "auditor-sshsig", "same-key", "subject-digests", "claims"]);

/** The whole result as elements. */
export function reportElements(report: VerificationReport, wishes: { fingerprint: string; verifyTime: string }): HTMLElement[] {
  return [
    banner(report),
    claims(report, wishes.fingerprint, wishes.verifyTime),
    steps(report.steps),
    ...countersignatures(report.countersignatures),
    ...timestamps(report.timestamps),
    ...(report.reperformance === null ? [] : [reperformance(report.reperformance)]),
  ];
}

function headline(report: VerificationReport): { title: string; state: MarkState } {
  if (report.result === "success") return { title: "Verified", state: "pass" };
  if (report.result === "withheld") return { title: "Not fully verified: numbers are withheld", state: "withheld" };
  if (report.result === "incomplete") return { title: "Not fully verified", state: "not-checked" };
  const failed = report.steps.filter((step) => step.state === "fail");
  const unknown = report.signer?.trusted !== true && failed.length > 0 && failed.every((step) => SIGNER_STEPS.has(step.id));
  return { title: unknown ? "Not verified: not signed by anybody on your list" : "Not verified", state: "fail" };
}

function banner(report: VerificationReport): HTMLElement {
  const { title, state } = headline(report);
  return el(
    "div",
    { class: `banner ${state}` },
    mark(state),
    el("div", {}, el("h2", { id: "conclusion", tabindex: "-1" }, title), el("p", {}, report.conclusion)),
  );
}

function claims({ pack, signer, files, bytes }: VerificationReport, expected: string, verifyTime: string): HTMLElement {
  const lines: [string, string | HTMLElement][] = [];
  if (pack !== null)
    lines.push(
      ["Title", pack.title],
      ["Pack", `${pack.packId}, revision ${pack.revision}, ${pack.kind}`],
      ["Sealed at", `${pack.sealedAt} (the signer's own claim)`],
      ["SHA-256 of tagmanifest", el("code", {}, pack.tagmanifestSha256)],
    );
  if (signer !== null) {
    lines.push(["Signed by", `${signer.principal ?? "unnamed"}, ${signer.trusted ? "on your list" : "NOT on your list"}`]);
    lines.push(["Key", el("code", {}, signer.fingerprint)]);
    const wanted = expected.trim().replace(/^(?!SHA256:)/, "SHA256:");
    if (expected.trim() !== "")
      lines.push([
        "Key you expect",
        el("span", {}, el("code", {}, wanted), wanted === signer.fingerprint ? " – the same" : " – ANOTHER KEY"),
      ]);
  }
  lines.push(["Content", `${files} files, ${new Intl.NumberFormat("en-GB").format(bytes)} bytes`]);
  lines.push(["Keys valid at", verifyTime]);
  return el("dl", { class: "claims" }, ...lines.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text))));
}

function steps(all: readonly VerificationStep[]): HTMLElement {
  return el(
    "section",
    {},
    el("h3", {}, "Every step"),
    el(
      "ol",
      { class: "steps" },
      ...all.map((step) =>
        el(
          "li",
          { class: step.state },
          stateWord(step.state),
          el(
            "div",
            {},
            el("strong", {}, step.title),
            step.mandatory ? null : el("span", { class: "optional" }, "not required"),
            el("p", {}, step.message),
            ...list(step.details.filter((detail) => detail !== step.message)),
          ),
        ),
      ),
    ),
  );
}

function list(texts: readonly string[]): HTMLElement[] {
  return texts.length === 0 ? [] : [el("ul", {}, ...texts.map((text) => el("li", {}, text)))];
}

function countersignatures(all: readonly CountersignatureReport[]): HTMLElement[] {
  if (all.length === 0) return [];
  return [
    el(
      "section",
      {},
      el("h3", {}, "Countersigned by"),
      ...all.map((one) =>
        el(
          "div",
          { class: "party" },
          stateWord(one.state),
          el(
            "div",
            {},
            el("strong", {}, one.principal ?? one.name),
            el("p", {}, one.conclusion === null ? one.message : `${one.conclusion.replaceAll("-", " ")}. ${one.message}`),
            el("p", { class: "quiet" }, [one.reviewedAt, one.fingerprint].filter((text) => text !== null).join(", ")),
            ...list(one.reasons),
            ...one.notes.map((note) =>
              el("p", { class: "note" }, [note.runId, note.figureId, note.text].filter((text) => text !== null).join(" – ")),
            ),
          ),
        ),
      ),
    ),
  ];
}

function timestamps(all: readonly TimestampReport[]): HTMLElement[] {
  if (all.length === 0) return [];
  return [
    el(
      "section",
      {},
      el("h3", {}, "Time stamps"),
      ...all.map((one) =>
        el(
          "div",
          { class: "party" },
          stateWord(one.state),
          el(
            "div",
            {},
            el("strong", {}, one.time === null ? one.file : `${one.of ?? one.file}: existed at ${one.time}`),
            el("p", {}, one.message),
            el("p", { class: "quiet" }, one.authority ?? ""),
          ),
        ),
      ),
    ),
  ];
}

import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { describeError } from "../../src/foundation/errors.ts";
import { type Choice, offerChoice } from "./choose-pack.ts";
import { byId, el } from "./elements.ts";
import { reportElements } from "./show-report.ts";
import { type Job, startJob } from "./verification-job.ts";
import type { Wishes } from "./verify-chosen.ts";

/** Wires the page; `script` is its own text, of which the worker is made. */
export function startPage(script: string): void {
  const page = new VerifierPage(script);
  offerChoice(
    (choice) => page.choose(choice),
    (message) => page.complain(message),
  );
  byId("form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void page.verify();
  });
  byId("cancel", HTMLButtonElement).addEventListener("click", () => page.cancel());
  takesTextOf("signers-file", "signers");
  takesTextOf("authorities-file", "authorities");
  byId("print", HTMLButtonElement).addEventListener("click", () => globalThis.print());
}

class VerifierPage {
  readonly #script: string;
  readonly #error = byId("error", HTMLElement);
  readonly #result = byId("result", HTMLElement);
  #choice: Choice | null = null;
  #job: Job | null = null;

  constructor(script: string) {
    this.#script = script;
  }

  choose(choice: Choice): void {
    this.#choice = choice;
    this.#clear();
    byId("chosen", HTMLElement).replaceChildren(...el("span", {}, choice.label).childNodes);
  }

  complain(message: string): void {
    this.#error.replaceChildren(...el("span", {}, message).childNodes);
    this.#error.hidden = message === "";
  }

  cancel(): void {
    this.#job?.cancel();
  }

  async verify(): Promise<void> {
    this.#clear();
    const choice = this.#choice;
    const wishes = readWishes();
    if (choice === null) return this.#refuse("Choose a ZIP or a folder first.", "zip");
    if (wishes.allowedSigners.trim() === "")
      return this.#refuse("Say whom you trust: paste a line or choose your allowed_signers file.", "signers");
    if (Number.isNaN(Date.parse(wishes.verifyTime))) return this.#refuse("The time is no instant such as 2026-11-23T16:00:00Z.", "time");
    this.#working(true);
    const status = byId("status", HTMLElement);
    const bar = byId("bar", HTMLProgressElement);
    const job = startJob({ chosen: choice.chosen, wishes }, this.#script, (fraction) => {
      bar.value = fraction;
      status.textContent =
        fraction < 1 ? `Reading and hashing: ${Math.round(fraction * 100)} %` : "Checking documents and recomputing figures";
    });
    this.#job = job;
    try {
      this.#show(await job.report, wishes);
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === "AbortError";
      this.complain(stopped ? "Stopped. Nothing was verified." : describeError(error));
    } finally {
      this.#working(false);
      this.#job = null;
    }
  }

  #refuse(message: string, id: string): void {
    this.complain(message);
    document.getElementById(id)?.focus();
  }

  #working(on: boolean): void {
    byId("progress", HTMLElement).hidden = !on;
    byId("verify", HTMLButtonElement).disabled = on;
    byId("bar", HTMLProgressElement).value = 0;
    if (on) byId("status", HTMLElement).textContent = "Reading";
  }

  #clear(): void {
    this.complain("");
    this.#result.hidden = true;
    byId("report", HTMLElement).replaceChildren();
    document.title = "Verify an evidence pack";
  }

  #show(report: VerificationReport, wishes: Wishes): void {
    byId("report", HTMLElement).replaceChildren(...reportElements(report, wishes));
    const link = byId("download", HTMLAnchorElement);
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: "application/json" }));
    link.download = "verification-report.json";
    this.#result.hidden = false;
    document.title = report.success ? "Verified – evidence pack" : "NOT verified – evidence pack";
    byId("conclusion", HTMLElement).focus();
  }
}

function readWishes(): Wishes {
  const time = byId("time", HTMLInputElement).value.trim();
  return {
    allowedSigners: byId("signers", HTMLTextAreaElement).value,
    fingerprint: byId("fingerprint", HTMLInputElement).value,
    timestampAuthorities: byId("authorities", HTMLTextAreaElement).value,
    countersignatures: byId("countersignatures", HTMLInputElement).valueAsNumber || 0,
    timestamp: byId("need-timestamp", HTMLInputElement).checked,
    reperform: byId("reperform", HTMLInputElement).checked,
    verifyTime: time === "" ? new Date().toISOString() : time,
  };
}

/** A chosen file fills the text area, where the user sees what will be trusted. */
function takesTextOf(input: string, area: string): void {
  const chooser = byId(input, HTMLInputElement);
  chooser.addEventListener("change", () => {
    void chooser.files?.[0]?.text().then((text) => {
      byId(area, HTMLTextAreaElement).value = text;
    });
  });
}

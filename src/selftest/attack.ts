import type { Analysis } from "../analyses/analysis.ts";
import type { RollbackRegister } from "../evidence/rollback.ts";
import type { StepId, StepState, VerificationResult } from "../evidence/verification-report.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import type { PackFiles } from "./sample-pack.ts";

/** A pack that verifies, and what its forgers have to hand. */
export interface GenuinePack {
  readonly files: PackFiles;
  /** Name of the folder in the ZIP. */
  readonly root: string;
  /** The auditor's own key: used where the attacker is its holder, or where signatures made in good faith are misused. */
  readonly signer: PackSigner;
  /** Text of the reader's list of signers. */
  readonly allowedSigners: string;
  readonly analyses: readonly Analysis[];
  /** ISO instant of the verification. */
  readonly verifyTime: string;
}

/** What the attacker hands to the reader. */
export type Forgery = (
  | { readonly files: PackFiles }
  | { readonly zip: Uint8Array }
  /** Changes the folder of the unpacked bag. */
  | { readonly folder: (directory: string) => void }
) & {
  readonly allowedSigners?: string;
  readonly rollback?: RollbackRegister;
  readonly require?: { readonly countersignatures?: number; readonly timestamp?: boolean };
};

interface AttackHead {
  /** `zip-parent-path`; the name in tables. */
  readonly id: string;
  /** The row of the threat model that it belongs to. */
  readonly threat: string;
  readonly description: string;
}

/** A forged pack; verification must stop it at a known step. */
export interface PackAttack extends AttackHead {
  readonly expectedStep: StepId;
  /** What that step must say; "fail" if not stated. */
  readonly expectedState?: StepState;
  /** What the whole must come to; "failure" if not stated. Never "success". */
  readonly expectedResult?: Exclude<VerificationResult, "success">;
  /** False where this system cannot build it (links on Windows), or this pack has nothing of the kind. */
  readonly possible?: (pack: GenuinePack) => boolean;
  build(pack: GenuinePack): Forgery | Promise<Forgery>;
}

/** An attack that no pack verification meets: on the report, on exports, on the engine that runs imported SQL. */
export interface ProgramAttack extends AttackHead {
  /** What must stop it, in words. */
  readonly guard: string;
  readonly possible?: () => boolean;
  /** Null when it was stopped; otherwise what got through. */
  attempt(pack: GenuinePack): Promise<string | null>;
}

export type Attack = PackAttack | ProgramAttack;

export function isPackAttack(attack: Attack): attack is PackAttack {
  return "expectedStep" in attack;
}

export function expectedStepOf(attack: Attack): string {
  return isPackAttack(attack) ? attack.expectedStep : attack.guard;
}

import type { Locator, Page } from "playwright-core";
import type { FixtureState } from "./fixture-router.ts";

/** One state of one screen, for the accessibility test and for looking at. */
export interface Scene {
  readonly name: string;
  readonly route: string;
  readonly state?: Partial<FixtureState>;
  /** What is there when the screen is ready. */
  readonly ready?: (page: Page) => Promise<unknown>;
  readonly act?: (page: Page) => Promise<unknown>;
}

export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

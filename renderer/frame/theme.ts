import { create } from "zustand";

export const THEME_CHOICES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const STORAGE_KEY = "tickmark-theme";
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

interface ThemeState {
  readonly choice: ThemeChoice;
  readonly dark: boolean;
  readonly choose: (choice: ThemeChoice) => void;
}

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? "system";
}

function resolve(choice: ThemeChoice): boolean {
  const dark = choice === "dark" || (choice === "system" && darkSystem.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  return dark;
}

export const useTheme = create<ThemeState>((set) => ({
  choice: storedChoice(),
  dark: resolve(storedChoice()),
  choose(choice) {
    localStorage.setItem(STORAGE_KEY, choice);
    set({ choice, dark: resolve(choice) });
  },
}));

darkSystem.addEventListener("change", () => useTheme.setState((state) => ({ dark: resolve(state.choice) })));

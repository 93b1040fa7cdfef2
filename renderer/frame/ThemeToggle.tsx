import { Monitor, Moon, Sun } from "lucide-react";
import { THEME_CHOICES, type ThemeChoice, useTheme } from "./theme.ts";

const LOOKS = {
  system: { title: "System theme", icon: Monitor },
  light: { title: "Light theme", icon: Sun },
  dark: { title: "Dark theme", icon: Moon },
} as const;

export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? "system";
}

/** Steps through system, light and dark. */
export function ThemeToggle() {
  const { choice, choose } = useTheme();
  const { title, icon: Icon } = LOOKS[choice];
  const next = nextTheme(choice);
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      aria-label={`${title}. Change to ${LOOKS[next].title.toLowerCase()}`}
      title={title}
      onClick={() => choose(next)}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

import { effect, signal } from "@preact/signals";
import { readChoice, writeChoice } from "./choices.ts";

export type ThemeChoice = "system" | "light" | "dark";

export const themeChoice = signal<ThemeChoice>(readChoice("theme", ["system", "light", "dark"]));

effect(() => {
  const root = document.documentElement;
  if (themeChoice.value === "system") delete root.dataset.theme;
  else root.dataset.theme = themeChoice.value;
  writeChoice("theme", themeChoice.value);
});

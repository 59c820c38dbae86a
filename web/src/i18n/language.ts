import { computed, effect, signal } from "@preact/signals";
import { readChoice, writeChoice } from "../settings/choices.ts";

/** Languages the page speaks. */
export type PageLanguage = "ru" | "en";
export type LanguageChoice = PageLanguage | "browser";

/** What the person chose in the settings. */
export const languageChoice = signal<LanguageChoice>(readChoice("language", ["browser", "ru", "en"]));

/** The language in use: the chosen one, else the browser's first that the page speaks, else English. */
export const language = computed<PageLanguage>(() =>
  languageChoice.value === "browser" ? preferredLanguage(navigator.languages) : languageChoice.value,
);

/** The browser's own kind of that language, such as `en-GB`: it writes dates as the reader does. */
export const locale = computed<string>(
  () =>
    navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === language.value) ?? language.value,
);

export function preferredLanguage(wanted: readonly string[]): PageLanguage {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split("-")[0];
    if (code === "ru" || code === "en") return code;
    // Who reads these reads Russian far more often than English.
    if (code === "be" || code === "uk" || code === "kk") return "ru";
  }
  return "en";
}

effect(() => {
  document.documentElement.lang = language.value;
  writeChoice("language", languageChoice.value);
});

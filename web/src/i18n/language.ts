import { computed, effect, signal } from "@preact/signals";
import { readChoice, writeChoice } from "../settings/choices.ts";

/** Languages of the user interface. */
export type PageLanguage = "ru" | "en";
export type LanguageChoice = PageLanguage | "browser";

/** The choice in the settings. */
export const languageChoice = signal<LanguageChoice>(readChoice("language", ["browser", "ru", "en"]));

/** The language in use: the chosen one, else the browser's first supported one, else English. */
export const language = computed<PageLanguage>(() =>
  languageChoice.value === "browser" ? preferredLanguage(navigator.languages) : languageChoice.value,
);

/** The browser's variant of that language, such as `en-GB`, for date formats. */
export const locale = computed<string>(
  () =>
    navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === language.value) ?? language.value,
);

function preferredLanguage(wanted: readonly string[]): PageLanguage {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split("-")[0];
    if (code === "ru" || code === "en") return code;
    // Readers of these languages know Russian more often than English.
    if (code === "be" || code === "uk" || code === "kk") return "ru";
  }
  return "en";
}

effect(() => {
  document.documentElement.lang = language.value;
  writeChoice("language", languageChoice.value);
});

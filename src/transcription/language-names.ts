/** Names of languages → ISO 639-1. A file of its own, as the page uses it without the catalogue of errors. */

import type { Language } from "../domain.ts";

// The languages of Whisper, whose API and command line write some of them as English words.
const codes =
  "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha he hi hr ht hu hy id is it ja jv ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh".split(
    " ",
  );

let byName: Map<string, string> | undefined;

/** The two-letter code of a language, or null for anything else (`auto`, `und`, an empty string). */
export function parseLanguage(value: unknown): Language | null {
  if (typeof value !== "string") return null;
  const name = value.trim().toLowerCase().replaceAll("_", "-");
  if (name === "" || name.length > 40) return null;
  const named = languageNames().get(name);
  if (named !== undefined) return named;
  if (!/^[a-z]{2,3}(-|$)/.test(name)) return null;
  try {
    const { language } = new Intl.Locale(name);
    return /^[a-z]{2}$/.test(language) && codes.includes(language) ? language : null;
  } catch {
    return null;
  }
}

function languageNames(): Map<string, string> {
  if (byName !== undefined) return byName;
  byName = new Map();
  for (const locale of ["en", "ru"]) {
    const names = new Intl.DisplayNames(locale, { type: "language" });
    for (const code of codes) byName.set((names.of(code) ?? code).toLowerCase(), code);
  }
  for (const [name, code] of [
    ["castilian", "es"],
    ["valencian", "ca"],
    ["mandarin", "zh"],
    ["flemish", "nl"],
    ["moldavian", "ro"],
    ["moldovan", "ro"],
  ] as const) {
    byName.set(name, code);
  }
  return byName;
}

/** Names of languages as transcripts write them (`en-US`, `eng`, `english`, `русский`) → ISO 639-1. */

import type { Language } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { parseLanguage } from "./language-names.ts";

export { parseLanguage } from "./language-names.ts";

// Languages of Whisper that have no two-letter code, or an old one.
const otherCodes = ["haw", "yue", "jw"];

/** The code of a language that a person named: `RU`, `русский` and `rus` are `ru`. @throws ArchiveError `invalid-input` */
export function readLanguage(value: string): Language {
  const code = value.trim().toLowerCase();
  if (otherCodes.includes(code)) return code;
  const language = parseLanguage(value);
  if (language === null) throw archiveError("unknown-language", { language: value });
  return language;
}

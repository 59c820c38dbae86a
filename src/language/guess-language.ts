import type { Language } from "../domain.ts";
import { analyseText } from "./analyse-text.ts";
import { detectScript } from "./detect-script.ts";
import { isStopWord } from "./stop-words.ts";

/** Of running speech 40-55 % are function words; other languages of the script share a few («на», «за», “die”, “a”). */
const minFunctionWords = 0.2;

/**
 * Russian, English, or unknown: by script and by the share of function words. Subtitle files do not say their language,
 * and a search limited to one must find them all the same. Other languages of these scripts give `null`, not a wrong guess.
 */
export function guessLanguage(text: string): Language | null {
  const script = detectScript(text);
  // Letters of Ukrainian, Belarusian, Serbian, Macedonian … that Russian does not have.
  if (script === "other" || (script === "cyrillic" && /[іїєґўјљњћђќѓѕџ]/iu.test(text))) return null;
  const words = analyseText(text).tokens.filter((token) => token.script === script);
  const functionWords = words.filter((token) => isStopWord(token.word)).length;
  if (functionWords < words.length * minFunctionWords) return null;
  return script === "cyrillic" ? "ru" : "en";
}

import type { Script } from "./token.ts";

/** The script of most letters of a text; `other` if it has neither Cyrillic nor Latin letters. A tie is Cyrillic. */
export function detectScript(text: string): Script {
  let cyrillic = 0;
  let latin = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x400 && unit <= 0x52f) cyrillic++;
    else if ((unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a)) latin++;
    else if (unit >= 0xc0 && unit <= 0x24f && unit !== 0xd7 && unit !== 0xf7) latin++;
  }
  if (cyrillic === 0 && latin === 0) return "other";
  return cyrillic >= latin ? "cyrillic" : "latin";
}

/** Tags and HTML character references in subtitle text. */

import { decodeHTMLStrict } from "entities/decode";

const tags =
  /<\/?(?:b|i|u|s|em|strong|font|span|c|v|lang|ruby|rt|p|div|a|big|small)(?:[\s.][^<>]*)?\/?>|<\d[\d:.]*>/gi;

/**
 * Text of a subtitle line: the usual tags and `{\an8}` codes removed, `<br>` a line break, references decoded once.
 * A reference needs its semicolon (`AT&T` and `&copy` stay as they are), as in hand-made subtitles a bare `&` is common.
 */
export function stripMarkup(text: string): string {
  return decodeHTMLStrict(
    text
      .replace(/\{\\[^{}]*\}/g, "")
      .replace(/<br\s*\/?>/gi, "\n")
      .replace(tags, ""),
  );
}

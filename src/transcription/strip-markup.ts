/** Tags and HTML character references in subtitle text. */

import { decodeHTMLStrict } from "entities/decode";

// Attributes have a value: `<font color="#fff">` is a tag, `a<b и c>d` is text.
const attributes = String.raw`(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*`;
const styles = "b|i|u|s|em|strong|big|small|font|span|p|div|a|c|ruby|rt";
// Nobody says `font …>`: their attributes may be broken.
const wide = "font|span|div|strong|v";
const classes = String.raw`(?:\.[\w.-]+)?`;
const tags = new RegExp(
  String.raw`<(?:(?:${styles})${classes}${attributes}\s*/?|(?:${wide})${classes}\s[^<>]*|lang\s[\w-]*|/(?:${styles}|v|lang)\s*|\d[\d:.]*)>`,
  "gi",
);
// The sign of a comparison (`x<i> y`): after a letter and before a space no tag opens.
const opened = /<(b|i|u|s)>(?=\s|$)/giy;

/**
 * Text of a subtitle line: the usual tags and `{\an8}` codes removed, `<br>` a line break, references decoded once. Any other `<`
 * stays, as in `a<b`, `<laughs>`, `List<String>`.
 * A reference needs its semicolon (`AT&T` and `&copy` stay as they are), as in hand-made subtitles a bare `&` is common.
 */
export function stripMarkup(text: string): string {
  return decodeHTMLStrict(
    text
      .replace(/\{\\[^{}]*\}/g, "")
      .replace(/<br\s*\/?>/gi, "\n")
      .replace(tags, (tag, at: number, whole: string) => (isComparison(whole, tag, at) ? tag : "")),
  );
}

/** Whether the tag at a place of a text is a sign of comparison. */
export function isComparison(text: string, tag: string, at: number): boolean {
  opened.lastIndex = at;
  const name = opened.exec(text)?.[1];
  return (
    name !== undefined &&
    /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) &&
    !text
      .slice(at + tag.length)
      .toLowerCase()
      .includes(`</${name.toLowerCase()}`)
  );
}

/** Whether what stands between `<` and `>` is a tag of HTML or WebVTT, with its attributes or classes. */
export function isTag(tag: string): boolean {
  tags.lastIndex = 0;
  return tags.exec(tag)?.[0].length === tag.length || /^<br\s*\/?>$/i.test(tag);
}

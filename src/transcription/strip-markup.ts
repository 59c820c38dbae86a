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
// `<c Anna>` is a tag where `</c>` follows.
const annotated = new RegExp(String.raw`<(${styles})${classes}\s[^<>]*>`, "gi");
const opening = /^<(b|i|u|s)>$/i;

/**
 * Text of a subtitle line: the usual tags and `{\an8}` codes removed, `<br>` a line break, references decoded once. Any other `<`
 * stays, as in `a<b`, `<laughs>`, `List<String>`.
 * A reference needs its semicolon (`AT&T` and `&copy` stay as they are), as in hand-made subtitles a bare `&` is common.
 */
export function stripMarkup(text: string): string {
  const closed = findClosings(text);
  const kept = text.replace(annotated, (tag, name: string, at: number) => (closed(name, at) ? "" : tag));
  const closedLater = kept === text ? closed : findClosings(kept);
  return decodeHTMLStrict(
    kept
      .replace(tags, (tag, at: number) => (isComparison(kept, tag, at, closedLater) ? tag : ""))
      .replace(/\{\\[^{}]*\}/g, "")
      .replace(/<br\s*\/?>/gi, "\n"),
  );
}

/** Answers whether a closing tag of a name follows a place of the text. The text is read once a name. */
export function findClosings(text: string): (name: string, from: number) => boolean {
  let lower: string | undefined;
  const last = new Map<string, number>();
  return (name, from) => {
    lower ??= text.toLowerCase();
    const key = name.toLowerCase();
    let at = last.get(key);
    if (at === undefined) {
      at = lower.lastIndexOf(`</${key}`);
      last.set(key, at);
    }
    return at >= from;
  };
}

/**
 * Whether the tag at a place of a text is the sign of a comparison: in `x<i> y` it follows a letter, a space follows it, and
 * nothing closes it.
 */
export function isComparison(
  text: string,
  tag: string,
  at: number,
  closed: (name: string, from: number) => boolean,
): boolean {
  const name = opening.exec(tag)?.[1];
  if (name === undefined) return false;
  const next = text[at + tag.length];
  const isApart = next === undefined || /\s/.test(next);
  return isApart && /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) && !closed(name, at);
}

/** Whether what stands between `<` and `>` is a tag of HTML or WebVTT, with its attributes or classes. */
export function isTag(tag: string): boolean {
  tags.lastIndex = 0;
  return tags.exec(tag)?.[0].length === tag.length || /^<br\s*\/?>$/i.test(tag);
}

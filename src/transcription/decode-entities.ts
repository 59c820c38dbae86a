/** HTML character references and tags in subtitle text. */

const named: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  lrm: "\u200e",
  rlm: "\u200f",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  laquo: "«",
  raquo: "»",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  lsquo: "‘",
  rsquo: "’",
  deg: "°",
  copy: "©",
  reg: "®",
  trade: "™",
  middot: "·",
  bull: "•",
  euro: "€",
  pound: "£",
  sect: "§",
  shy: "\u00ad",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  agrave: "à",
  aacute: "á",
  acirc: "â",
  ccedil: "ç",
  egrave: "è",
  eacute: "é",
  ecirc: "ê",
  iacute: "í",
  icirc: "î",
  ntilde: "ñ",
  oacute: "ó",
  ocirc: "ô",
  uacute: "ú",
};

/** Replaces `&amp;`, `&#1103;`, `&#x44f;` and the usual named references once; what it does not know stays as it is. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (all, decimal, hex, name) => {
      if (name !== undefined) return Object.hasOwn(named, name) ? named[name]! : all;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return valid ? String.fromCodePoint(code) : "\ufffd";
    },
  );
}

const tags =
  /<\/?(?:b|i|u|s|em|strong|font|span|c|v|lang|ruby|rt|p|div|a|big|small)(?:[\s.][^<>]*)?\/?>|<\d[\d:.]*>/gi;

/** Text of a subtitle line: the usual tags and `{\an8}` codes removed, `<br>` a line break, references decoded. */
export function stripMarkup(text: string): string {
  return decodeEntities(
    text
      .replace(/\{\\[^{}]*\}/g, "")
      .replace(/<br\s*\/?>/gi, "\n")
      .replace(tags, ""),
  );
}

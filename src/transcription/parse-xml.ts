/**
 * A small XML reader for transcripts (TTML, ELAN, …): elements, attributes, text. No DTD, no entities of the file's
 * own (so none can explode), tolerant of unclosed and wrongly closed tags; time grows with the length only.
 */

import { ArchiveError } from "../errors.ts";
import { decodeEntities } from "./decode-entities.ts";

export type XmlElement = {
  /** Local name, without its prefix: `p` of `tt:p`. */
  name: string;
  /** By local name. */
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
};

const deepest = 200;

/** The document as one nameless element that holds everything. @throws ArchiveError `unsupported-transcript` when nested deeper than 200 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: "", attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf("<", at);
    if (tag < 0 || tag > at) {
      open.at(-1)!.children.push(decodeEntities(text.slice(at, tag < 0 ? undefined : tag)));
      if (tag < 0) break;
    }
    at = readTag(text, tag, open);
    if (open.length > deepest) {
      throw new ArchiveError(
        "unsupported-transcript",
        `the XML is nested deeper than ${deepest} elements`,
        "check the file: transcripts are never that deep",
      );
    }
  }
  return root;
}

// Reads what starts at `<`; returns where the text goes on.
function readTag(text: string, tag: number, open: XmlElement[]): number {
  if (text.startsWith("<!--", tag)) return after(text, "-->", tag + 4);
  if (text.startsWith("<![CDATA[", tag)) {
    const end = text.indexOf("]]>", tag);
    open.at(-1)!.children.push(text.slice(tag + 9, end < 0 ? undefined : end));
    return end < 0 ? text.length : end + 3;
  }
  if (text.startsWith("<?", tag)) return after(text, "?>", tag + 2);
  if (text.startsWith("<!", tag)) return skipDoctype(text, tag);
  const end = closingBracket(text, tag);
  const inside = text.slice(tag + 1, end);
  if (inside.startsWith("/")) {
    const name = localName(inside.slice(1).trim());
    const opener = open.findLastIndex((element) => element.name === name);
    if (opener > 0) open.length = opener;
  } else {
    const selfClosing = inside.endsWith("/");
    const element = readElement(selfClosing ? inside.slice(0, -1) : inside);
    open.at(-1)!.children.push(element);
    if (!selfClosing) open.push(element);
  }
  return end + 1;
}

function readElement(inside: string): XmlElement {
  const name = /^[^\s/>]*/.exec(inside)![0];
  const attributes: Record<string, string> = {};
  for (const match of inside.slice(name.length).matchAll(/\s([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[localName(match[1]!)] ??= decodeEntities(match[2] ?? match[3] ?? "");
  }
  return { name: localName(name), attributes, children: [] };
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

// `>` may stand inside a quoted attribute.
function closingBracket(text: string, from: number): number {
  let quote = "";
  for (let i = from; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return i;
  }
  return text.length;
}

function skipDoctype(text: string, from: number): number {
  const bracket = text.indexOf("[", from);
  const end = text.indexOf(">", from);
  if (bracket < 0 || (end >= 0 && end < bracket)) return end < 0 ? text.length : end + 1;
  return after(text, ">", after(text, "]", bracket));
}

/** Every element with the local name below `parent`, in the order of the document. */
export function findElements(parent: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of parent.children) {
    if (typeof child === "string") continue;
    if (child.name === name) found.push(child);
    found.push(...findElements(child, name));
  }
  return found;
}

/** The text of an element and all below it; `<br/>` is a line break. */
export function xmlText(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === "string" ? child : child.name === "br" ? "\n" : xmlText(child)))
    .join("");
}

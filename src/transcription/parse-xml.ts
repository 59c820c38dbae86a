/**
 * The XML of a transcript (TTML, ELAN, …) as a tree of elements, attributes and text. Broken files are read as far as they
 * go: most are cut off or hand-edited. Entities that a file declares itself are ignored, so none can expand without end.
 */

import { decodeHTMLStrict } from "entities/decode";
import { Parser } from "htmlparser2";
import { type ArchiveError, archiveError } from "../errors.ts";

export type XmlElement = {
  /** Local name, without its prefix: `p` of `tt:p`. */
  name: string;
  /** By local name. */
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
};

const maxDepth = 200;

/** The document as one nameless element that holds everything. @throws ArchiveError `unsupported-transcript` when nested deeper than 200 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: "", attributes: {}, children: [] };
  const open = [root];
  let raw = "";
  let isCdata = false;
  // The parser gives a text in parts; a reference may lie across two of them, so they are decoded together.
  const endText = () => {
    if (raw !== "") open.at(-1)!.children.push(isCdata ? raw : decodeHTMLStrict(raw));
    raw = "";
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        endText();
        const element: XmlElement = {
          name: localName(name),
          attributes: readAttributes(attributes),
          children: [],
        };
        open.at(-1)!.children.push(element);
        open.push(element);
        if (open.length > maxDepth) throw tooDeep();
      },
      onclosetag() {
        endText();
        open.pop();
      },
      ontext(part) {
        raw += part;
      },
      oncdatastart() {
        endText();
        isCdata = true;
      },
      oncdataend() {
        endText();
        isCdata = false;
      },
    },
    // The parser's own decoding knows XML's five names only; files also have HTML's, such as &nbsp;.
    { xmlMode: true, decodeEntities: false },
  );
  // The rest of a tag that is cut off would be read as text.
  parser.end(escapeSigns(text.replace(/<[^<>]*$/, "")));
  endText();
  return root;
}

/**
 * A `<` that was not escaped and opens no tag, as in `a<b и c>d` or `a<b</p>`, would take words or the end of a paragraph away.
 * In XML an attribute always has a value.
 */
function escapeSigns(text: string): string {
  if (text.includes("<![CDATA[")) return text;
  return text
    .replace(/<(?![a-z_/!?])|<(?!!)(?=[^<>]*<)/gi, "&lt;")
    .replace(/<(?=[A-Za-z_][\w:.-]*\s([^<>=]*)>)/g, (sign, inside: string) =>
      /^[\s/]*$/.test(inside) ? sign : "&lt;",
    );
}

function tooDeep(): ArchiveError {
  return archiveError("transcript-xml-too-deep", { count: maxDepth });
}

function readAttributes(attributes: Record<string, string>): Record<string, string> {
  const byLocalName: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    byLocalName[localName(name)] ??= decodeHTMLStrict(value);
  }
  return byLocalName;
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

/** Every element with the local name below `parent`, in the order of the document. */
export function findElements(parent: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const visit = (element: XmlElement) => {
    for (const child of element.children) {
      if (typeof child === "string") continue;
      if (child.name === name) found.push(child);
      visit(child);
    }
  };
  visit(parent);
  return found;
}

/** The text of an element and all below it; `<br/>` is a line break. */
export function xmlText(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === "string" ? child : child.name === "br" ? "\n" : xmlText(child)))
    .join("");
}

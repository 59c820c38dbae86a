import assert from "node:assert/strict";
import { test } from "node:test";
import { parseXml, type XmlElement, xmlText } from "../../src/transcription/parse-xml.ts";

/** A tree in one line: `p{begin=1}(one br() two)`. */
function outline(element: XmlElement): string {
  const inside = element.children
    .map((child) => (typeof child === "string" ? child : outline(child)))
    .join("");
  const attributes = Object.entries(element.attributes).map(([name, value]) => `${name}=${value}`);
  return element.name === "" ? inside : `${element.name}{${attributes.join(",")}}(${inside})`;
}

const cases: [what: string, xml: string, tree: string][] = [
  ["prefixes", "<tt:tt><tt:p tts:begin='1'>x<tt:br/>y</tt:p></tt:tt>", "tt{}(p{begin=1}(xbr{}()y))"],
  ["CDATA", "<p><![CDATA[a <b> &amp; c]]> &amp; d</p>", "p{}(a <b> &amp; c & d)"],
  ["comments and instructions", "<?xml version='1.0'?><p><!-- <i>no</i> -->x<?y z?></p>", "p{}(x)"],
  ["a > in an attribute", "<p begin='a>b'>x</p>", "p{begin=a>b}(x)"],
  [
    "HTML's names of characters, which XML does not have",
    "<p t='&laquo;a'>a&nbsp;b &mdash; c&#x44f;</p>",
    "p{t=«a}(a\u00a0b — cя)",
  ],
  ["a reference decoded once", "<p>&amp;amp;lt;</p>", "p{}(&amp;lt;)"],
  ["a bare &", "<p>AT & T said</p><p>hello; more</p>", "p{}(AT & T said)p{}(hello; more)"],
  ["a bare <", "<p>a < b</p><p>c</p>", "p{}(a < b)p{}(c)"],
  [
    "a closing tag that was never opened",
    "<tt><p>one</b> two</p><p>three</p></tt>",
    "tt{}(p{}(one two)p{}(three))",
  ],
  ["tags closed in the wrong order", "<tt><p><i>one</p><p>two</i></p></tt>", "tt{}(p{}(i{}(one))p{}(two))"],
  ["attributes without quotes, and one given twice", "<p begin=1 begin='2'>x</p>", "p{begin=1}(x)"],
  ["a file cut off in a tag", "<tt><p begin='1'>one</p><p beg", "tt{}(p{begin=1}(one))"],
  ["a file cut off in a closing tag", "<tt><p>one</", "tt{}(p{}(one))"],
];

for (const [what, xml, tree] of cases)
  test(`reads ${what}`, () => assert.equal(outline(parseXml(xml)), tree));

test("entities that the file declares are not expanded", () => {
  const lots = `<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><tt><p>&b; x</p></tt>`;
  assert.match(xmlText(parseXml(lots)), /&b; x$/);
});

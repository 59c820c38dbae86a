/** Figures in documents: what machine they are from, and where they stand. */

import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { tell } from "./measure.ts";

/** Date, processor, memory and Node, in one line. */
export function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${date} UTC, ${processors.length} cores ${processors[0]!.model}, ${memory} GiB, Node ${process.versions.node}`;
}

/** Replaces what stands between `<!-- marker -->` and `<!-- end -->`; a document without them is left alone. */
export function writeBetweenMarkers(document: string, marker: string, text: string): void {
  const whole = readFileSync(document, "utf8");
  const opening = `<!-- ${marker} -->`;
  const start = whole.indexOf(opening);
  const end = whole.indexOf("<!-- end -->", start);
  if (start < 0 || end < 0) {
    tell(`${document} has no ${opening} … <!-- end -->: not written`);
    return;
  }
  writeFileSync(document, `${whole.slice(0, start + opening.length)}\n${text}\n${whole.slice(end)}`);
}

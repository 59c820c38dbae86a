/** Plain text without times, which `buildTranscript` spreads over the recording. */

import type { Draft } from "../draft.ts";

/** Lines (or paragraphs, where blank lines separate them) as segments without times. */
export function readPlainText(text: string): Draft {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  const apart = lines.slice(first, last).includes("");
  const paragraphs: string[] = [];
  lines.forEach((line, i) => {
    if (line === "") return;
    if (apart && i > 0 && lines[i - 1] !== "") paragraphs.push(`${paragraphs.pop()} ${line}`);
    else paragraphs.push(line);
  });
  return { segments: paragraphs.map((line) => ({ startMs: null, endMs: null, text: line })) };
}

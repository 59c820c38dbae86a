/** CTM of NIST, Kaldi and NeMo: `recording channel start duration word [confidence …]`, one word a line, in seconds. */

import { archiveError } from "../../errors.ts";
import type { Draft } from "../draft.ts";
import { groupWords, type SpokenWord } from "../group-words.ts";
import { splitText } from "../split-words.ts";
import type { TextReader } from "./reader.ts";

// Times have a fraction and every field is one word, or prose with numbers (`Budget 1 500 000 roubles`) would be a row.
const row =
  /^\s*(\S+)\s+([0-9A-Ba-b])\s+(\d{1,7}\.\d+)\s+(\d{1,7}\.\d+)\s+(\S+)(?:\s+(\d(?:\.\d+)?|NA)(?:\s+(?:non-)?[a-z]+(?:-[a-z]+)?(?:\s+\S+)?)?)?\s*$/;
const silence = /^<?(?:eps|sil|spn|b|blank|space)>?$/i;

export const ctmReader: TextReader = {
  format: "ctm",
  extensions: [".ctm"],
  detect(text) {
    const lines = text.slice(0, 8000).split("\n");
    if (text.length > 8000) lines.pop();
    const rows = lines.filter((line) => line.trim() !== "" && !line.startsWith(";;"));
    return rows.length > 1 && rows.filter((line) => row.test(line)).length >= rows.length * 0.9;
  },
  read(text): Draft {
    const names = new Set<string>();
    const words: SpokenWord[] = [];
    const channels = new Set<string>();
    for (const line of text.split("\n")) {
      if (line.startsWith(";;")) continue;
      const match = row.exec(line);
      if (match === null) {
        // The last row of a file that is cut off begins with the name of the recording; anything else is text.
        const isCut = names.has(line.trim().split(/\s+/)[0]!);
        if (!isCut)
          for (const word of splitText(line))
            words.push({ text: word, startMs: null, endMs: null, speaker: null });
        continue;
      }
      const [, name, channel, start, duration, word, confidence] = match;
      names.add(name!);
      channels.add(channel!);
      // The aligner writes a space inside of a segment as <space>.
      const spoken = word!.replaceAll("<space>", " ");
      if (silence.test(word!) || splitText(spoken).length === 0) continue;
      const startMs = Number(start) * 1000;
      words.push({
        text: spoken,
        startMs,
        endMs: startMs + Number(duration) * 1000,
        confidence: confidence === undefined || confidence === "NA" ? null : Number(confidence),
        speaker: channel!,
      });
    }
    if (names.size > 1) throw archiveError("transcript-of-several-recordings", { count: names.size });
    const several = channels.size > 1;
    const named = words.map((word) => ({ ...word, speaker: several ? `Channel ${word.speaker}` : null }));
    return { segments: groupWords(named), isOneClock: several };
  },
};

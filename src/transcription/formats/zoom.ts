/**
 * Zoom's saved captions (`meeting_saved_closed_caption.txt`): `[Anna Smith] 10:02:03` above each line. The times are those of
 * the clock on the wall.
 */

import type { Draft } from "../draft.ts";
import { startWallClock } from "../shift-timeline.ts";
import type { TextReader } from "./reader.ts";

const heading = /^\s*\[([^\]\n]{1,80})\]\s+(\d{1,2}):([0-5]\d):([0-5]\d)(?:\s*([AaPp])\.?[Mm]\.?)?\s*$/;
const dayMs = 86_400_000;

export const zoomReader: TextReader = {
  format: "zoom-txt",
  extensions: [".txt"],
  detect: (text) => text.split("\n", 50).some((line) => line.includes("]") && heading.test(line)),
  read(text, { durationMs }): Draft {
    const turns: Turn[] = [{ startMs: null, speaker: null, lines: [] }];
    let days = 0;
    let lastMs = 0;
    for (const line of text.split("\n")) {
      const match = line.includes("]") ? heading.exec(line) : null;
      if (match === null) {
        turns.at(-1)!.lines.push(line);
        continue;
      }
      const ownMs = timeOfDay(match);
      // Past midnight the clock begins again.
      if (ownMs + days < lastMs - dayMs / 2) days += dayMs;
      lastMs = ownMs + days;
      turns.push({ startMs: lastMs, speaker: match[1]!.trim(), lines: [] });
    }
    dropCutHead(turns);
    const segments = turns.map(({ startMs, speaker, lines }) => ({
      startMs,
      endMs: null,
      speaker,
      text: lines.join("\n").trim(),
    }));
    return startWallClock({ segments }, durationMs);
  },
};

type Turn = { startMs: number | null; speaker: string | null; lines: string[] };

function timeOfDay([, , hours, minutes, seconds, half]: RegExpExecArray): number {
  const isTwelve = half !== undefined && Number(hours) % 12 === 0;
  const hour = isTwelve ? 0 : Number(hours);
  const later = half !== undefined && /p/i.test(half) ? 12 : 0;
  return ((hour + later) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

// In a file that is cut off, the name and half of the time of the next line would be read as words.
function dropCutHead(turns: Turn[]): void {
  const { lines } = turns.at(-1)!;
  const [, name, digits] = /^\s*\[([^\]\n]+)\]\s*([\d:]*)\s*$/.exec(lines.at(-1) ?? "") ?? [];
  if (name !== undefined && (digits !== "" || turns.some(({ speaker }) => speaker === name.trim())))
    lines.pop();
}

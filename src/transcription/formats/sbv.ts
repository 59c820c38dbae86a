/** YouTube SBV and SubViewer (`.sub`): a line `0:00:01.000,0:00:02.500`, then text, `[br]` between lines. */

import type { Draft, DraftSegment } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import { stripMarkup } from "../strip-markup.ts";
import type { TextReader } from "./reader.ts";

const timeLine = /^\s*(\d{1,3}:\d{2}:\d{2}[.:]\d{1,3})\s*,\s*(\d{1,3}:\d{2}:\d{2}[.:]\d{1,3})\s*$/;

export const sbvReader: TextReader = {
  format: "sbv",
  extensions: [".sbv", ".sub"],
  detect: (text) => text.split("\n").some((line) => timeLine.test(line)),
  read(text): Draft {
    const segments: DraftSegment[] = [];
    for (const line of text.split("\n")) {
      const times = timeLine.exec(line);
      const last = segments.at(-1);
      if (times !== null) {
        segments.push({ startMs: parseClock(times[1]!), endMs: parseClock(times[2]!), text: "" });
      } else if (last !== undefined && !/^\s*\[(?:END )?[A-Z]+\]\s*$/.test(line)) {
        last.text = `${last.text}\n${stripMarkup(line.replaceAll("[br]", "\n"))}`.trim();
      }
    }
    return { segments };
  },
};

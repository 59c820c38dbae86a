/** Writes lines of captions in every format of captions, as the programs of video sites and broadcasters do. */

export type CaptionCue = { startMs: number; endMs: number; lines: string[] };

const clock = (ms: number, mark: string) =>
  `${new Date(ms).toISOString().slice(11, 19)}${mark}${String(ms % 1000).padStart(3, "0")}`;

/** By format; `lrc` has one line per time, as FFmpeg writes captions of several lines. */
export const cueWriters: Record<string, (cues: CaptionCue[]) => string> = {
  srt: (cues) =>
    cues
      .map(
        ({ startMs, endMs, lines }, i) =>
          `${i + 1}\n${clock(startMs, ",")} --> ${clock(endMs, ",")}\n${lines.join("\n")}\n`,
      )
      .join("\n"),
  vtt: (cues) =>
    `WEBVTT\n\n${cues
      .map(
        ({ startMs, endMs, lines }) =>
          `${clock(startMs, ".")} --> ${clock(endMs, ".")}\n${lines.join("\n")}\n`,
      )
      .join("\n")}`,
  sbv: (cues) =>
    cues
      .map(
        ({ startMs, endMs, lines }) => `${clock(startMs, ".")},${clock(endMs, ".")}\n${lines.join("\n")}\n`,
      )
      .join("\n"),
  ttml: (cues) =>
    `<tt xmlns="http://www.w3.org/ns/ttml"><body><div>${cues
      .map(
        ({ startMs, endMs, lines }) =>
          `<p begin="${clock(startMs, ".")}" end="${clock(endMs, ".")}">${lines.join("<br/>")}</p>`,
      )
      .join("\n")}</div></body></tt>`,
  ass: (cues) =>
    `[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n${cues
      .map(
        ({ startMs, endMs, lines }) =>
          `Dialogue: 0,${clock(startMs, ".")},${clock(endMs, ".")},D,,0,0,0,,${lines.join("\\N")}`,
      )
      .join("\n")}\n`,
  lrc: (cues) =>
    `[ti:x]\n${cues
      .flatMap(({ startMs, lines }) => lines.map((line) => `[${clock(startMs, ".").slice(3)}]${line}`))
      .join("\n")}\n`,
  tsv: (cues) =>
    `start\tend\ttext\n${cues.map(({ startMs, endMs, lines }) => `${startMs}\t${endMs}\t${lines.join(" ")}`).join("\n")}\n`,
  json: (cues) =>
    JSON.stringify(
      cues.map(({ startMs, endMs, lines }) => ({
        start: startMs / 1000 + 0.0001,
        end: endMs / 1000 + 0.0001,
        text: lines.join("\n"),
      })),
    ),
  "whisper-txt": (cues) =>
    cues
      .map(
        ({ startMs, endMs, lines }) =>
          `[${clock(startMs, ".")} --> ${clock(endMs, ".")}]  ${lines.join(" ")}`,
      )
      .join("\n"),
};

/** Captions without pauses, 2 s each, beginning at 1 s. */
export function inOrder(lines: (string | string[])[], lengthMs = 2000): CaptionCue[] {
  return lines.map((text, i) => ({
    startMs: 1000 + i * lengthMs,
    endMs: 1000 + (i + 1) * lengthMs,
    lines: Array.isArray(text) ? text : [text],
  }));
}

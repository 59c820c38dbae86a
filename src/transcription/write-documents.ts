/** Segments → plain text, Markdown, and the complete JSON. */

import type { Recording, Segment, Transcription } from "../domain.ts";
import { fonotekaFormat, fonotekaVersion } from "./formats/fonoteka.ts";
import { makeParagraphs, paragraphText } from "./paragraphs.ts";
import { formatShortClock } from "./parse-clock.ts";

/** Paragraphs, with the speaker's name where it changes, and optionally `[0:05]` before each. */
export function writeTxt(segments: Segment[], options: { times?: boolean | undefined } = {}): string {
  let speaker: string | null = null;
  return makeParagraphs(segments)
    .map((paragraph) => {
      const time = options.times ? `[${formatShortClock(paragraph.startMs)}] ` : "";
      const name =
        paragraph.speaker !== null && paragraph.speaker !== speaker ? `${paragraph.speaker}: ` : "";
      speaker = paragraph.speaker;
      return `${time}${name}${paragraphText(paragraph)}\n`;
    })
    .join("\n");
}

type MarkdownOptions = {
  /** What the times link to; `#t=12.3` is added. Default: the file in `recordings/`. */
  audioHref?: string | undefined;
};

/** Title, date, length and speakers, then paragraphs that each start with a link to their time in the recording. */
export function writeMarkdown(
  recording: Recording,
  transcription: Transcription,
  segments: Segment[],
  options: MarkdownOptions = {},
): string {
  const href = options.audioHref ?? `recordings/${encodeURIComponent(recording.filename)}`;
  const speakers = [...new Set(segments.map((segment) => segment.speaker))].filter((name) => name !== null);
  const facts = [
    `- Recorded: ${recording.createdAt.slice(0, 16).replace("T", " ")}`,
    `- Length: ${formatShortClock(recording.durationSeconds * 1000)}`,
    ...(speakers.length > 0 ? [`- Speakers: ${speakers.map(escapeMarkdown).join(", ")}`] : []),
    ...(transcription.language === null ? [] : [`- Language: ${transcription.language}`]),
    `- Transcribed by: ${escapeMarkdown(`${transcription.engine} (${transcription.model})`)}`,
  ];
  const paragraphs = makeParagraphs(segments).map((paragraph) => {
    const seconds = Math.floor(paragraph.startMs / 100) / 10;
    const link = `[${formatShortClock(paragraph.startMs)}](<${href.replace(/[<>\n]/g, "")}#t=${seconds}>)`;
    const name = paragraph.speaker === null ? "" : ` **${escapeMarkdown(paragraph.speaker)}:**`;
    return `${link}${name} ${escapeMarkdown(paragraphText(paragraph))}`;
  });
  const title = escapeMarkdown((recording.title || recording.filename).replace(/\s+/g, " "));
  const body = paragraphs.length > 0 ? paragraphs : ["_No speech found._"];
  return `${[`# ${title}`, facts.join("\n"), ...body].join("\n\n")}\n`;
}

// Escapes all Markdown: no spoken word becomes emphasis, a link, a tag, a table or an entity.
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$]/g, "\\$&");
}

/** Everything, without loss; one word per line, so that versions can be compared. */
export function writeJson(recording: Recording, transcription: Transcription, segments: Segment[]): string {
  const indented = (value: unknown) => JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
  const lines = segments.map(({ words, ...segment }) => {
    const head = JSON.stringify(segment).slice(0, -1);
    const list = words.map((word) => `\n        ${JSON.stringify(word)}`).join(",");
    return `\n    ${head},"words":[${list}${words.length > 0 ? "\n      " : ""}]}`;
  });
  return `{
  "format": ${JSON.stringify(fonotekaFormat)},
  "version": ${fonotekaVersion},
  "recording": ${indented(recording)},
  "transcription": ${indented(transcription)},
  "segments": [${lines.join(",")}${lines.length > 0 ? "\n  " : ""}]
}
`;
}

/** Writes a few lines of speech as every format that Fonoteka reads, so that the contract of the readers has its input. */

import { jsonFormats, type SampleLine, seconds, type TranscriptFormat } from "./transcript-json-samples.ts";

function clock(ms: number, mark: string, hours = true): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const minutes = hours ? `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}` : two(ms / 60_000);
  return `${minutes}:${two((ms / 1000) % 60)}${mark}${String(ms % 1000).padStart(3, "0")}`;
}

/** As editors write it: 25 frames a second. */
const timecode = (ms: number) =>
  `${clock(ms, ":").slice(0, -4)}:${String(Math.floor((ms % 1000) / 40)).padStart(2, "0")}`;

function text(
  format: string,
  filename: string,
  write: (lines: SampleLine[]) => string,
  { hasTimes = true, variant }: { hasTimes?: boolean; variant?: string } = {},
): TranscriptFormat {
  return { format, ...(variant === undefined ? {} : { variant }), filename, write, hasTimes, isJson: false };
}

/** A line for each line, with what comes before and after. */
const listed = (line: (line: SampleLine, index: number) => string, head = "", tail = "") => {
  return (lines: SampleLine[]) => `${head}${lines.map(line).join("\n")}\n${tail}`;
};

const textFormats: TranscriptFormat[] = [
  text(
    "srt",
    "talk.srt",
    listed((l, i) => `${i + 1}\n${clock(l.startMs, ",")} --> ${clock(l.endMs, ",")}\n${l.text}\n`),
  ),
  text(
    "vtt",
    "talk.vtt",
    listed((l) => `${clock(l.startMs, ".")} --> ${clock(l.endMs, ".")}\n${l.text}\n`, "WEBVTT\n\n"),
  ),
  text(
    "sbv",
    "talk.sbv",
    listed((l) => `${clock(l.startMs, ".")},${clock(l.endMs, ".")}\n${l.text}\n`),
  ),
  text(
    "lrc",
    "talk.lrc",
    listed((l) => `[${clock(l.startMs, ".", false).slice(0, -1)}]${l.text}`, "[ti:Talk]\n"),
  ),
  text(
    "ass",
    "talk.ass",
    listed(
      (l) => `Dialogue: 0,${clock(l.startMs, ".")},${clock(l.endMs, ".")},Default,,0,0,0,,${l.text}`,
      "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n",
    ),
  ),
  text(
    "whisper-txt",
    "talk.txt",
    listed((l) => `[${clock(l.startMs, ".")} --> ${clock(l.endMs, ".")}]  ${l.text}`),
  ),
  text(
    "timed-txt",
    "talk.txt",
    listed((l) => `[${clock(l.startMs, ".").slice(0, -4)}] ${l.text}`),
  ),
  text(
    "timed-txt",
    "meeting.txt",
    listed((l) => `Anna Smith  ${clock(l.startMs, ".").slice(0, -4)}\n${l.text}\n`),
    { variant: "names" },
  ),
  text(
    "timed-txt",
    "copied.txt",
    listed((l) => `${clock(l.startMs, ".").slice(0, -4)}\n${l.text}`),
    { variant: "times alone" },
  ),
  text(
    "timed-txt",
    "tactiq.txt",
    listed((l) => `${clock(l.startMs, ".")} ${l.text}`, "# tactiq.io free youtube transcript\n\n"),
    { variant: "times first" },
  ),
  text(
    "timed-txt",
    "premiere.txt",
    listed((l) => `${timecode(l.startMs)} - ${timecode(l.endMs)}\nSpeaker 1\n${l.text}\n`),
    { variant: "timecodes" },
  ),
  text(
    "zoom-txt",
    "meeting_saved_closed_caption.txt",
    listed((l) => `[Anna Smith] ${clock(l.startMs, ".").slice(0, -4)}\n${l.text}\n`),
  ),
  text(
    "microdvd",
    "talk.sub",
    listed(
      (l) => `{${Math.round(l.startMs / 40)}}{${Math.round(l.endMs / 40)}}${l.text.replace(", ", ",| ")}`,
      "{1}{1}25.000\n",
    ),
  ),
  text(
    "mpl2",
    "talk.sub",
    listed((l) => `[${Math.round(l.startMs / 100)}][${Math.round(l.endMs / 100)}]${l.text}`),
  ),
  text(
    "youtube-xml",
    "talk.srv3",
    listed(
      (l) => `<p t="${l.startMs}" d="${l.endMs - l.startMs}">${l.text}</p>`,
      '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">\n<body>\n',
      "</body></timedtext>\n",
    ),
  ),
  text(
    "ctm",
    "talk.ctm",
    listed((l) =>
      l.text
        .split(" ")
        .map((word, i, words) => {
          const length = (l.endMs - l.startMs) / words.length;
          return `talk 1 ${seconds(l.startMs + i * length).toFixed(3)} ${Math.max(0, seconds(length)).toFixed(3)} ${word}`;
        })
        .join("\n"),
    ),
  ),
  text(
    "tsv",
    "talk.tsv",
    listed((l) => `${l.startMs}\t${l.endMs}\t${l.text}`, "start\tend\ttext\n"),
  ),
  text(
    "csv",
    "talk.csv",
    listed((l) => `${seconds(l.startMs)},${seconds(l.endMs)},"${l.text}"`, "start,end,text\n"),
  ),
  text(
    "ssv",
    "talk.ssv",
    listed((l, i) => `${seconds(l.startMs).toFixed(3)} ${seconds(l.endMs).toFixed(3)} f${i} "${l.text}"`),
  ),
  text(
    "ttml",
    "talk.ttml",
    listed(
      (l) => `<p begin="${clock(l.startMs, ".")}" end="${clock(l.endMs, ".")}">${l.text}</p>`,
      '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml"><body><div>\n',
      "</div></body></tt>\n",
    ),
  ),
  text(
    "aeneas-xml",
    "talk.xml",
    listed(
      (l, i) =>
        `<fragment id="f${i}" begin="${seconds(l.startMs)}" end="${seconds(l.endMs)}"><line>${l.text}</line></fragment>`,
      "<map>\n",
      "</map>\n",
    ),
  ),
  text("eaf", "talk.eaf", (lines) => {
    const slots = lines
      .flatMap(({ startMs, endMs }) => [startMs, endMs])
      .map((ms, i) => `<TIME_SLOT TIME_SLOT_ID="ts${i}" TIME_VALUE="${ms}"/>`);
    const annotations = lines.map(
      ({ text }, i) =>
        `<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="ts${2 * i}" TIME_SLOT_REF2="ts${2 * i + 1}"><ANNOTATION_VALUE>${text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>`,
    );
    return `<ANNOTATION_DOCUMENT><TIME_ORDER>${slots.join("\n")}</TIME_ORDER><TIER TIER_ID="Anna">${annotations.join("\n")}</TIER></ANNOTATION_DOCUMENT>\n`;
  }),
  text("textgrid", "talk.TextGrid", (lines) => {
    const intervals = lines.map(
      ({ startMs, endMs, text }) => `${seconds(startMs)}\n${seconds(endMs)}\n"${text}"\n`,
    );
    return `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n1\n"IntervalTier"\n"Anna"\n0\n9\n${lines.length}\n${intervals.join("")}`;
  }),
  text(
    "html",
    "talk.html",
    listed((l) => `<cite>Anna:</cite>\n<time>${clock(l.startMs, ".").slice(0, -4)}</time>\n<p>${l.text}</p>`),
  ),
  text(
    "txt",
    "talk.txt",
    listed((l) => l.text),
    { hasTimes: false },
  ),
];

export const transcriptFormats: TranscriptFormat[] = [...jsonFormats, ...textFormats];

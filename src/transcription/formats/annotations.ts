/** Formats of linguistics: ELAN (`.eaf`), Praat TextGrid (long and short), and the XML of aeneas. */

import type { Draft, DraftSegment } from "../draft.ts";
import { groupWords } from "../group-words.ts";
import { findElements, parseXml, xmlText } from "../parse-xml.ts";
import type { TextReader } from "./reader.ts";

const eafReader: TextReader = {
  format: "eaf",
  extensions: [".eaf"],
  detect: (text) => text.slice(0, 4000).includes("<ANNOTATION_DOCUMENT"),
  read(text): Draft {
    const root = parseXml(text);
    const slots = new Map<string, number | null>();
    for (const { attributes } of findElements(root, "TIME_SLOT")) {
      slots.set(
        attributes.TIME_SLOT_ID ?? "",
        attributes.TIME_VALUE === undefined ? null : Number(attributes.TIME_VALUE),
      );
    }
    const tiers = findElements(root, "TIER").map((tier) => ({
      name: tier.attributes.PARTICIPANT || tier.attributes.TIER_ID || null,
      annotations: findElements(tier, "ALIGNABLE_ANNOTATION"),
    }));
    const spoken = tiers.filter((tier) => tier.annotations.length > 0);
    const segments = spoken.flatMap(({ name, annotations }) =>
      annotations.map((annotation) => ({
        startMs: slots.get(annotation.attributes.TIME_SLOT_REF1 ?? "") ?? null,
        endMs: slots.get(annotation.attributes.TIME_SLOT_REF2 ?? "") ?? null,
        speaker: spoken.length > 1 ? name : null,
        text: findElements(annotation, "ANNOTATION_VALUE").map(xmlText).join(" "),
      })),
    );
    return { segments, isOneClock: spoken.length > 1 };
  },
};

const textGridReader: TextReader = {
  format: "textgrid",
  extensions: [".textgrid"],
  detect: (text) =>
    /^\ufeff?\s*File type\s*=\s*"ooTextFile/.test(text) && text.slice(0, 400).includes("TextGrid"),
  read(text): Draft {
    const tiers = chooseTiers(readTiers(text));
    return { segments: tiers.flatMap(tierSegments), isOneClock: tiers.length > 1 };
  },
};

type Tier = { name: string; intervals: { startMs: number; endMs: number; text: string }[] };

// Long and short form have the same values in the same order; the long one only names them.
function readTiers(text: string): Tier[] {
  const values =
    text.replace(/\[\d*\]/g, "").match(/"(?:[^"]|"")*"|(?<![\w"])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w"])/gi) ??
    [];
  const tiers: Tier[] = [];
  for (let at = 0; at < values.length; ) {
    if (!/^"(?:IntervalTier|TextTier)"$/.test(values[at]!)) {
      at += 1;
      continue;
    }
    const points = values[at] === '"TextTier"';
    const tier: Tier = { name: unquote(values[at + 1] ?? '""'), intervals: [] };
    const count = Math.max(0, Number(values[at + 4] ?? 0) || 0);
    at += 5;
    for (let i = 0; i < count && at < values.length && !points; i++, at += 3) {
      const [start, end, label] = values.slice(at, at + 3);
      tier.intervals.push({
        startMs: Number(start) * 1000,
        endMs: Number(end) * 1000,
        text: unquote(label ?? '""'),
      });
    }
    if (points) at += count * 2;
    else tiers.push(tier);
  }
  return tiers.filter((tier) => tier.intervals.some((interval) => interval.text.trim() !== ""));
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll('""', '"');
}

// Forced aligners write separate tiers of words and of phones: read the words.
function chooseTiers(tiers: Tier[]): (Tier & { speaker: string | null; isWords: boolean })[] {
  const words = tiers.filter((tier) => /\bwords?\b|\bслова\b/i.test(tier.name));
  const lines = tiers.filter((tier) => !/\bphon(?:e|eme)s?\b|\bsegments?\b/i.test(tier.name));
  const chosen = words.length > 0 ? words : lines.length > 0 ? lines : tiers;
  return chosen.map((tier) => {
    const name = tier.name.replace(/\s*[-–_:]?\s*words?\s*$/i, "").trim();
    return { ...tier, isWords: words.length > 0, speaker: chosen.length > 1 && name !== "" ? name : null };
  });
}

function tierSegments({
  intervals,
  speaker,
  isWords,
}: ReturnType<typeof chooseTiers>[number]): DraftSegment[] {
  const spoken = intervals.filter(
    ({ text }) => text.trim() !== "" && !/^<?(?:sil|sp|eps|spn)>?$/i.test(text.trim()),
  );
  if (isWords) return groupWords(spoken.map((interval) => ({ ...interval, speaker })));
  return spoken.map((interval) => ({ ...interval, speaker }));
}

const aeneasXmlReader: TextReader = {
  format: "aeneas-xml",
  extensions: [".xml"],
  detect: (text) => /<fragment\s[^>]*begin=/.test(text.slice(0, 4000)),
  read(text): Draft {
    const seconds = (value: string | undefined) => (value === undefined ? null : Number(value) * 1000);
    const segments = findElements(parseXml(text), "fragment").map((fragment) => ({
      startMs: seconds(fragment.attributes.begin),
      endMs: seconds(fragment.attributes.end),
      text: findElements(fragment, "line").map(xmlText).join(" "),
    }));
    return { segments };
  },
};

export const annotationReaders: TextReader[] = [eafReader, textGridReader, aeneasXmlReader];

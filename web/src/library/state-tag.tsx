import { listDamage, type RecordingSummary } from "../api/api.ts";
import { describeNote } from "../api/describe-error.ts";
import { Tag } from "../components/chip.tsx";
import { texts } from "../i18n/texts.ts";
import { isLive } from "./is-live.ts";

const words = texts({
  waiting: { en: "waiting", ru: "ждёт расшифровки" },
  working: { en: "transcribing", ru: "расшифровывается" },
  noSpeech: { en: "no speech", ru: "нет речи" },
  failed: { en: "failed", ru: "ошибка" },
  interrupted: { en: "interrupted", ru: "запись прервана" },
  damaged: { en: "damaged source", ru: "файл повреждён" },
});

/** The state of a recording; nothing for a transcribed one. */
export function StateTag({ recording: { state } }: { recording: Pick<RecordingSummary, "state"> }) {
  if (state === "waiting") return <Tag>{words.waiting()}</Tag>;
  if (state === "working") return <Tag variant="accent">{words.working()}</Tag>;
  if (state === "no-speech") return <Tag>{words.noSpeech()}</Tag>;
  if (state === "failed") return <Tag variant="danger">{words.failed()}</Tag>;
  return null;
}

/** Marks a recording whose source was damaged or incomplete; what was found is its tooltip. */
export function DamageTag({
  recording,
}: {
  recording: Pick<RecordingSummary, "importNotes" | "sourceName" | "dateSource">;
}) {
  const { importNotes } = recording;
  const damage = listDamage(importNotes);
  if (damage.length === 0) return null;
  return (
    <span class="tag-place" title={damage.map((note) => describeNote(note).text).join("; ")}>
      <Tag>{isLive(recording) ? words.interrupted() : words.damaged()}</Tag>
    </span>
  );
}

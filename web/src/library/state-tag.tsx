import type { RecordingSummary } from "../api/api.ts";
import { Tag } from "../components/chip.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  waiting: { en: "waiting", ru: "ждёт расшифровки" },
  working: { en: "transcribing", ru: "расшифровывается" },
  noSpeech: { en: "no speech", ru: "нет речи" },
  failed: { en: "failed", ru: "ошибка" },
});

/** The state of a recording; nothing for a transcribed one. */
export function StateTag({ recording: { state } }: { recording: Pick<RecordingSummary, "state"> }) {
  if (state === "waiting") return <Tag>{words.waiting()}</Tag>;
  if (state === "working") return <Tag variant="accent">{words.working()}</Tag>;
  if (state === "no-speech") return <Tag>{words.noSpeech()}</Tag>;
  if (state === "failed") return <Tag variant="danger">{words.failed()}</Tag>;
  return null;
}

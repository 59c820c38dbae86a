import type { ListedRecording } from "../api/api.ts";
import { Tag } from "../components/chip.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  waiting: { en: "waiting", ru: "ждёт распознавания" },
  working: { en: "being transcribed", ru: "распознаётся" },
  noSpeech: { en: "no speech", ru: "нет речи" },
  failed: { en: "failed", ru: "не удалось" },
});

/** How far a recording is; says nothing of one that is done. */
export function StateTag({ recording: { state } }: { recording: Pick<ListedRecording, "state"> }) {
  if (state === "waiting") return <Tag>{words.waiting()}</Tag>;
  if (state === "working") return <Tag look="accent">{words.working()}</Tag>;
  if (state === "no-speech") return <Tag>{words.noSpeech()}</Tag>;
  if (state === "failed") return <Tag look="danger">{words.failed()}</Tag>;
  return null;
}

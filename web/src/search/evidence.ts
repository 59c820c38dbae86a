import type { Hit } from "../api/api.ts";
import type { IconName } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { isConfident } from "./merge-hits.ts";

const words = texts({
  word: { en: "word", ru: "слово" },
  phrase: { en: "phrase", ru: "фраза" },
  variant: { en: "similar word", ru: "похожее слово" },
  title: { en: "title, tags or notes", ru: "название, метки или заметки" },
  meaning: { en: "meaning", ru: "смысл" },
  uncertain: { en: "may be unrelated", ru: "может не относиться к запросу" },
});

/** Why a hit was found, or that the match is weak. */
export type Evidence = Hit["foundBy"][number] | "uncertain";

/** Icon and name of each kind of evidence. */
export const evidenceLooks: Record<Evidence, { icon: IconName; name: () => string }> = {
  phrase: { icon: "phrase", name: words.phrase },
  word: { icon: "word", name: words.word },
  variant: { icon: "variant", name: words.variant },
  title: { icon: "title", name: words.title },
  meaning: { icon: "meaning", name: words.meaning },
  uncertain: { icon: "uncertain", name: words.uncertain },
};

const order = ["phrase", "word", "variant", "title", "meaning"] as const;

/** The evidence of a hit, strongest first. A phrase consists of words, so it stands for both. */
export function evidenceOf(hit: Hit, { markUncertain }: { markUncertain: boolean }): Evidence[] {
  const { foundBy } = hit;
  const found: Evidence[] = order.filter(
    (kind) => foundBy.includes(kind) && !(kind === "word" && foundBy.includes("phrase")),
  );
  return markUncertain && !isConfident(hit) ? [...found, "uncertain"] : found;
}

import type { Hit } from "../api/api.ts";
import type { IconName } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  word: { en: "word", ru: "слово" },
  phrase: { en: "phrase", ru: "фраза" },
  variant: { en: "similar word", ru: "похожее слово" },
  title: { en: "title, tags or notes", ru: "название, метки или заметки" },
  meaning: { en: "meaning", ru: "смысл" },
  perhaps: { en: "perhaps about something else", ru: "возможно, о другом" },
});

/** What is said of a hit in signs. */
export type Sign = Hit["foundBy"][number] | "perhaps";

/** How each kind of evidence is drawn and called. */
export const signs: Record<Sign, { icon: IconName; name: () => string }> = {
  phrase: { icon: "phrase", name: words.phrase },
  word: { icon: "word", name: words.word },
  variant: { icon: "variant", name: words.variant },
  title: { icon: "title", name: words.title },
  meaning: { icon: "meaning", name: words.meaning },
  perhaps: { icon: "perhaps", name: words.perhaps },
};

const order = ["phrase", "word", "variant", "title", "meaning"] as const;

/** The signs of a hit, strongest evidence first. A phrase is made of words: one sign says it. */
export function signsOf({ foundBy, certainty }: Hit, { sayPerhaps }: { sayPerhaps: boolean }): Sign[] {
  const found: Sign[] = order.filter(
    (kind) => foundBy.includes(kind) && !(kind === "word" && foundBy.includes("phrase")),
  );
  return sayPerhaps && certainty === "uncertain" ? [...found, "perhaps"] : found;
}

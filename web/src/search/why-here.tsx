import type { Hit } from "../api/api.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { formatDecimal, formatNumber } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { isConfident } from "./merge-hits.ts";
import { result } from "./run-search.ts";
import "./why-here.css";

const words = texts({
  why: { en: "Why here?", ru: "Почему здесь?" },
  evidence: { en: "Evidence", ru: "Основание" },
  measured: { en: "Measured", ru: "Измерено" },
  part: { en: "Share of the score", ru: "Вклад в оценку" },
  words: { en: "Words", ru: "Слова" },
  meaning: { en: "Meaning", ru: "Смысл" },
  title: { en: "Title, tags, notes", ru: "Название, метки, заметки" },
  total: { en: "Total", ru: "Итого" },
  otherScript: {
    en: "words in another script cannot match; meaning counts instead",
    ru: "слова из другого алфавита не могут совпасть: вместо них учтён смысл",
  },
  noWord: { en: "none of the words", ru: "ни одного слова из запроса" },
  similar: { en: "similar: {list}", ru: "похожие: {list}" },
  bm25: { en: "BM25 {value}", ru: "BM25 {value}" },
  wordRank: { en: "rank {rank} by words", ru: "{rank}-е место по словам" },
  cosine: { en: "cosine {value}", ru: "косинус {value}" },
  meaningRank: { en: "rank {rank} by meaning", ru: "{rank}-е место по смыслу" },
  above: { en: "{value} σ above unrelated passages", ru: "на {value} σ выше, чем у посторонних отрывков" },
  below: { en: "{value} σ below unrelated passages", ru: "на {value} σ ниже, чем у посторонних отрывков" },
  titleOnly: {
    en: "title, tags and notes count instead",
    ru: "вместо него учтены название, метки и заметки",
  },
  tiny: { en: "BM25 < {value}", ru: "BM25 < {value}" },
  noVector: {
    en: "not yet indexed by meaning; words count instead",
    ru: "ещё не готово для поиска по смыслу: вместо него учтены слова",
  },
  uncertain: {
    en: "The evidence is weak: this may be unrelated.",
    ru: "Оснований мало: совпадение может не относиться к запросу.",
  },
  threshold: {
    en: "In this archive a match by meaning alone is confident from {value} σ; matching words lower this threshold.",
    ru: "В этом архиве совпадение по одному смыслу считается уверенным от {value} σ; совпавшие слова снижают этот порог.",
  },
  weights: {
    en: "Weights: meaning {meaning}, words {text}.",
    ru: "Веса: смысл {meaning}, слова {text}.",
  },
  lowered: {
    en: "Ranked with {value}: this recording has better matches, and other recordings should be seen too.",
    ru: "При сортировке учтено {value}: в этой записи есть совпадения лучше, а показать нужно и другие записи.",
  },
  merged: {
    en: {
      one: "Includes {count} adjacent passage that also matches.",
      other: "Includes {count} adjacent passages that also match.",
    },
    ru: {
      one: "Вместе с ним показан {count} соседний отрывок, который тоже подходит.",
      few: "Вместе с ним показаны {count} соседних отрывка, которые тоже подходят.",
      many: "Вместе с ним показаны {count} соседних отрывков, которые тоже подходят.",
    },
  },
  scale: {
    en: "Words match by their stem, whatever the ending. BM25 grows with the number and the rarity of the matching words; a cosine of 1 means the same meaning. Scores can be compared only within one search.",
    ru: "Слова сравниваются по основе, с любым окончанием. BM25 тем выше, чем больше совпало слов и чем они реже; косинус 1 означает тот же смысл. Оценки можно сравнивать только внутри одного поиска.",
  },
});

type Passage = Hit["explanation"][number];
type Row = { icon: IconName; name: string; found: string[]; measured: string[]; part: number };

/** Explains the position of a hit: what words and meaning contributed to its score. */
export function WhyHere({ hit, id }: { hit: Hit; id: string }) {
  const [best, ...others] = hit.explanation.toSorted((a, b) => sumOf(b) - sumOf(a));
  if (!best) return null;
  const rows = describe(best);
  const maxPart = Math.max(...rows.map(({ part }) => part), 0.001);
  return (
    <section class="why" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{words.why()}</h3>
      <table>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{words.evidence()}</th>
            <th scope="col">{words.measured()}</th>
            <th scope="col">{words.part()}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ icon, name, found, measured, part }) => (
            <tr key={name}>
              <th scope="row">
                <Icon name={icon} size={16} />
                {name}
              </th>
              <td>
                {found.length > 0 && <span class="why-found">{found.join(" · ")}</span>}
                <span class="times">{measured.join(" · ")}</span>
              </td>
              <td class="times why-part">
                <i aria-hidden="true" style={{ width: `${(part / maxPart) * 48}px` }} />
                {formatDecimal(part, 2)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total()}</th>
            <td />
            <td class="times why-part">{formatDecimal(sumOf(best), 2)}</td>
          </tr>
        </tfoot>
      </table>
      {!isConfident(hit) && <p class="why-uncertain">{words.uncertain()}</p>}
      <Rules />
      {hit.score < sumOf(best) - 0.005 && <p>{words.lowered({ value: formatDecimal(hit.score, 2) })}</p>}
      {others.length > 0 && <p>{words.merged({ count: others.length })}</p>}
      <p>{words.scale()}</p>
    </section>
  );
}

/** The weights of this query, the same for all its hits. */
function Rules() {
  const query = result.value?.answer.query;
  if (query?.mode !== "hybrid") return null;
  const { meaningWeight, textWeight, baseline } = query.analysis;
  const meaning = formatDecimal(meaningWeight, 2);
  return (
    <p>
      {words.weights({ meaning, text: formatDecimal(textWeight, 2) })}{" "}
      {baseline && words.threshold({ value: formatDecimal(baseline.confidentFrom, 1) })}
    </p>
  );
}

function sumOf({ textPart, meaningPart, titlePart }: Passage): number {
  return textPart + meaningPart + titlePart;
}

function describe(passage: Passage): Row[] {
  const { passageId, textPart, meaningPart, titlePart, titleScore } = passage;
  const mode = result.value?.answer.query.mode;
  const isOfTitle = passageId === null;
  const found = listFound(passage);
  const rows: Row[] = [];
  if (isOfTitle ? textPart > 0 : mode !== "semantic") {
    rows.push({ icon: "word", name: words.words(), found, measured: describeWords(passage), part: textPart });
  }
  // A keyword search does not compare meaning, so a row for it would be misleading.
  if (meaningPart > 0 || (!isOfTitle && mode !== "keyword")) {
    const measured = isOfTitle ? [words.titleOnly()] : describeMeaning(passage);
    rows.push({ icon: "meaning", name: words.meaning(), found: [], measured, part: meaningPart });
  }
  if (titleScore > 0 || titlePart > 0) {
    const measured = [describeScore(titleScore)];
    const own = isOfTitle ? found : [];
    rows.push({ icon: "title", name: words.title(), found: own, measured, part: titlePart });
  }
  return rows;
}

function listFound({ matchedTerms, matchedVariants }: Passage): string[] {
  if (matchedVariants.length === 0) return matchedTerms;
  return [...matchedTerms, words.similar({ list: matchedVariants.join(", ") })];
}

function describeWords(passage: Passage): string[] {
  const { textScore, textRank, textPart } = passage;
  if (textScore === 0 && textPart > 0) return [words.otherScript()];
  if (textScore === 0) return listFound(passage).length > 0 ? [] : [words.noWord()];
  const measured = [describeScore(textScore)];
  if (textRank !== null) measured.push(words.wordRank({ rank: formatNumber(textRank) }));
  return measured;
}

/** For a word that most passages contain BM25 is nearly nothing, but not 0. */
function describeScore(score: number): string {
  return score > 0 && score < 0.01
    ? words.tiny({ value: formatDecimal(0.01, 2) })
    : words.bm25({ value: formatDecimal(score, 2) });
}

function describeMeaning({ similarity, zScore, meaningRank }: Passage): string[] {
  if (similarity === null) return [words.noVector()];
  const measured = [words.cosine({ value: formatDecimal(similarity, 3) })];
  if (zScore !== null) {
    const value = formatDecimal(Math.abs(zScore), 1);
    measured.push(zScore >= 0 ? words.above({ value }) : words.below({ value }));
  }
  if (meaningRank !== null) measured.push(words.meaningRank({ rank: formatNumber(meaningRank) }));
  return measured;
}

import type { Hit } from "../api/api.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { formatDecimal, formatNumber } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { isSure } from "./merge-hits.ts";
import { result } from "./run-search.ts";
import "./why-here.css";

const words = texts({
  why: { en: "Why here?", ru: "Почему здесь?" },
  evidence: { en: "Evidence", ru: "Основание" },
  measured: { en: "Measured", ru: "Измерено" },
  part: { en: "Part of the score", ru: "Вклад в оценку" },
  words: { en: "Words", ru: "Слова" },
  meaning: { en: "Meaning", ru: "Смысл" },
  title: { en: "Title, tags, notes", ru: "Название, метки, заметки" },
  together: { en: "Together", ru: "Вместе" },
  otherScript: {
    en: "words of the other script cannot match: meaning stands in for them",
    ru: "слова на другой письменности совпасть не могут: вместо них считается смысл",
  },
  noWord: { en: "none of the words", ru: "ни одного из слов" },
  similar: { en: "similar: {list}", ru: "похожие: {list}" },
  bm25: { en: "bm25 {value}", ru: "bm25 {value}" },
  byWords: { en: "no. {rank} by words", ru: "{rank}-е место по словам" },
  cosine: { en: "cosine {value}", ru: "косинус {value}" },
  byMeaning: { en: "no. {rank} by meaning", ru: "{rank}-е место по смыслу" },
  above: { en: "{value} σ above unrelated places", ru: "на {value} σ выше посторонних мест" },
  below: { en: "{value} σ below unrelated places", ru: "на {value} σ ниже посторонних мест" },
  titleStands: {
    en: "what was written of the recording stands in",
    ru: "вместо него считается написанное о записи",
  },
  tiny: { en: "bm25 < {value}", ru: "bm25 < {value}" },
  noVector: {
    en: "not prepared for search by meaning yet: its words stand in",
    ru: "ещё не подготовлено к поиску по смыслу: вместо него считаются слова",
  },
  perhaps: {
    en: "Too little to be sure: it may well be about something else.",
    ru: "Для уверенности этого мало: вполне может быть и о другом.",
  },
  sureFrom: {
    en: "By meaning alone a place of this archive is sure from {value} σ; words of the question make up for less.",
    ru: "По одному смыслу место в этом архиве считается найденным с {value} σ; слова вопроса восполняют недостающее.",
  },
  weights: {
    en: "In this question meaning weighs {meaning} and words {text}.",
    ru: "В этом вопросе смысл весит {meaning}, слова {text}.",
  },
  lowered: {
    en: "It counts {value} in the order of hits: this recording has better places, and others have their turn.",
    ru: "В порядке мест учтено {value}: в этой записи есть места лучше, а очередь и за другими записями.",
  },
  joined: {
    en: {
      one: "This place joins {count} more passage beside it that answers, too.",
      other: "This place joins {count} more passages beside it that answer, too.",
    },
    ru: {
      one: "Вместе с ним показан {count} соседний отрывок, где тоже есть ответ.",
      few: "Вместе с ним показаны {count} соседних отрывка, где тоже есть ответ.",
      many: "Вместе с ним показаны {count} соседних отрывков, где тоже есть ответ.",
    },
  },
  scale: {
    en: "A word’s stem counts, whatever its ending. bm25 is higher the rarer the words and the more of them; the cosine is 1 for the same meaning. Scores compare only within one search.",
    ru: "У слова учитывается основа, с любым окончанием. bm25 тем выше, чем слова реже и чем их больше; косинус 1 означает тот же смысл. Оценки сравнимы только внутри одного поиска.",
  },
});

type Passage = Hit["explanation"][number];
type Row = { icon: IconName; name: string; found: string[]; measured: string[]; part: number };

/** Why a hit stands where it stands: what words and meaning weighed, for the curious. */
export function WhyHere({ hit, id }: { hit: Hit; id: string }) {
  const [best, ...others] = hit.explanation.toSorted((one, other) => sumOf(other) - sumOf(one));
  if (!best) return null;
  const rows = describe(best);
  const longest = Math.max(...rows.map(({ part }) => part), 0.001);
  return (
    <section class="why" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{words.why()}</h3>
      <table>
        <thead class="only-heard">
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
                <i aria-hidden="true" style={{ width: `${(part / longest) * 48}px` }} />
                {formatDecimal(part, 2)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.together()}</th>
            <td />
            <td class="times why-part">{formatDecimal(sumOf(best), 2)}</td>
          </tr>
        </tfoot>
      </table>
      {!isSure(hit) && <p class="why-doubt">{words.perhaps()}</p>}
      <Rules />
      {hit.score < sumOf(best) - 0.005 && <p>{words.lowered({ value: formatDecimal(hit.score, 2) })}</p>}
      {others.length > 0 && <p>{words.joined({ count: others.length })}</p>}
      <p>{words.scale()}</p>
    </section>
  );
}

/** How this question was weighed: the same for all its hits. */
function Rules() {
  const query = result.value?.answer.query;
  if (query?.mode !== "hybrid") return null;
  const { meaningWeight, textWeight, baseline } = query.analysis;
  const meaning = formatDecimal(meaningWeight, 2);
  return (
    <p>
      {words.weights({ meaning, text: formatDecimal(textWeight, 2) })}{" "}
      {baseline && words.sureFrom({ value: formatDecimal(baseline.confidentFrom, 1) })}
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
  // Words alone compare no meaning: a row of it would say that there was none.
  if (meaningPart > 0 || (!isOfTitle && mode !== "keyword")) {
    const measured = isOfTitle ? [words.titleStands()] : describeMeaning(passage);
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
  if (textRank !== null) measured.push(words.byWords({ rank: formatNumber(textRank) }));
  return measured;
}

/** Of a word that most passages have bm25 is next to nothing, and that is not 0. */
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
  if (meaningRank !== null) measured.push(words.byMeaning({ rank: formatNumber(meaningRank) }));
  return measured;
}

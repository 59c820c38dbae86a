import type { SearchAnswer } from "../api/api.ts";
import { Icon } from "../components/icon.tsx";
import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { searchAddress } from "../routing/addresses.ts";
import { quoteWords, unquoted } from "./exact-question.ts";
import { type AskedSearch, addressOf } from "./search-request.ts";

type Expansion = SearchAnswer["query"]["expansions"][number];

const words = texts({
  spelling: {
    en: "{written} is in no recording. Searched: {found}",
    ru: "{written} в записях нет. Искали {found}",
  },
  also: { en: "{written}: also searched {found}", ru: "{written}: искали также {found}" },
  begins: { en: "{written}: searched {found}", ru: "{written}: искали {found}" },
  more: { en: "{list} and {count} more", ru: "{list} и ещё {count}" },
  exactly: { en: "Only as typed", ru: "Только как набрано" },
  exactlyWhat: { en: "Search only {q}", ru: "Искать только {q}" },
});

const sentences: Record<Expansion["why"], (values: Record<string, string>) => string> = {
  spelling: words.spelling,
  transliteration: words.also,
  number: words.also,
  prefix: words.begins,
};

/** Words that are named before the rest are only counted. */
const mostNamed = 5;

/** What was searched that nobody typed, and the way back to just what was. */
export function ExpansionLines({
  answer: { query },
  question,
}: {
  answer: SearchAnswer;
  question: AskedSearch;
}) {
  const expansions = unquoted(query.expansions, query.phrases);
  if (expansions.length === 0) return null;
  const exact = quoteWords(
    question.q,
    expansions.filter(({ why }) => why !== "prefix").map(({ written }) => written),
  );
  return (
    <p class="expansions">
      <Icon name="variant" size={16} />
      <span>
        {expansions.map((expansion) => (
          <span key={`${expansion.written} ${expansion.why}`} class="expansion">
            {describe(expansion)}
          </span>
        ))}
        {exact !== null && (
          <a
            href={searchAddress({ ...addressOf(question), q: exact })}
            title={words.exactlyWhat({ q: exact })}
          >
            {words.exactly()}
          </a>
        )}
      </span>
    </p>
  );
}

function describe({ written, found, why }: Expansion): string {
  const named = found.slice(0, mostNamed).map(quote).join(", ");
  const count = found.length - mostNamed;
  return sentences[why]({
    written: quote(written),
    found: count > 0 ? words.more({ list: named, count }) : named,
  });
}

function quote(text: string): string {
  return language.value === "ru" ? `«${text}»` : `“${text}”`;
}

import type { SearchAnswer } from "../api/api.ts";
import { Icon } from "../components/icon.tsx";
import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { searchAddress } from "../routing/addresses.ts";
import { quoteWords, withoutQuoted } from "./exact-query.ts";
import { addressOf, type SearchRequest } from "./search-request.ts";

type Expansion = SearchAnswer["query"]["expansions"][number];

const words = texts({
  spelling: {
    en: "No recording contains {written}. Showing results for {found}",
    ru: "{written} в записях нет. Показаны результаты для {found}",
  },
  also: { en: "{written}: also searched for {found}", ru: "{written}: искали также {found}" },
  prefix: { en: "{written}: searched for {found}", ru: "{written}: искали {found}" },
  more: { en: "{list} and {count} more", ru: "{list} и ещё {count}" },
  exact: { en: "Exact spelling only", ru: "Искать только точное написание" },
  exactQuery: { en: "Search for {q}", ru: "Искать {q}" },
});

const sentences: Record<Expansion["why"], (values: Record<string, string>) => string> = {
  spelling: words.spelling,
  transliteration: words.also,
  number: words.also,
  sign: words.also,
  spacing: words.also,
  prefix: words.prefix,
};

/** Further words are only counted. */
const maxNamed = 5;

/** Says which words were searched besides the typed ones, with a link to search for the typed ones only. */
export function ExpansionLines({
  answer: { query },
  request,
}: {
  answer: SearchAnswer;
  request: SearchRequest;
}) {
  const expansions = withoutQuoted(query.expansions, query.phrases);
  if (expansions.length === 0) return null;
  const exact = quoteWords(
    request.q,
    expansions.filter(({ why }) => why !== "prefix").map(({ written }) => written),
  );
  return (
    <p class="expansions">
      <Icon name="variant" size={16} />
      <span>
        {expansions.map((expansion) => (
          <span key={`${expansion.written} ${expansion.why}`}>{describe(expansion)}</span>
        ))}
        {exact !== null && (
          <a href={searchAddress({ ...addressOf(request), q: exact })} title={words.exactQuery({ q: exact })}>
            {words.exact()}
          </a>
        )}
      </span>
    </p>
  );
}

function describe({ written, found, why }: Expansion): string {
  const named = found.slice(0, maxNamed).map(quote).join(", ");
  const count = found.length - maxNamed;
  return sentences[why]({
    written: quote(written),
    found: count > 0 ? words.more({ list: named, count }) : named,
  });
}

function quote(text: string): string {
  return language.value === "ru" ? `«${text}»` : `“${text}”`;
}

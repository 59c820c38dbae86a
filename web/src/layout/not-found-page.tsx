import { ButtonLink } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  title: { en: "There is no such page", ru: "Такой страницы нет" },
  text: {
    en: "The link may be old or cut off. Everything in the archive can be found by searching.",
    ru: "Ссылка устарела или обрезана. Всё, что есть в архиве, найдётся поиском.",
  },
  search: { en: "To the search", ru: "К поиску" },
});

export function NotFoundPage() {
  return (
    <EmptyState
      icon="search"
      title={words.title()}
      actions={<ButtonLink href="/">{words.search()}</ButtonLink>}
    >
      {words.text()}
    </EmptyState>
  );
}

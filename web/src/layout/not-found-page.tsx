import { ButtonLink } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  title: { en: "Page not found", ru: "Страница не найдена" },
  text: {
    en: "The link may be outdated or incomplete. You can search the whole archive instead.",
    ru: "Возможно, ссылка устарела или неполная. Нужную запись можно найти поиском.",
  },
  search: { en: "Go to search", ru: "Перейти к поиску" },
});

export function NotFoundPage() {
  return (
    <EmptyState
      isPage
      icon="search"
      title={words.title()}
      actions={<ButtonLink href="/">{words.search()}</ButtonLink>}
    >
      {words.text()}
    </EmptyState>
  );
}

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { texts } from "../i18n/texts.ts";

const words = texts({
  failed: { en: "This page could not be loaded", ru: "Не удалось загрузить страницу" },
  why: {
    en: "The server is not responding, or Fonoteka has been updated.",
    ru: "Сервер не отвечает, или Fonoteka обновилась.",
  },
  reload: { en: "Reload", ru: "Перезагрузить" },
});

/** A page whose code is fetched when it is first shown. */
export function lazyPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let Loaded: ComponentType<Props> | undefined;
  return function LazyPage(props: Props) {
    const [state, setState] = useState<"loading" | "loaded" | "failed">(Loaded ? "loaded" : "loading");
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (page) => {
          Loaded = page;
          setState("loaded");
        },
        () => setState("failed"),
      );
    }, []);
    if (state === "failed") {
      return (
        <EmptyState
          icon="warning"
          title={words.failed()}
          actions={<Button onClick={() => window.location.reload()}>{words.reload()}</Button>}
        >
          {words.why()}
        </EmptyState>
      );
    }
    return Loaded ? <Loaded {...props} /> : <div aria-busy="true" />;
  };
}

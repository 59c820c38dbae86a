import { status } from "../api/archive-state.ts";
import { asSentence, describeNote } from "../api/describe-error.ts";
import { texts } from "../i18n/texts.ts";

const words = texts({
  readOnly: {
    en: "The archive is open for reading only: you can search and listen, but nothing can be added or changed.",
    ru: "Архив открыт только для чтения: можно искать и слушать, но не добавлять и не менять.",
  },
});

/** Says above every page why changes are not possible: the archive can only be read, or its database is gone. */
export function ArchiveNotice() {
  const facts = status.value;
  const gone = facts?.problems.find(({ code }) => code === "database-gone");
  if (gone) {
    const { text, hint } = describeNote(gone);
    return (
      <p class="offline" role="alert">
        {asSentence(text)} {asSentence(hint)}
      </p>
    );
  }
  if (!facts?.readOnly) return null;
  return (
    <p class="offline offline-quiet" role="status">
      {words.readOnly()}
    </p>
  );
}

import { Icon } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { type Evidence, evidenceLooks } from "./evidence.ts";

const words = texts({
  why: { en: "Why here? Found by: {evidence}", ru: "Почему здесь? Найдено: {evidence}" },
});

/**
 * Shows how a hit was found and opens the explanation. Icons only: a later answer may add one, and the text next to them
 * must not wrap again.
 */
export function EvidenceButton({
  found,
  isOpen,
  panelId,
  onToggle,
}: {
  found: readonly Evidence[];
  isOpen: boolean;
  panelId: string;
  onToggle: () => void;
}) {
  const name = words.why({ evidence: found.map((kind) => evidenceLooks[kind].name()).join(", ") });
  return (
    <button
      type="button"
      class="hit-evidence"
      aria-expanded={isOpen}
      aria-controls={isOpen ? panelId : undefined}
      aria-label={name}
      title={name}
      onClick={onToggle}
    >
      {found.map((kind) => (
        <span key={kind} class={`evidence evidence-${kind}`}>
          <Icon name={evidenceLooks[kind].icon} size={16} />
        </span>
      ))}
      <Icon name="chevron" size={14} />
    </button>
  );
}

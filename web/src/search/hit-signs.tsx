import { Icon } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { type Sign, signs } from "./found-by.ts";

const words = texts({
  why: { en: "Why here? Found by: {signs}", ru: "Почему здесь? Найдено: {signs}" },
});

/**
 * How a hit was found, in small drawings, and the button that says why it stands here. Drawings without words: a later
 * answer may add one, and then no line of text beside them may break anew.
 */
export function HitSigns({
  found,
  isOpen,
  panelId,
  onToggle,
}: {
  found: readonly Sign[];
  isOpen: boolean;
  panelId: string;
  onToggle: () => void;
}) {
  const name = words.why({ signs: found.map((sign) => signs[sign].name()).join(", ") });
  return (
    <button
      type="button"
      class="hit-signs"
      aria-expanded={isOpen}
      aria-controls={isOpen ? panelId : undefined}
      aria-label={name}
      title={name}
      onClick={onToggle}
    >
      {found.map((sign) => (
        <span key={sign} class={`sign sign-${sign}`}>
          <Icon name={signs[sign].icon} size={16} />
        </span>
      ))}
      <Icon name="chevron" size={14} />
    </button>
  );
}

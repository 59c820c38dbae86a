import type { ComponentChildren } from "preact";
import { texts } from "../i18n/texts.ts";
import "./chip.css";
import { Icon, type IconName } from "./icon.tsx";
import { Menu, type MenuItem } from "./menu.tsx";

const words = texts({ remove: { en: "Remove: {what}", ru: "Убрать: {what}" } });

/** A quiet word about a thing: a state, a language, a tag. */
export function Tag({
  children,
  look = "plain",
}: {
  children: ComponentChildren;
  look?: "plain" | "accent" | "warning" | "danger";
}) {
  return <span class={`tag tag-${look}`}>{children}</span>;
}

/** A filter that opens a list of choices; set when another than the first is chosen. */
export function MenuChip({
  icon,
  label,
  name,
  isSet,
  items,
  onRemove,
}: {
  icon?: IconName;
  label: string;
  /** What it filters by: heard by a screen reader before the value. */
  name: string;
  isSet: boolean;
  items: MenuItem[];
  onRemove?: () => void;
}) {
  return (
    <span class={`chip ${isSet ? "chip-set" : ""}`}>
      <Menu
        items={items}
        label={`${name}: ${label}`}
        buttonClass="chip-button"
        button={
          <>
            {icon && <Icon name={icon} size={16} />}
            <span>{label}</span>
            {!(isSet && onRemove) && <Icon name="chevron" size={14} />}
          </>
        }
      />
      {isSet && onRemove && <ChipCross what={label} onRemove={onRemove} />}
    </span>
  );
}

/** A filter that is set and can only be taken away. */
export function SetChip({ icon, label, onRemove }: { icon?: IconName; label: string; onRemove: () => void }) {
  return (
    <span class="chip chip-set">
      <span class="chip-text">
        {icon && <Icon name={icon} size={16} />}
        <span>{label}</span>
      </span>
      <ChipCross what={label} onRemove={onRemove} />
    </span>
  );
}

export function ChipCross({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <button type="button" class="chip-cross" aria-label={words.remove({ what })} onClick={onRemove}>
      <Icon name="close" size={14} />
    </button>
  );
}

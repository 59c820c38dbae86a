import type { ComponentChildren } from "preact";
import { texts } from "../i18n/texts.ts";
import "./chip.css";
import { Icon, type IconName } from "./icon.tsx";
import { Menu, type MenuItem } from "./menu.tsx";

const words = texts({ remove: { en: "Remove: {what}", ru: "Убрать: {what}" } });

/** A small label: a state, a language, a tag. */
export function Tag({
  children,
  variant = "plain",
}: {
  children: ComponentChildren;
  variant?: "plain" | "accent" | "danger";
}) {
  return <span class={`tag tag-${variant}`}>{children}</span>;
}

/** A filter that opens a list of choices; active if the choice differs from the default. */
export function MenuChip({
  icon,
  label,
  name,
  isActive,
  items,
  onRemove,
}: {
  icon?: IconName;
  label: string;
  /** What it filters by; screen readers say it before the value. */
  name: string;
  isActive: boolean;
  items: MenuItem[];
  onRemove?: () => void;
}) {
  return (
    <span class={`chip ${isActive ? "chip-active" : ""}`}>
      <Menu
        items={items}
        label={`${name}: ${label}`}
        buttonClass="chip-button"
        button={
          <>
            {icon && <Icon name={icon} size={16} />}
            <span>{label}</span>
            {!(isActive && onRemove) && <Icon name="chevron" size={14} />}
          </>
        }
      />
      {isActive && onRemove && <RemoveButton what={label} onRemove={onRemove} />}
    </span>
  );
}

/** An active filter that can only be removed. */
export function RemovableChip({
  icon,
  label,
  onRemove,
}: {
  icon?: IconName;
  label: string;
  onRemove: () => void;
}) {
  return (
    <span class="chip chip-active">
      <span class="chip-text">
        {icon && <Icon name={icon} size={16} />}
        <span>{label}</span>
      </span>
      <RemoveButton what={label} onRemove={onRemove} />
    </span>
  );
}

function RemoveButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <button type="button" class="chip-remove" aria-label={words.remove({ what })} onClick={onRemove}>
      <Icon name="close" size={14} />
    </button>
  );
}

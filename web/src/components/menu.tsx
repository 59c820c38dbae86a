import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";
import "./menu.css";

export type MenuItem = {
  label: string;
  icon?: IconName;
  /** Text to the right of the label, such as a size. */
  detail?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Set for a choice among several: shows a check mark. */
  isChosen?: boolean;
} & ({ run: () => void } | { href: string; download?: boolean });

type MenuProps = {
  /** Content of the button; screen readers hear `label` instead, if given. */
  button: ComponentChildren;
  label?: string;
  buttonClass?: string;
  items: MenuItem[];
  /** Which edges of button and menu are aligned. */
  align?: "start" | "end";
};

/** A button with a list of actions (WAI-ARIA menu button): arrows, Home, End, first letter, Escape. */
export function Menu({
  button,
  label,
  buttonClass = "button button-plain",
  items,
  align = "start",
}: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const choices = () => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  useEffect(() => {
    if (!isOpen) return;
    const chosen = root.current?.querySelector<HTMLElement>("[aria-checked=true]");
    (chosen ?? choices()[0])?.focus();
    const closeOutside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const list = choices();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + list.length, Home: 0, End: list.length - 1 }[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    else if (to !== undefined) list[to % list.length]?.focus();
    else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase();
      const order = [...list.slice(at + 1), ...list.slice(0, at + 1)];
      order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
      event.stopPropagation();
      return;
    } else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  };

  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        ref={opener}
        class={buttonClass}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || isOpen) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {button}
      </button>
      {isOpen && (
        <div class={`menu-list menu-${align}`} role="menu" id={id} tabIndex={-1} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <Item key={item.label} item={item} onDone={close} />
          ))}
        </div>
      )}
    </div>
  );
}

function Item({ item, onDone }: { item: MenuItem; onDone: () => void }) {
  const isChoice = item.isChosen !== undefined;
  const inside = (
    <>
      {isChoice ? (
        <span class="menu-mark">{item.isChosen && <Icon name="check" size={16} />}</span>
      ) : (
        item.icon && <Icon name={item.icon} size={18} />
      )}
      <span class="menu-label">{item.label}</span>
      {item.detail && <span class="menu-detail">{item.detail}</span>}
    </>
  );
  const look = `menu-item ${item.danger ? "menu-danger" : ""}`;
  if ("href" in item) {
    return (
      <a
        class={look}
        role="menuitem"
        tabIndex={-1}
        href={item.href}
        download={item.download}
        onClick={onDone}
      >
        {inside}
      </a>
    );
  }
  return (
    <button
      type="button"
      class={look}
      {...(isChoice ? { role: "menuitemradio", "aria-checked": item.isChosen } : { role: "menuitem" })}
      tabIndex={-1}
      disabled={item.disabled}
      onClick={() => {
        onDone();
        item.run();
      }}
    >
      {inside}
    </button>
  );
}

import type { ComponentChildren, JSX } from "preact";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";

type Look = "primary" | "plain" | "quiet" | "danger";

export type ButtonProps = Omit<JSX.IntrinsicElements["button"], "icon" | "size"> & {
  /** One primary button a view; `quiet` has no border. */
  look?: Look;
  icon?: IconName;
  children?: ComponentChildren;
};

export function Button({ look = "plain", icon, children, class: extra, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`button button-${look} ${extra ?? ""}`}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<JSX.IntrinsicElements["button"], "icon" | "label" | "size"> & {
  icon: IconName;
  /** What it does, for the tooltip and for screen readers. */
  label: string;
  size?: number;
};

export function IconButton({ icon, label, size = 20, class: extra, ...rest }: IconButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} class={`icon-button ${extra ?? ""}`}>
      <Icon name={icon} size={size} />
    </button>
  );
}

/** A link that looks like a button: for going somewhere, or for a download. */
export function ButtonLink({
  look = "plain",
  icon,
  children,
  class: extra,
  ...rest
}: {
  href: string;
  download?: string | boolean;
  class?: string;
  look?: Look;
  icon?: IconName;
  children?: ComponentChildren;
}) {
  return (
    <a {...rest} class={`button button-${look} ${extra ?? ""}`}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </a>
  );
}

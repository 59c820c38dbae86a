import type { ComponentChildren, JSX } from "preact";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";

type ButtonVariant = "primary" | "plain" | "quiet" | "danger";

type ButtonProps = Omit<JSX.IntrinsicElements["button"], "icon" | "size"> & {
  /** At most one primary button per view; `quiet` has no border. */
  variant?: ButtonVariant;
  icon?: IconName;
  children?: ComponentChildren;
};

export function Button({ variant = "plain", icon, children, class: extra, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`button button-${variant} ${extra ?? ""}`}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<JSX.IntrinsicElements["button"], "icon" | "label" | "size"> & {
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

/** A link that looks like a button, for navigation and downloads. */
export function ButtonLink({
  variant = "plain",
  icon,
  children,
  class: extra,
  ...rest
}: {
  href: string;
  download?: string | boolean;
  "aria-label"?: string;
  class?: string;
  variant?: ButtonVariant;
  icon?: IconName;
  children?: ComponentChildren;
}) {
  return (
    <a {...rest} class={`button button-${variant} ${extra ?? ""}`}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </a>
  );
}

import type { ComponentChildren } from "preact";
import "./empty-state.css";
import { Icon, type IconName } from "./icon.tsx";

/** Shown when a view is empty: why, and what to do about it. `isPage`: it is the whole page, so its title is the heading of level 1. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  isPage = false,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  isPage?: boolean;
}) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={24} />
      </span>
      <Heading>{title}</Heading>
      {children && <div class="empty-text">{children}</div>}
      {actions && <div class="empty-actions">{actions}</div>}
    </div>
  );
}

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { texts } from "../i18n/texts.ts";
import { IconButton } from "./button.tsx";
import "./dialog.css";

const words = texts({ close: { en: "Close", ru: "Закрыть" } });

export type DialogProps = {
  title: string;
  /** Escape, the cross, a click beside it. */
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at the foot, the main one last. */
  foot?: ComponentChildren;
};

/** A modal dialog. The browser's own `<dialog>` keeps the focus in it and gives it back afterwards. */
export function Dialog({ title, onClose, children, foot }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    return () => {
      dialog.close();
      before?.focus?.();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it is an extra; Escape is the dialog's own.
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label={words.close()} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {foot && <footer class="dialog-foot">{foot}</footer>}
      </div>
    </dialog>
  );
}

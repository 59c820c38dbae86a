import { signal } from "@preact/signals";
import { texts } from "../i18n/texts.ts";
import { Button, IconButton } from "./button.tsx";
import "./toast.css";

type Toast = {
  id: number;
  text: string;
  variant: "plain" | "failure";
  action?: { label: string; run: () => void } | undefined;
};

const words = texts({
  close: { en: "Close message", ru: "Закрыть сообщение" },
  messages: { en: "Messages", ru: "Сообщения" },
});

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

type ToastOptions = {
  variant?: Toast["variant"];
  /** A button, such as Undo. Pressing it dismisses the message. */
  action?: Toast["action"];
};

/** Shows a message for 6 s; for 12 s if it has a button or reports a failure. */
export function showToast(text: string, { variant = "plain", action }: ToastOptions = {}): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.slice(-2), { id, text, variant, action }];
  setTimeout(() => dismiss(id), action || variant === "failure" ? 12_000 : 6000);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Shows all messages; used once, in the shell. */
export function Toasts() {
  return (
    <section class="toasts" aria-label={words.messages()} aria-live="polite">
      {toasts.value.map(({ id, text, variant, action }) => (
        <div key={id} class={`toast toast-${variant}`}>
          <p>{text}</p>
          {action && (
            <Button
              variant="quiet"
              onClick={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton icon="close" size={16} label={words.close()} onClick={() => dismiss(id)} />
        </div>
      ))}
    </section>
  );
}

import { signal } from "@preact/signals";
import { texts } from "../i18n/texts.ts";
import { Button, IconButton } from "./button.tsx";
import "./toast.css";

type Toast = {
  id: number;
  text: string;
  look: "plain" | "failure";
  action?: { label: string; run: () => void } | undefined;
};

const words = texts({
  close: { en: "Close message", ru: "Закрыть сообщение" },
  messages: { en: "Messages", ru: "Сообщения" },
});

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

export type ToastOptions = {
  look?: Toast["look"];
  /** A button in it, such as Undo; pressing it puts the toast away. */
  action?: Toast["action"];
};

/** Says something that needs no answer. It stays for 6 s, with a button or a failure in it for 12 s. */
export function showToast(text: string, { look = "plain", action }: ToastOptions = {}): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.slice(-2), { id, text, look, action }];
  setTimeout(() => putAway(id), action || look === "failure" ? 12_000 : 6000);
}

function putAway(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** The place of all toasts; once in the shell. */
export function Toasts() {
  return (
    <section class="toasts" aria-label={words.messages()} aria-live="polite">
      {toasts.value.map(({ id, text, look, action }) => (
        <div key={id} class={`toast toast-${look}`}>
          <p>{text}</p>
          {action && (
            <Button
              look="quiet"
              onClick={() => {
                action.run();
                putAway(id);
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton icon="close" size={16} label={words.close()} onClick={() => putAway(id)} />
        </div>
      ))}
    </section>
  );
}

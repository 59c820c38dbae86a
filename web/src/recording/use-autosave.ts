import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { showToast } from "../components/toast.tsx";
import { Autosave, type SaveState } from "./autosave.ts";
import { recordingTexts as words } from "./texts.ts";

export type SavedField<Value> = {
  value: Signal<Value>;
  state: Signal<SaveState>;
  error: Signal<unknown>;
  change: (value: Value) => void;
  flush: () => void;
  undo: () => void;
};

/**
 * A field that saves itself, see autosave.ts. `stored` is the value on the server; a newer one is shown unless the field
 * is being edited.
 */
export function useAutosave<Value>(options: {
  key: string;
  stored: Value;
  save: (value: Value, options: { leaving: boolean }) => Promise<void>;
}): SavedField<Value> {
  const value = useSignal(options.stored);
  const state = useSignal<SaveState>("idle");
  const error = useSignal<unknown>(null);
  const save = useRef(options.save);
  save.current = options.save;
  const autosave = useRef<Autosave<Value> | null>(null);
  autosave.current ??= new Autosave<Value>({
    key: options.key,
    value: options.stored,
    save: (next, how) => save.current(next, how),
    onState: (next, failure) => {
      state.value = next;
      error.value = failure ?? null;
    },
  });
  const saver = autosave.current;

  useEffect(() => {
    const draft = saver.restoreDraft();
    if (draft !== undefined) {
      value.value = draft;
      showToast(words.draftRestored());
    }
    const leave = () => void saver.flush({ leaving: true });
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      void saver.flush();
    };
  }, [saver]);

  const stored = JSON.stringify(options.stored);
  useEffect(() => {
    if (saver.acceptStored(options.stored)) value.value = options.stored;
  }, [stored]);

  return {
    value,
    state,
    error,
    change: (next) => {
      value.value = next;
      saver.change(next);
    },
    flush: () => void saver.flush(),
    undo: () => {
      const before = saver.undo();
      if (before !== undefined) value.value = before;
    },
  };
}

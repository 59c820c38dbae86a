import { effect, signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { listMicrophones, type MicrophoneInput } from "./microphone.ts";
import { recorderTexts as words } from "./texts.ts";

const storedName = "fonoteka.microphone";

/** Id of the microphone to record from; empty for the system default. */
export const chosenInput = signal(readStored());

effect(() => {
  try {
    localStorage.setItem(storedName, chosenInput.value);
  } catch {
    // The choice lasts until the page is closed.
  }
});

function readStored(): string {
  try {
    return localStorage.getItem(storedName) ?? "";
  } catch {
    return "";
  }
}

/** Choice of the microphone; empty if the browser names none. */
export function MicrophoneChoice() {
  const inputs = useSignal<readonly MicrophoneInput[]>([]);
  useEffect(() => {
    const update = async () => {
      inputs.value = await listMicrophones();
    };
    void update();
    navigator.mediaDevices?.addEventListener("devicechange", update);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", update);
  }, []);
  const named = inputs.value.filter(({ deviceId }) => deviceId !== "");
  if (named.length === 0) return null;
  const known = named.some(({ deviceId }) => deviceId === chosenInput.value);
  return (
    <label class="recorder-choice">
      <span>{words.input()}</span>
      <select
        value={known ? chosenInput.value : ""}
        onChange={(event) => {
          chosenInput.value = event.currentTarget.value;
        }}
      >
        <option value="">{words.defaultInput()}</option>
        {named.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label || words.inputNumber({ number: index + 1 })}
          </option>
        ))}
      </select>
    </label>
  );
}

import { useSignal } from "@preact/signals";
import { api, type ChannelChoice } from "../api/api.ts";
import { updateJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { showToast } from "../components/toast.tsx";
import { formatLanguage } from "../i18n/format.ts";
import type { RecordingView } from "./recording-view.ts";
import { recordingTexts as words } from "./texts.ts";

/** Languages to choose from: first those that Fonoteka is tested with, then others that the model knows well. */
const languages = ["ru", "en"];
const otherLanguages = ["be", "bg", "cs", "de", "el", "es", "et", "fi", "fr", "he", "hy", "it", "ja", "ka", "kk", "ko", "lt", "lv", "nl", "pl", "pt", "ro", "sr", "sv", "tr", "tt", "uk", "uz", "zh"]; // biome-ignore format: a list

const channelNames: [ChannelChoice, () => string][] = [
  ["auto", words.channelsAuto],
  ["mix", words.channelsMix],
  ["left", words.channelsLeft],
  ["right", words.channelsRight],
  ["separate", words.channelsSeparate],
];

export function TranscribeDialog({ view, onClose }: { view: RecordingView; onClose: () => void }) {
  const language = useSignal("");
  const channels = useSignal<ChannelChoice>("auto");
  const isSent = useSignal(false);
  const start = async () => {
    isSent.value = true;
    try {
      const { job } = await api.transcribe(view.id, {
        language: language.peek() || undefined,
        channels: channels.peek(),
      });
      updateJob(job);
      await view.refresh();
      onClose();
    } catch (error) {
      isSent.value = false;
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <Dialog
      title={words.transcribeTitle()}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel()}</Button>
          <Button variant="primary" disabled={isSent.value} onClick={start}>
            {words.transcribe()}
          </Button>
        </>
      }
    >
      <p class="dialog-about">{words.transcribeAbout()}</p>
      <label class="dialog-field">
        <span>{words.spokenLanguage()}</span>
        <select
          value={language.value}
          onChange={(event) => {
            language.value = event.currentTarget.value;
          }}
        >
          <option value="">{words.detectLanguage()}</option>
          {languages.map((code) => (
            <option key={code} value={code}>
              {formatLanguage(code)}
            </option>
          ))}
          <hr />
          {otherLanguages.map((code) => (
            <option key={code} value={code}>
              {formatLanguage(code)}
            </option>
          ))}
        </select>
      </label>
      {view.recording.value?.channels === 2 && (
        <label class="dialog-field">
          <span>{words.channels()}</span>
          <select
            value={channels.value}
            onChange={(event) => {
              channels.value = event.currentTarget.value as ChannelChoice;
            }}
          >
            {channelNames.map(([choice, name]) => (
              <option key={choice} value={choice}>
                {name()}
              </option>
            ))}
          </select>
        </label>
      )}
    </Dialog>
  );
}

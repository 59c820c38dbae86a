import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { apiAddress } from "../api/address.ts";
import { api } from "../api/api.ts";
import { isReadOnly } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Icon } from "../components/icon.tsx";
import { Menu, type MenuItem } from "../components/menu.tsx";
import { showToast } from "../components/toast.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatBytes } from "../i18n/format.ts";
import { close as closePlayer } from "../player/player.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { changeQuery, go } from "../routing/router.ts";
import type { RecordingView } from "./recording-view.ts";
import { recordingTexts as words } from "./texts.ts";
import { TranscribeDialog } from "./transcribe-dialog.tsx";

const transcriptFiles =
  ".srt,.vtt,.json,.txt,.md,.tsv,.csv,.sbv,.sub,.ass,.ssa,.ttml,.xml,.dfxp,.srv1,.srv2,.srv3,.lrc,.textgrid,.eaf,.ctm,.otr";

/** The export menu, and the menu of rare actions. */
export function RecordingMenus({ view }: { view: RecordingView }) {
  const isAsking = useSignal(false);
  const chooser = useRef<HTMLInputElement>(null);
  const recording = view.recording.value!;
  const transcript = view.transcript.value;

  const attach = async (file: File | undefined) => {
    if (!file) return;
    try {
      const { transcription } = await api.attachTranscript(view.id, file.name, file);
      showToast(words.attached({ count: transcription.wordCount }));
      changeQuery({ transcription: null }, { replace: true });
      await Promise.all([view.refresh(), view.loadTranscript(undefined)]);
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };

  const remove = async () => {
    const { id } = recording;
    const title = displayTitle(recording);
    const restore = async () => {
      try {
        await api.restoreRecording(id);
        showToast(words.restored({ title }));
        go(recordingAddress(id));
      } catch (error) {
        showToast(describeError(error), { variant: "failure" });
      }
    };
    try {
      await api.removeRecording(id);
      if (view.isLoaded.peek()) closePlayer();
      go("/library");
      showToast(words.removed({ title }), { action: { label: words.undo(), run: () => void restore() } });
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };

  const exportAs = (format: "txt" | "md" | "srt" | "vtt" | "json", label: string): MenuItem => ({
    label,
    detail: format,
    href: api.exportUrl(view.id, { format, transcription: transcript?.info.id }),
    download: true,
  });
  const exports: MenuItem[] = [
    // A transcript without words would be an empty file.
    ...(transcript && transcript.timeline.wordCount > 0
      ? [
          exportAs("txt", words.exportText()),
          exportAs("md", words.exportMarkdown()),
          exportAs("srt", words.exportSubtitles()),
          exportAs("vtt", words.exportWebSubtitles()),
          exportAs("json", words.exportData()),
        ]
      : []),
    {
      label: words.exportAudio(),
      detail: `opus · ${formatBytes(recording.byteLength)}`,
      run: () => download(apiAddress(`/recordings/${view.id}/audio`), recording.filename),
    },
  ];
  return (
    <div class="recording-menus">
      <Menu
        align="end"
        label={words.export()}
        button={
          <>
            <Icon name="download" size={18} />
            <span class="recording-menu-name">{words.export()}</span>
          </>
        }
        items={exports}
      />
      {!isReadOnly.value && (
        <Menu
          align="end"
          label={words.more()}
          buttonClass="icon-button"
          button={<Icon name="more" />}
          items={[
            {
              label: transcript ? words.transcribeAgain() : words.transcribe(),
              icon: "again",
              run: () => {
                isAsking.value = true;
              },
            },
            { label: words.attach(), icon: "file", run: () => chooser.current?.click() },
            { label: words.remove(), icon: "trash", danger: true, run: () => void remove() },
          ]}
        />
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        accept={transcriptFiles}
        aria-label={words.attach()}
        onChange={(event) => {
          const field = event.currentTarget;
          void attach(field.files?.[0]).finally(() => {
            field.value = "";
          });
        }}
      />
      {isAsking.value && (
        <TranscribeDialog
          view={view}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Downloads with a file name, since the address ends in "audio". */
function download(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

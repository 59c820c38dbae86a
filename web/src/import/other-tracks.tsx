import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { DiscardButton } from "../activity/discard-button.tsx";
import { api, type SourceTrack, type Upload, type UploadTrack } from "../api/api.ts";
import { isReadOnly, jobs } from "../api/archive-state.ts";
import { describeError, describeErrorInfo } from "../api/describe-error.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { showToast } from "../components/toast.tsx";
import { formatBytes, formatLength } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { nameTrack } from "./name-track.ts";
import "./other-tracks.css";
import { unfinishedCount } from "./uploads.ts";

const words = texts({
  title: { en: "More sound tracks", ru: "Другие звуковые дорожки" },
  lead: {
    en: "These files have several sound tracks, such as a microphone beside the computer's sound, or another language. One track is imported. Each of the others can become a recording of its own; until you choose, the uploaded file is kept on the server.",
    ru: "В этих файлах несколько звуковых дорожек: например, микрофон отдельно от звука компьютера или другой язык. Одна дорожка уже добавлена. Каждая из остальных может стать отдельной записью; пока вы не выберете, загруженный файл хранится на сервере.",
  },
  imported: { en: "imported", ru: "добавлена" },
  import: { en: "Import", ru: "Добавить" },
  importNamed: { en: "Import {track}", ru: "Добавить: {track}" },
  importAll: { en: "Import all", ru: "Добавить все" },
  importing: { en: "importing", ru: "добавляется в архив" },
  open: { en: "Open", ru: "Открыть" },
  openNamed: { en: "Open {track}", ru: "Открыть: {track}" },
  retry: { en: "Try again", ru: "Повторить" },
  skip: { en: "Don't import the others", ru: "Остальные не добавлять" },
  skipAbout: {
    en: "The uploaded copy of {name} ({size}) is deleted from the server. What is imported stays. To import other tracks later, send the file again.",
    ru: "Загруженная копия {name} ({size}) будет удалена с сервера. То, что уже добавлено, останется. Чтобы позже добавить другие дорожки, отправьте файл ещё раз.",
  },
  skipConfirm: { en: "Delete the copy", ru: "Удалить копию" },
  keep: { en: "Keep", ru: "Оставить" },
});

const kept = signal<readonly Upload[]>([]);

async function refresh(): Promise<void> {
  try {
    const { uploads } = await api.listUploads();
    kept.value = uploads.filter(({ tracks }) => tracks !== undefined);
  } catch {
    // Not reachable: the page says so elsewhere, and asks again with the next change.
  }
}

/** Uploaded files that are kept for their further sound tracks, from any device. */
export function OtherTracks() {
  const imports = [...jobs.value.values()].filter(({ stage }) => stage === "import");
  // Each import that begins or ends may change the list.
  const state = [unfinishedCount.value, ...imports.map(({ id, state }) => `${id} ${state}`)].join();
  useEffect(() => void refresh(), [state]);
  if (kept.value.length === 0) return null;
  return (
    <section class="other-tracks">
      <h2>{words.title()}</h2>
      <p class="other-tracks-lead">{words.lead()}</p>
      <ul class="jobs">
        {kept.value.map((upload) => (
          <FileLine key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

async function act(call: Promise<unknown>): Promise<void> {
  await call.catch((error) => showToast(describeError(error), { variant: "failure" }));
  await refresh();
}

function FileLine({ upload }: { upload: Upload }) {
  const { id, name, byteLength, outcome, tracks = [] } = upload;
  // A duplicate with the same sound is of another file, with tracks of its own.
  const isOfFile =
    outcome?.status === "imported" || (outcome?.status === "duplicate" && outcome.reason === "same-file");
  const recording = isOfFile ? outcome.recording : undefined;
  const own = recording?.sourceTracks.find(({ number }) => number === recording.sourceTrack);
  const offered = tracks.filter(({ state }) => state === "offered");
  const size = formatBytes(byteLength);
  return (
    <li class="job other-tracks-file">
      <p class="upload-name other-tracks-name" title={name}>
        {name}
      </p>
      <ul class="other-tracks-list">
        {own && recording && <MadeTrack track={own} recordingId={recording.id} />}
        {tracks.map((track) => (
          <TrackLine
            key={track.number}
            track={track}
            take={() => act(api.importUploadTracks(id, [track.number]))}
          />
        ))}
      </ul>
      {!isReadOnly.value && (
        <div class="other-tracks-actions">
          {offered.length > 1 && (
            <Button
              onClick={() =>
                void act(
                  api.importUploadTracks(
                    id,
                    offered.map(({ number }) => number),
                  ),
                )
              }
            >
              {words.importAll()}
            </Button>
          )}
          <DiscardButton
            name={name}
            asking={{
              open: words.skip(),
              about: words.skipAbout({ name, size }),
              confirm: words.skipConfirm(),
              keep: words.keep(),
            }}
            discard={() => act(api.cancelUpload(id))}
          />
        </div>
      )}
    </li>
  );
}

/** A track that is a recording. */
function MadeTrack({ track, recordingId }: { track: SourceTrack; recordingId: number }) {
  const name = nameTrack(track);
  return (
    <li class="other-track">
      <div>
        <p>{name}</p>
        <p class="job-state">
          <Icon name="check" size={16} />
          {words.imported()}
        </p>
      </div>
      <ButtonLink
        variant="quiet"
        href={recordingAddress(recordingId)}
        aria-label={words.openNamed({ track: name })}
      >
        {words.open()}
      </ButtonLink>
    </li>
  );
}

function TrackLine({ track, take }: { track: UploadTrack; take: () => Promise<void> }) {
  const { state, outcome, durationSeconds } = track;
  const name = nameTrack(track);
  if (state === "done" && outcome && "recording" in outcome)
    return <MadeTrack track={track} recordingId={outcome.recording.id} />;
  const about =
    state === "importing"
      ? words.importing()
      : outcome?.status === "failed"
        ? describeErrorInfo(outcome.error)
        : durationSeconds !== undefined && formatLength(durationSeconds);
  return (
    <li class="other-track">
      <div>
        <p>{name}</p>
        {about && (
          <p class={`job-state times ${state === "failed" ? "other-track-failed" : ""}`}>
            {state === "failed" && <Icon name="warning" size={16} />}
            {about}
          </p>
        )}
      </div>
      {(state === "offered" || state === "failed") && !isReadOnly.value && (
        <Button
          icon={state === "failed" ? "again" : "import"}
          aria-label={words.importNamed({ track: name })}
          onClick={() => void take()}
        >
          {state === "failed" ? words.retry() : words.import()}
        </Button>
      )}
    </li>
  );
}

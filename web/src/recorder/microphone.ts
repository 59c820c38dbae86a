import { measureLevel } from "./sound-level.ts";

type MicrophoneFailure = "denied" | "none" | "busy" | "insecure" | "unsupported";

/** Why the microphone cannot be used. */
export class MicrophoneError extends Error {
  override name = "MicrophoneError";
  readonly reason: MicrophoneFailure;

  constructor(reason: MicrophoneFailure, options?: ErrorOptions) {
    super(`the microphone cannot be used: ${reason}`, options);
    this.reason = reason;
  }
}

export type MicrophoneInput = { deviceId: string; label: string };

/** An open microphone with a level meter. Holds the device: close it. */
export class Microphone {
  readonly stream: MediaStream;
  readonly name: string;
  readonly deviceId: string;
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.stream = stream;
    const [track] = stream.getAudioTracks();
    this.name = track?.label ?? "";
    this.deviceId = track?.getSettings().deviceId ?? "";
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 2048;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    void this.#context.resume();
  }

  /** Level of about the last 40 ms. */
  level(): { rmsDb: number; peakDb: number } {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return measureLevel(this.#samples);
  }

  onUnplugged(listener: () => void): void {
    this.stream.getAudioTracks()[0]?.addEventListener("ended", listener);
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    void this.#context.close();
  }
}

/** Opens a microphone; an empty id means the system default. @throws MicrophoneError */
export async function openMicrophone(deviceId: string): Promise<Microphone> {
  if (!isSecureContext) throw new MicrophoneError("insecure");
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") {
    throw new MicrophoneError("unsupported");
  }
  // No processing for calls: echo and noise suppression swallow words of a person across the table.
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: true };
  try {
    const chosen = deviceId === "" ? audio : { ...audio, deviceId: { exact: deviceId } };
    return new Microphone(await navigator.mediaDevices.getUserMedia({ audio: chosen }));
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "OverconstrainedError" && deviceId !== "") return openMicrophone("");
    throw new MicrophoneError(reasons[name] ?? "busy", { cause: error });
  }
}

const reasons: Record<string, MicrophoneFailure> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Lists the microphones. Their names are empty until the page has permission to use one. */
export async function listMicrophones(): Promise<MicrophoneInput[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter(
      ({ kind, deviceId }) =>
        kind === "audioinput" && deviceId !== "default" && deviceId !== "communications",
    )
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

const preferredTypes = [
  "audio/webm;codecs=opus",
  "audio/ogg;codecs=opus",
  "audio/mp4;codecs=opus",
  "audio/mp4",
];

/** The best format that this browser can record; Opus first. */
export function chooseMimeType(): string {
  const found = preferredTypes.find((type) => MediaRecorder.isTypeSupported(type));
  if (!found) throw new MicrophoneError("unsupported");
  return found;
}

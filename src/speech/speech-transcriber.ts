/** Any speech model as a `Transcriber`: finds the speech, packs it into windows, keeps the words in order, cuts segments. */

import type { Segment } from "../domain.ts";
import { archiveError, cancelledError, isArchiveError, throwIfCancelled } from "../errors.ts";
import type { ChannelPlan } from "./channel-plan.ts";
import { ChannelRecognition, type ChannelState, type EndedChannel } from "./channel-recognition.ts";
import { listeningsOf } from "./condition-sound.ts";
import { mergeChannels, type WaitingSegments } from "./merge-channels.ts";
import { sampleRate } from "./sample-rate.ts";
import { planChannels } from "./scan-channels.ts";
import { noteHeardChannels, noteRaisedSpeech } from "./speech-notes.ts";
import type { Transcriber, TranscriberOptions } from "./transcriber.ts";
import type { VoiceActivity } from "./voice-activity.ts";
import type { ReadSpeech, StereoSound } from "./voice-frames.ts";
import type { WindowRecogniser } from "./window-recogniser.ts";

/** All that is needed to go on, as JSON. */
type RecordingState = {
  plan: ChannelPlan;
  channels: (ChannelState | EndedChannel)[];
  waiting: WaitingSegments[];
};

/** The recognition of one recording, between two windows. */
type Run = { plan: ChannelPlan; channels: ChannelRecognition[]; waiting: WaitingSegments[] };

/** Holds two networks, the recogniser's and that of voice activity. Transcribe one recording at a time: they share the cores. */
export class SpeechTranscriber implements Transcriber {
  readonly engine: string;
  readonly model: string;
  readonly #recogniser: WindowRecogniser;
  readonly #voiceActivity: VoiceActivity;
  readonly #readSpeech: ReadSpeech;
  readonly #stereo: StereoSound | undefined;
  /** Freeing a session twice throws. */
  #closing: Promise<void> | undefined;

  /** @param stereo tells channels apart; without it their mix is recognised */
  constructor(
    recogniser: WindowRecogniser,
    voiceActivity: VoiceActivity,
    readSpeech: ReadSpeech,
    stereo?: StereoSound,
  ) {
    this.engine = recogniser.engine;
    this.model = recogniser.model;
    this.#recogniser = recogniser;
    this.#voiceActivity = voiceActivity;
    this.#readSpeech = readSpeech;
    this.#stereo = stereo;
  }

  async *transcribe(path: string, options: TranscriberOptions): AsyncGenerator<Segment> {
    const { signal, onCheckpoint } = options;
    throwIfCancelled(signal, "transcription");
    try {
      const run = await this.#begin(path, options);
      const { plan, channels, waiting } = run;
      const heard = noteHeardChannels(plan);
      if (heard) options.onNote?.(heard);
      for await (const segment of mergeChannels(channels, waiting)) {
        if (segment) yield segment;
        else {
          const state = onCheckpoint && describeRun(run);
          if (state) onCheckpoint({ doneSeconds: meanDone(channels.map((one) => one.doneSeconds)), state });
        }
      }
      const raised = noteRaisedSpeech(channels.map((channel) => channel.raised));
      if (raised) options.onNote?.(raised);
    } catch (error) {
      throw asArchiveError(error, path, signal);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #begin(path: string, options: TranscriberOptions): Promise<Run> {
    const deps = {
      recogniser: this.#recogniser,
      voiceActivity: this.#voiceActivity,
      readSpeech: this.#readSpeech,
      stereo: this.#stereo,
    };
    const state = options.resume?.state as RecordingState | undefined;
    const { language, allowedLanguages } = options;
    // Before the sound is looked at: a language that it does not know is no matter of the sound.
    deps.recogniser.begin({ language, allowedLanguages });
    const plan = state?.plan ?? (await this.#plan(path, options));
    const listenings = listeningsOf(plan);
    const done = listenings.map(() => 0);
    const channels: ChannelRecognition[] = [];
    for (const [index, listening] of listenings.entries()) {
      const onProgress = (seconds: number) => {
        done[index] = seconds;
        options.onProgress?.(meanDone(done));
      };
      const own = { ...options, path, listening, onProgress };
      const earlier = state?.channels[index];
      if (earlier) done[index] = earlier.doneSamples / sampleRate;
      channels.push(
        earlier && "spans" in earlier
          ? await ChannelRecognition.goOn(deps, own, earlier)
          : ChannelRecognition.begin(deps, own, earlier),
      );
    }
    const waiting = state?.waiting ?? listenings.map(() => ({ segments: [], isEnded: false }));
    return { plan, channels, waiting };
  }

  async #plan(path: string, { channels = "auto", signal }: TranscriberOptions): Promise<ChannelPlan> {
    if (!this.#stereo) return { use: "mix" };
    const deps = { stereo: this.#stereo, voiceActivity: this.#voiceActivity };
    return await planChannels(path, { ...deps, choice: channels, signal });
  }

  async #release(): Promise<void> {
    await this.#recogniser.close();
    await this.#voiceActivity.close();
  }
}

function meanDone(seconds: readonly number[]): number {
  return seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
}

/** Undefined when all sound of a channel that is not complete has been read: there is little left to do of it. */
function describeRun({ plan, channels, waiting }: Run): RecordingState | undefined {
  const states: RecordingState["channels"] = [];
  for (const [index, channel] of channels.entries()) {
    const state = waiting[index]!.isEnded ? channel.ended() : channel.state();
    if (!state) return undefined;
    states.push(state);
  }
  return { plan, channels: states, waiting: structuredClone(waiting) as WaitingSegments[] };
}

function asArchiveError(error: unknown, path: string, signal: AbortSignal | undefined): unknown {
  if (isArchiveError(error)) return error;
  if (signal?.aborted) return cancelledError("transcription");
  if (error instanceof TypeError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return archiveError("recognition-failed", { path, why }, { cause: error });
}

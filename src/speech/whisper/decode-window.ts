/** 30 s of sound → the tokens Whisper hears in it. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";
import { endsInLoop } from "../find-loop.ts";
import { chooseToken } from "./choose-token.ts";
import type { DecoderState, WhisperModel } from "./whisper-model.ts";

export type DecodedToken = {
  id: number;
  logProbability: number;
  /** Where each alignment head listened when this token was chosen. */
  attention: Float32Array[];
};

export type DecodedWindow = {
  tokens: DecodedToken[];
  /** The attention of the step that chose to end. */
  endAttention: Float32Array[];
  /** True when it went on repeating itself and was stopped. */
  looped: boolean;
};

export type DecodeOptions = {
  languageId: number;
  /** Encoder frames that hold sound; attention beyond is not kept. */
  frames: number;
  /** Forbids writing any run of this many tokens twice; 0 or absent allows it. */
  distinctRuns?: number | undefined;
  signal?: AbortSignal | undefined;
};

/** Positions the decoder knows, less the prompt. */
const longestText = 440;

/** Mean log-probability of a window's tokens; 0 for none. */
export function meanLogProbability({ tokens }: DecodedWindow): number {
  return tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / Math.max(1, tokens.length);
}

/**
 * Greedy decoding from the state after `<|startoftranscript|>`.
 * @throws ArchiveError `cancelled`, between two tokens
 */
export async function decodeWindow(
  model: WhisperModel,
  state: DecoderState,
  options: DecodeOptions,
): Promise<DecodedWindow> {
  const { facts } = model;
  const { frames, signal } = options;
  const keep = () => state.attention.map((row) => row.slice(0, frames));
  await model.write(state, [options.languageId, facts.transcribeId, facts.noTimestampsId]);
  const tokens: DecodedToken[] = [];
  const written: number[] = [];
  for (;;) {
    // Lets a message that cancels the work be heard; one turn costs microseconds, one token milliseconds.
    await nextTurn();
    throwIfCancelled(signal, "transcription");
    const banned = options.distinctRuns ? idsThatRepeat(written, options.distinctRuns) : [];
    const { id, logProbability } = chooseToken(state.logits, facts, written.length === 0, banned);
    if (id === facts.endId) return { tokens, endAttention: keep(), looped: false };
    tokens.push({ id, logProbability, attention: keep() });
    written.push(id);
    if (endsInLoop(written) || written.length >= longestText)
      return { tokens, endAttention: keep(), looped: true };
    await model.write(state, [id]);
  }
}

/** Ids that would complete a run of `length` tokens that is already there. */
function idsThatRepeat(written: readonly number[], length: number): Set<number> {
  const found = new Set<number>();
  const tail = written.slice(written.length - (length - 1));
  if (tail.length < length - 1) return found;
  for (let i = 0; i + length <= written.length; i++) {
    if (tail.every((id, k) => written[i + k] === id)) found.add(written[i + length - 1]!);
  }
  return found;
}

/** Which channels of a recording are recognised. */

/** One signal of a recording with two channels. `difference`: what is left where they are in opposite phase. */
export type ChannelSignal = "mix" | "left" | "right" | "difference";

/** What is recognised. As JSON it is part of a checkpoint. */
export type ChannelPlan =
  | { use: ChannelSignal }
  /** Each channel by its own voice; `speechDb`: how loud the person in each speaks. */
  | { use: "separate"; speechDb: [left: number, right: number] };

/** The signal's samples. */
export function toSignal([left, right]: readonly Float32Array[], signal: ChannelSignal): Float32Array {
  if (!right || signal === "left") return left!;
  if (signal === "right") return right;
  const sign = signal === "mix" ? 1 : -1;
  return left!.map((sample, at) => (sample + sign * right[at]!) / 2);
}

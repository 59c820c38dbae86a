/** The one door to libopus: native code where the package has it for this computer, else its WebAssembly. */

import type * as opus from "@evan/opus";
import { nativeModuleMissing } from "../../errors.ts";

const loaded = await import("@evan/opus").catch((error: unknown) => {
  throw nativeModuleMissing("@evan/opus", error);
});

export const { Decoder, Encoder } = loaded;
export type Decoder = opus.Decoder;
export type Encoder = opus.Encoder;

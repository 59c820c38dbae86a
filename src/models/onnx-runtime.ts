/**
 * The only import of ONNX Runtime. Its newer builds collect telemetry: with 1.30 on Linux a process that holds a model asked
 * for the address of a host of its maker's, and kept a device id and a database of events in
 * ~/.cache/Microsoft/DeveloperTools/.onnxruntime and a log in the temporary folder. It also crashed on a command line of
 * 40 kB. The runtime is loaded only where its telemetry is known to be off.
 */

import type * as runtime from "fonoteka-onnxruntime";
import { archiveError, nativeModuleMissing } from "../errors.ts";
import { disableTelemetry, isTelemetryDisabled } from "../settings.ts";

disableTelemetry();
if (!isTelemetryDisabled()) throw archiveError("telemetry-not-disabled", {});

const loaded = await import("fonoteka-onnxruntime").catch((error: unknown) => {
  throw nativeModuleMissing("fonoteka-onnxruntime", error);
});

export const { InferenceSession, Tensor } = loaded;
export type InferenceSession = runtime.InferenceSession;
export type RuntimeOptions = runtime.InferenceSession.SessionOptions;
export type Tensor = runtime.Tensor;

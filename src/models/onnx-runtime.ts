/**
 * The only import of ONNX Runtime. Its newer builds collect telemetry: they keep a device id and a database of events in the
 * home folder for upload, and crash on a command line of 40 kB (seen with 1.30 on Linux:
 * ~/.cache/Microsoft/DeveloperTools/.onnxruntime, /tmp/mat-debug-*.log; no upload was observed). Telemetry is switched off
 * before the library is loaded.
 */

import type * as runtime from "fonoteka-onnxruntime";
import { nativeModuleMissing } from "../errors.ts";
import "./disable-telemetry.ts";

const loaded = await import("fonoteka-onnxruntime").catch((error: unknown) => {
  throw nativeModuleMissing("fonoteka-onnxruntime", error);
});

export const { InferenceSession, Tensor } = loaded;
export type InferenceSession = runtime.InferenceSession;
export type RuntimeOptions = runtime.InferenceSession.SessionOptions;
export type Tensor = runtime.Tensor;

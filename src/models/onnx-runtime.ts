/**
 * The one door to ONNX Runtime. Its newer builds gather telemetry: they keep a device id and a database of events under
 * the home folder for upload, and read the command line with a matcher that dies of 40 kB (seen with 1.30 on Linux:
 * ~/.cache/Microsoft/DeveloperTools/.onnxruntime, /tmp/mat-debug-*.log; an upload itself was not observed). It is told
 * not to, before it is loaded.
 */

import "./refuse-telemetry.ts";

export { InferenceSession, Tensor } from "fonoteka-onnxruntime";

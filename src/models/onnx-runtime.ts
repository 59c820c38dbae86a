/**
 * The one door to ONNX Runtime. Its newer builds keep a device id and a database of events under the home folder and
 * send them to Microsoft, and read the command line with a matcher that dies of 30 kB (measured on 1.30, Linux:
 * ~/.cache/Microsoft/DeveloperTools/.onnxruntime, /tmp/mat-debug-*.log). It is told not to before it is loaded.
 */

import "./refuse-telemetry.ts";

export { InferenceSession, Tensor } from "onnxruntime-node";

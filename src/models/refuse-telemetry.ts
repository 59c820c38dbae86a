/** Imported for its effect, before ONNX Runtime is loaded. */
import { refuseTelemetry } from "../settings.ts";

refuseTelemetry();

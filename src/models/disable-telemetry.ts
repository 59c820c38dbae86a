/** Imported for its effect, before ONNX Runtime is loaded. */
import { disableTelemetry } from "../settings.ts";

disableTelemetry();

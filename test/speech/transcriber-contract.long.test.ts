import { join } from "node:path";
import { readSpeech } from "../../src/audio/read-speech.ts";
import { loadTranscriber } from "../../src/speech/load-transcriber.ts";
import { transcriberContract } from "../contracts/transcriber.ts";

const models = join(import.meta.dirname, "../../models");

transcriberContract("Whisper in this process", () =>
  loadTranscriber({
    modelFolder: join(models, "whisper-base"),
    vadModelPath: join(models, "silero-vad/silero_vad_16k.onnx"),
    readSpeech,
  }),
);

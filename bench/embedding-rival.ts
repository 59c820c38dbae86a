/** One program that bench/embedding.ts compares with, in a process of its own: two ONNX runtimes cannot share one. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, timeWork } from "./measure.ts";

export type RivalKind = "transformers" | "transformers-fp32" | "fastembed" | "gemm";
export type RivalRequest = { texts: string[]; together: boolean };
export type RivalReply =
  | { ready: string }
  | { unavailable: string }
  | { wallMs: number; cpuMs: number; vectors: number[][] };

type Embed = (texts: readonly string[]) => Promise<number[][]>;

const [kind, threadsText, longest] = process.argv.slice(2) as [RivalKind, string, string];
const threads = Number(threadsText);
const rivals = createRequire(join(root, "bench/rivals/package.json"));
const modelName = "multilingual-e5-small-ru-en";
process.env.ORT_DISABLE_TELEMETRY = "1";

/** The package's version and its way from text to vectors, the same weights in it. */
async function open(): Promise<{ version: string; embed: Embed }> {
  if (kind === "fastembed") return openFastembed();
  if (kind === "gemm") return openGemm();
  return openTransformers(kind === "transformers-fp32");
}

async function openTransformers(expanded: boolean): Promise<{ version: string; embed: Embed }> {
  const { env, pipeline } = rivals("@huggingface/transformers");
  Object.assign(env, { allowRemoteModels: false, localModelPath: join(root, "models") });
  const session = { disable_quant_qdq: "1", intra_op: { allow_spinning: "0" } };
  const extract = await pipeline("feature-extraction", modelName, {
    dtype: "fp32",
    subfolder: "",
    session_options: { intraOpNumThreads: threads, ...(expanded ? { extra: { session } } : {}) },
  });
  return {
    version: `@huggingface/transformers ${env.version}`,
    embed: async (texts) =>
      (
        await extract(
          texts.map((text) => `passage: ${text}`),
          { pooling: "mean", normalize: true },
        )
      ).tolist(),
  };
}

/**
 * Of its models only `MLE5Large` is asked for as E5 wants it, so the weights lie where it looks for those. It pads every
 * text to its `maxLength`: it is told the longest there is here, its default of 512 would double its time. The vectors
 * are the first token's, which is its way and not E5's.
 */
async function openFastembed(): Promise<{ version: string; embed: Embed }> {
  const { FlagEmbedding, EmbeddingModel } = rivals("fastembed");
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-fastembed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const manifest = readFileSync(join(root, "bench/rivals/node_modules/fastembed/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = join(folder, "cache");
  const wanted = join(cache, EmbeddingModel.MLE5Large);
  mkdirSync(wanted, { recursive: true });
  for (const file of ["model.onnx", "tokenizer_config.json", "config.json"])
    symlinkSync(join(root, "models", modelName, file), join(wanted, file));
  writeFileSync(join(wanted, "special_tokens_map.json"), "{}");
  // Its tokenizer library is older than these two words for the same thing.
  const tokenizer = readFileSync(join(root, "models", modelName, "tokenizer.json"), "utf8");
  const older = tokenizer.replaceAll('"prepend_scheme":"always","split":true', '"add_prefix_space":true');
  writeFileSync(join(wanted, "tokenizer.json"), older);
  const model = await FlagEmbedding.init({
    model: EmbeddingModel.MLE5Large,
    cacheDir: cache,
    showDownloadProgress: false,
    maxLength: Number(longest),
  });
  return {
    version: `fastembed ${version}`,
    embed: async (texts) => {
      const vectors: number[][] = [];
      for await (const batch of model.passageEmbed([...texts]))
        vectors.push(...batch.map((one: ArrayLike<number>) => Array.from(one)));
      return vectors;
    },
  };
}

/** No rival: products of two square fp32 matrices by the runtime we use, this machine's peak; answers their GFLOP. */
async function openGemm(): Promise<{ version: string; embed: Embed }> {
  const { InferenceSession, Tensor } = await import("../src/models/onnx-runtime.ts");
  // onnx.helper.make_model: one MatMul of a [m, k] and b [k, n], opset 13.
  const graph =
    "CAgSADpbChEKAWEKAWISAWMiBk1hdE11bBIBZ1oVCgFhEhAKDggBEgoKAxIBbQoDEgFrWhUKAWISEAoOCAESCgoDEgFrCgMSAW5iFQoBYxIQCg4IARIKCgMSAW0KAxIBbkIECgAQDQ==";
  const session = await InferenceSession.create(Buffer.from(graph, "base64"), {
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const [size, products] = [2048, 4];
  const a = new Tensor("float32", new Float32Array(size * size).fill(0.5), [size, size]);
  const b = new Tensor("float32", new Float32Array(size * size).fill(0.25), [size, size]);
  return {
    version: "onnxruntime-node",
    embed: async () => {
      for (let at = 0; at < products; at++) await session.run({ a, b });
      return [[(products * 2 * size ** 3) / 1e9]];
    },
  };
}

const reply = (message: RivalReply) => process.send!(message);
let opened: Awaited<ReturnType<typeof open>> | undefined;
try {
  opened = await open();
  reply({ ready: opened.version });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const absent = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  reply({
    unavailable: absent ? "not installed: npm install --prefix bench/rivals" : message.split("\n")[0]!,
  });
  process.disconnect();
}
process.on("message", async ({ texts, together }: RivalRequest) => {
  const { embed } = opened!;
  let vectors: number[][] = [];
  const { wallMs, cpuMs } = await timeWork(async () => {
    if (together) vectors = await embed(texts);
    else for (const text of texts) vectors.push(...(await embed([text])));
  });
  reply({ wallMs, cpuMs, vectors });
});

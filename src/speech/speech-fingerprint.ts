import { defaultVadModel, getModel } from "../models/registry.ts";

/**
 * Changes whenever the same sound may give other words, or a checkpoint of an earlier version cannot be continued: then
 * interrupted recognitions begin again.
 */
const speechRulesVersion = "2";

/** Everything besides the languages that shapes the words of a recognition: for checkpoints. @param speechModel its name */
export function speechFingerprint(speechModel: string): string {
  const models = [speechModel, defaultVadModel].map((name) => {
    const { hub, files } = getModel(name);
    // Bundled models have no revision: their files tell.
    return `${name}@${hub?.revision ?? files.map(({ sha256 }) => sha256.slice(0, 8)).join("-")}`;
  });
  return `speech ${speechRulesVersion}, ${models.join(", ")}`;
}

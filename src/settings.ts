/** Flags over environment over `fonoteka.json` over defaults: one frozen object, and where each value came from. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isMainThread } from "node:worker_threads";
import { archiveError, fromSystemError, hasSystemCode } from "./errors.ts";
import { type LogFormat, type LogLevel, logFormats, logLevels } from "./log.ts";

export type Settings = {
  /** Languages to choose from when the language of speech is detected, ISO 639-1. */
  languages: string[];
  /** Registry name of the speech model. */
  speechModel: string;
  /** Registry name of the embedding model. */
  embeddingModel: string;
  /** Address that models are downloaded from; a mirror keeps the hub's paths. */
  modelHub: string;
  /** Folder for downloaded models, shared by all archives. */
  modelCache: string;
  /** Threads for the models. */
  threads: number;
  /** Days after which a recording in the trash is deleted for good; 0: never. */
  trashDays: number;
  /** What the program logs to stderr about its own work. */
  logLevel: LogLevel;
  logFormat: LogFormat;
};

export type SettingOrigin = "flag" | "environment" | "fonoteka.json" | "default";

export type LoadedSettings = {
  settings: Readonly<Settings>;
  origins: Readonly<Record<keyof Settings, SettingOrigin>>;
};

type Environment = Record<string, string | undefined>;

/** The environment variable of each setting. */
export const environmentNames: Record<keyof Settings, string> = {
  languages: "FONOTEKA_LANGUAGES",
  speechModel: "FONOTEKA_SPEECH_MODEL",
  embeddingModel: "FONOTEKA_EMBEDDING_MODEL",
  modelHub: "FONOTEKA_MODEL_HUB",
  modelCache: "FONOTEKA_MODEL_CACHE",
  threads: "FONOTEKA_THREADS",
  trashDays: "FONOTEKA_TRASH_DAYS",
  logLevel: "FONOTEKA_LOG_LEVEL",
  logFormat: "FONOTEKA_LOG_FORMAT",
};

/** One line about each setting, for docs/cli.md. */
export const settingMeanings: Record<keyof Settings, string> = {
  languages: "languages to choose from when the language of speech is detected, default `ru, en`",
  speechModel: "speech recognition model, default `whisper-base`",
  embeddingModel: "embedding model for search by meaning, default `multilingual-e5-small-ru-en`",
  modelHub: "address that models are downloaded from; a mirror must keep the hub's paths",
  modelCache:
    "folder for downloaded models, shared by all archives; in `fonoteka.json` only a folder inside the archive",
  threads: "threads for the models, default: the number of cores, 4 at most",
  trashDays:
    "days after which `fonoteka serve` deletes a recording in the trash for good, default `0`: never",
  logLevel:
    "log of the program's own work on stderr: `off`, `error`, `warn`, `info` or `debug`; default `off`, with `serve` `info`",
  logFormat: "format of the log: `text` or `json`, default `text`",
};

/** Every setting's name, in the order they are shown. */
export const settingNames = Object.keys(environmentNames) as (keyof Settings)[];

/**
 * Nothing leaves this computer: turns the model runtime's telemetry off. Every program and `openArchive` call it first.
 * A worker thread's `process.env` is a copy that native code does not see, so only the main thread's call has an effect.
 */
export function disableTelemetry(environment: Environment = process.env): void {
  environment.ORT_DISABLE_TELEMETRY = "1";
}

/**
 * Whether native code sees that the telemetry is off: true after `disableTelemetry` in the main thread. In other threads
 * Node's diagnostic report tells, which reads the environment of the process itself (1.6 ms).
 */
export function isTelemetryDisabled(): boolean {
  if (isMainThread) return process.env.ORT_DISABLE_TELEMETRY === "1";
  // Node has `excludeNetwork`, its types do not. Without it the report asks DNS for the names of connected addresses.
  const reporter = process.report as typeof process.report & { excludeNetwork: boolean };
  const { excludeEnv, excludeNetwork } = reporter;
  Object.assign(reporter, { excludeEnv: false, excludeNetwork: true });
  try {
    const { environmentVariables } = reporter.getReport() as { environmentVariables?: Environment };
    return environmentVariables?.ORT_DISABLE_TELEMETRY === "1";
  } finally {
    Object.assign(reporter, { excludeEnv, excludeNetwork });
  }
}

/** The archive's folder: the given one, else FONOTEKA_ARCHIVE, else `Fonoteka` in the home folder. Absolute. */
export function chooseArchiveFolder(given?: string, environment: Environment = process.env): string {
  const chosen = given || environment.FONOTEKA_ARCHIVE || join(homedir(), "Fonoteka");
  return resolve(chosen);
}

/**
 * Reads `fonoteka.json` in the archive (when there is one), the environment and the given flags.
 * @param otherDefaults defaults of a command that differ from the usual ones
 * @throws ArchiveError `invalid-input` naming the unknown key or the value that is wrong
 */
export function loadSettings(
  archiveFolder: string,
  given: Partial<Settings> = {},
  environment: Environment = process.env,
  otherDefaults: Partial<Settings> = {},
): LoadedSettings {
  const file = readSettingsFile(join(archiveFolder, "fonoteka.json"));
  const defaults: Settings = {
    languages: ["ru", "en"],
    speechModel: "whisper-base",
    embeddingModel: "multilingual-e5-small-ru-en",
    modelHub: "https://huggingface.co",
    modelCache: defaultModelCache(environment),
    // More than four threads help little with these small models, and four leave the machine usable.
    threads: Math.max(1, Math.min(4, availableParallelism())),
    trashDays: 0,
    logLevel: "off",
    logFormat: "text",
    ...otherDefaults,
  };
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingOrigin> = {};
  for (const name of settingNames) {
    const candidates: [SettingOrigin, unknown][] = [
      ["flag", given[name]],
      ["environment", environment[environmentNames[name]] || undefined],
      ["fonoteka.json", file[name]],
      ["default", defaults[name]],
    ];
    const [origin, raw] = candidates.find(([, value]) => value !== undefined)!;
    values[name] = checkSetting(name, raw, origin);
    if (name === "modelCache" && origin === "fonoteka.json")
      values[name] = placeInArchive(archiveFolder, String(raw));
    origins[name] = origin;
  }
  return {
    settings: Object.freeze(values) as Readonly<Settings>,
    origins: Object.freeze(origins) as Record<keyof Settings, SettingOrigin>,
  };
}

function readSettingsFile(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readRegularFile(path);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return {};
    throw fromSystemError(error, path);
  }
  let value: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    // The error of the parser quotes the text, which may be of any file that somebody put there.
    throw archiveError("settings-not-json", { path });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw archiveError("settings-not-an-object", { path });
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(environmentNames, key))
      throw archiveError("unknown-setting", { path, setting: key, known: settingNames.join(", ") });
  }
  return value as Record<string, unknown>;
}

/** A link is not followed, and a pipe does not wait for a writer. Windows has neither flag. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * An archive may come from somebody else: a link in it could show any file of this computer, a pipe would never end.
 * @throws ArchiveError `invalid-input`; errors of the operating system
 */
function readRegularFile(path: string): string {
  if (!lstatSync(path).isFile()) throw archiveError("settings-not-a-file", { path });
  const file = openSync(path, readFlags);
  try {
    if (!fstatSync(file).isFile()) throw archiveError("settings-not-a-file", { path });
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function checkSetting(name: keyof Settings, raw: unknown, origin: SettingOrigin): unknown {
  const source = origin === "environment" ? environmentNames[name] : `${name} (${origin})`;
  const reject = (expected: string): never => {
    throw archiveError("invalid-setting", { setting: source, value: JSON.stringify(raw), expected });
  };
  if (name === "languages") {
    const list = typeof raw === "string" ? raw.split(/[\s,]+/).filter(Boolean) : raw;
    const valid =
      Array.isArray(list) && list.length > 0 && list.every((code) => /^[a-z]{2,3}$/.test(String(code)));
    return valid ? Object.freeze([...new Set(list)]) : reject("a list of language codes such as ru,en");
  }
  if (name === "threads" || name === "trashDays") {
    const [min, max] = name === "threads" ? [1, 256] : [0, 36_500];
    const count = typeof raw === "string" ? Number(raw) : raw;
    return Number.isInteger(count) && (count as number) >= min && (count as number) <= max
      ? count
      : reject(`a whole number from ${min} to ${max}`);
  }
  if (name === "logLevel" || name === "logFormat") {
    const known: readonly unknown[] = name === "logLevel" ? logLevels : logFormats;
    return known.includes(raw) ? raw : reject(`one of ${known.join(", ")}`);
  }
  if (typeof raw !== "string" || raw === "") return reject("a text");
  if (name === "modelHub")
    return /^https?:\/\//i.test(raw) && URL.canParse(raw)
      ? raw.replace(/\/+$/, "")
      : reject("an address such as https://…");
  return name === "modelCache" ? resolve(raw) : raw;
}

/**
 * The archive's own file may name a folder inside the archive only, relative to it: an archive that came from somebody else
 * must not make this computer write elsewhere. A person's flag or environment may name any folder.
 * @throws ArchiveError `invalid-input`
 */
function placeInArchive(archiveFolder: string, named: string): string {
  const path = resolve(archiveFolder, named);
  const isInside = (inner: string, outer: string) => inner.startsWith(join(outer, sep));
  if (!isInside(path, resolve(archiveFolder)) || !isInside(realPath(path), realPath(archiveFolder)))
    throw archiveError("setting-outside-archive", {
      path: join(archiveFolder, "fonoteka.json"),
      setting: "modelCache",
      value: JSON.stringify(named),
      environment: environmentNames.modelCache,
    });
  return path;
}

/** The path without symbolic links; what does not exist yet is taken as it is named. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), basename(path));
  }
}

/**
 * Folder for Node's compile cache, a megabyte or two, so that a start need not compile the source files again. Not in the
 * system's temporary folder, Node's default: others may write there.
 */
export function compileCacheFolder(environment: Environment = process.env): string {
  return join(cacheFolder(environment), "compiled");
}

function defaultModelCache(environment: Environment): string {
  return join(cacheFolder(environment), "models");
}

/** The user's cache folder. */
function cacheFolder(environment: Environment): string {
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, "fonoteka");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "fonoteka");
  if (process.platform === "win32" && environment.LOCALAPPDATA)
    return join(environment.LOCALAPPDATA, "fonoteka");
  return join(homedir(), ".cache", "fonoteka");
}

/** Whether a window can be opened; for Unix other than macOS. */
export function hasDisplay(environment: Environment = process.env): boolean {
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import type { OpenArchiveOptions } from "../fonoteka.ts";
import { type LogFormat, logFormats } from "../log.ts";
import { isLoopbackName } from "../server/guards/check-host.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { browserCommand } from "./browser-command.ts";
import { parseByteSize } from "./parse-byte-size.ts";
import { parseCount } from "./parse-count.ts";
import { reachableUrls } from "./reachable-urls.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";

const defaultPort = 4321;
const defaultMaxOpenUploads = 500;

type ServeOptions = {
  port: number;
  host: string;
  allowHost?: string[];
  token?: string;
  uploadLimit: number;
  maxOpenUploads: number;
  open: boolean;
  work: boolean;
  log?: LogFormat | "off";
};

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("Start the web app: search, play, import, record.")
    .option(
      "--port <number>",
      "port to listen on; 0 picks a free one",
      parseCount("--port", 0, 65_535, defaultPort),
      defaultPort,
    )
    .addOption(
      new Option(
        "--host <address>",
        "address to listen on; any non-loopback address requires a token",
      ).default("127.0.0.1", "127.0.0.1"),
    )
    .option("--allow-host <name>", "additional Host name to accept (repeatable)", append)
    .option("--token <text>", "access token for other devices (default: generated)")
    .addOption(
      new Option("--upload-limit <size>", "max. size of an uploaded file, e.g. 500MB")
        .argParser(parseByteSize)
        .default(8 * 1024 ** 3, "8 GB"),
    )
    .option(
      "--max-open-uploads <number>",
      "max. number of uploads that are not complete",
      parseCount("--max-open-uploads", 1, 100_000, defaultMaxOpenUploads),
      defaultMaxOpenUploads,
    )
    .option("--no-open", "don't open the browser")
    .addOption(
      new Option(
        "--log <format>",
        "log on stderr (default: text; the level is the setting logLevel)",
      ).choices([...logFormats, "off"]),
    )
    .option("--no-work", "don't start pending transcriptions automatically")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka serve
  fonoteka --archive ~/Interviews serve --port 8080 --no-open
  fonoteka serve --host 0.0.0.0     # for other devices; prints the URL`,
    )
    .action((options: ServeOptions, command: Command) =>
      runCommand(
        command,
        false,
        (context) => serve(context, options),
        (folder) => chooseLog(folder, options.log),
      ),
    );
}

/** A server logs at level `info` unless the settings choose another. */
function chooseLog(
  folder: string,
  chosen: ServeOptions["log"],
): Pick<OpenArchiveOptions, "settings" | "defaults"> {
  if (chosen === "off") return { settings: { logLevel: "off" } };
  const defaults: Partial<Settings> = { logLevel: "info" };
  if (!chosen) return { defaults };
  // Whoever asks for a log gets one, also where the settings turn it off.
  const isOff = loadSettings(folder, {}, undefined, defaults).settings.logLevel === "off";
  return { settings: { logFormat: chosen, ...(isOff && { logLevel: "info" as const }) }, defaults };
}

async function serve({ archive, signal, json }: CommandContext, options: ServeOptions): Promise<void> {
  const { createArchiveServer, listen } = await import("../server/start-server.ts");
  const { host, port, allowHost = [], uploadLimit } = options;
  const needsToken = !isLoopbackName(host);
  const token = needsToken ? (options.token ?? randomBytes(24).toString("base64url")) : undefined;
  // Then each line of stderr is JSON.
  const logsJson = archive.settings.logFormat === "json" && archive.settings.logLevel !== "off";
  const server = await createArchiveServer(archive, {
    host,
    token,
    allowedHosts: allowHost,
    maxUploadByteLength: uploadLimit,
    maxOpenUploads: options.maxOpenUploads,
    automatic: options.work,
    warm: true,
    onBug: (error) => printBug(error, logsJson),
  });
  try {
    const listening = await listen(server, { host, port });
    const [url, ...urlsForOthers] = reachableUrls(token ? `${listening.url}?token=${token}` : listening.url);
    if (json) printJson({ url, archive: archive.folder });
    else {
      printLine(`${style("bold", url)}  ${style("dim", archive.folder)}`);
      for (const other of urlsForOthers) printLine(`on other devices: ${style("bold", other)}`);
      if (!logsJson) printRemark("Press Ctrl-C to stop.");
    }
    if (options.open) openBrowser(url);
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    await listening.close();
  } finally {
    await server.close();
  }
}

function printBug(error: unknown, asJson: boolean): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const record = { time: new Date().toISOString(), level: "error", event: "internal-error", stack };
  printRemark(asJson ? JSON.stringify(record) : `internal error: ${printable(stack)}`);
}

/** Opens the URL if it can; otherwise the printed URL has to do. */
function openBrowser(url: string): void {
  const command = browserCommand(url);
  if (!command) return;
  const [program, ...parameters] = command as [string, ...string[]];
  const child = spawn(program, parameters, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function append(value: string, values: string[] = []): string[] {
  return [...values, value];
}

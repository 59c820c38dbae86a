import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { isLoopbackName } from "../server/guards/check-host.ts";
import { browserCommand } from "./browser-command.ts";
import { parseByteSize } from "./parse-byte-size.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";

type ServeOptions = {
  port: number;
  host: string;
  allowHost: string[];
  token?: string;
  uploadLimit: number;
  open: boolean;
  work: boolean;
};

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("open the archive in the browser: search, listen, bring in, record")
    .option("--port <number>", "port to listen on; 0 takes a free one", parseCount("--port", 0, 65_535), 4321)
    .option(
      "--host <address>",
      "address to listen on; with another than loopback a token is needed",
      "127.0.0.1",
    )
    .option(
      "--allow-host <name>",
      "a further name the server answers to (repeat it for several)",
      collect,
      [],
    )
    .option("--token <text>", "the token asked for when others can reach the server (default: made anew)")
    .option(
      "--upload-limit <size>",
      "largest file taken from a browser, e.g. 500MB, 8GB",
      parseByteSize,
      8 * 1024 ** 3,
    )
    .option("--no-open", "do not open the browser")
    .option("--no-work", "do not transcribe what waits until somebody asks")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka serve
  fonoteka --archive ~/Interviews serve --port 8080 --no-open
  fonoteka serve --host 0.0.0.0            prints an address with a token for other devices`,
    )
    .action((options: ServeOptions, command: Command) =>
      runCommand(command, false, (context) => serve(context, options)),
    );
}

async function serve({ archive, signal, json }: CommandContext, options: ServeOptions): Promise<void> {
  const { createArchiveServer, listen } = await import("../server/start-server.ts");
  const { host, port, allowHost, uploadLimit } = options;
  const isOpenToOthers = !isLoopbackName(host);
  const token = isOpenToOthers ? (options.token ?? randomBytes(24).toString("base64url")) : undefined;
  const server = await createArchiveServer(archive, {
    host,
    token,
    allowedHosts: allowHost,
    maxUploadByteLength: uploadLimit,
    automatic: options.work,
    warm: true,
    onBug: (error) =>
      printRemark(
        `bug: ${printable(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
      ),
  });
  try {
    const listening = await listen(server, { host, port });
    const url = token ? `${listening.url}?token=${token}` : listening.url;
    if (json) printJson({ url, archive: archive.folder });
    else {
      printLine(`${style("bold", url)}  ${style("dim", archive.folder)}`);
      printRemark("stop it with Ctrl-C");
    }
    if (options.open) openBrowser(url);
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    await listening.close();
  } finally {
    await server.close();
  }
}

/** Without a browser there is the address on the screen. */
function openBrowser(url: string): void {
  const command = browserCommand(url);
  if (!command) return;
  const [program, ...parameters] = command as [string, ...string[]];
  const child = spawn(program, parameters, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

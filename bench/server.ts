/**
 * Whether a search keeps other requests waiting: what a small request takes over a real socket while nothing else is
 * asked, and while questions are searched one after another in an archive of so many passages. On a machine that others
 * use, too, the longest waits are theirs; what a search costs the main thread in CPU time is not: nothing can be delayed
 * by more than that.
 *
 *   node bench/server.ts [passages]      default: 10000
 */

import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { createClient, type SearchMode } from "../src/client/client.ts";
import { openArchive } from "../src/fonoteka.ts";
import { createArchiveServer, listen } from "../src/server/start-server.ts";
import { inventArchive, openEmbedder } from "./invent-archive.ts";
import { figure, quantile, table } from "./measure.ts";

const questions = [
  "kubernetes",
  "оркестрация контейнеров",
  "как пчёлы зимуют и сколько мёда им нужно?",
  "refund invoice",
];
const roundMs = 6000;

const { positionals } = parseArgs({ allowPositionals: true });
const passages = Number(positionals[0] ?? 10_000);
const embedder = await openEmbedder();
const { folder } = await inventArchive(passages, embedder);
await embedder.close();
const archive = await openArchive(folder);
const server = await createArchiveServer(archive, { automatic: false });
const listening = await listen(server, { port: 0 });
const client = createClient({ baseUrl: listening.url });

type Round = { requests: number[]; searches: number[]; loopMs: number };

/** Small requests every few milliseconds, with questions in this mode one after another, or without. */
async function measure(mode: SearchMode | undefined): Promise<Round> {
  const round: Round = { requests: [], searches: [], loopMs: 0 };
  const loop = monitorEventLoopDelay({ resolution: 2 });
  const until = performance.now() + roundMs;
  const goesOn = () => performance.now() < until;
  const searching = (async () => {
    for (let turn = 0; mode && goesOn(); turn++) {
      const started = performance.now();
      await client.search({ q: questions[turn % questions.length]!, mode });
      round.searches.push(performance.now() - started);
    }
  })();
  loop.enable();
  while (goesOn()) {
    const started = performance.now();
    await client.getRecording(1);
    round.requests.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  loop.disable();
  await searching;
  round.loopMs = loop.max / 1e6;
  return round;
}

/** CPU time that the main thread spends on one search and its answer, milliseconds: the most and the mean. */
async function measureMainThread(mode: SearchMode): Promise<{ most: number; mean: number }> {
  const spent: number[] = [];
  for (let turn = 0; turn < 12; turn++) {
    const before = process.threadCpuUsage();
    const query = { q: questions[turn % questions.length]!, mode };
    const url = new URL(`/api/search?${new URLSearchParams(query)}`, listening.url);
    await (await server.app.fetch(new Request(url, { headers: { host: url.host } }))).arrayBuffer();
    const { user, system } = process.threadCpuUsage(before);
    spent.push((user + system) / 1000);
  }
  return { most: Math.max(...spent), mean: spent.reduce((sum, value) => sum + value, 0) / spent.length };
}

for (const mode of ["keyword", "hybrid"] as const) await client.search({ q: "warm", mode });
const rows: string[][] = [];
for (const mode of [undefined, "keyword", "hybrid", "semantic", undefined] as const) {
  const { requests, searches, loopMs } = await measure(mode);
  const of = (values: number[], part: number) => (values.length > 0 ? figure(quantile(values, part)) : "");
  rows.push([
    mode ?? "none",
    String(searches.length),
    of(searches, 0.5),
    String(requests.length),
    of(requests, 0.5),
    of(requests, 0.99),
    of(requests, 1),
    figure(loopMs),
  ]);
}
process.stdout.write(
  `${table(["searches", "how many", "median ms", "small requests", "median ms", "99 % ms", "longest ms", "event loop, longest ms"], rows)}\n`,
);
const costs: string[][] = [];
for (const mode of ["keyword", "hybrid", "semantic"] as const) {
  const { most, mean } = await measureMainThread(mode);
  costs.push([mode, figure(mean), figure(most)]);
}
process.stdout.write(`\n${table(["main thread, CPU ms a search", "mean", "most"], costs)}\n`);
await listening.close();
await server.close();
await archive.close();

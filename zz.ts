import { readSpeech } from "./src/audio/read-speech.ts";
import { loadTranscriber } from "./src/speech/load-transcriber.ts";
import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
const t = await loadTranscriber({ modelFolder: "models/whisper-base", vadModelPath: "models/silero-vad/silero_vad_16k.onnx", readSpeech });
const names = process.argv.slice(2);
for (const n of names) {
  const path = "samples/" + n;
  const segs: any[] = []; const cps: any[] = [];
  let cpMs = 0; let t0 = performance.now();
  for await (const s of t.transcribe(path, { allowedLanguages: ["ru", "en"], onCheckpoint: (c) => { const a = performance.now(); cps.push([segs.length, JSON.stringify(c)]); cpMs += performance.now() - a; } })) segs.push(s);
  const total = performance.now() - t0;
  const out = [];
  for (const [count, json] of cps) {
    const c = JSON.parse(json);
    const rest: any[] = []; const prog: number[] = [];
    for await (const s of t.transcribe(path, { allowedLanguages: ["ru", "en"], resume: c, onProgress: (x) => prog.push(x) })) rest.push(s);
    const same = isDeepStrictEqual([...segs.slice(0, count), ...rest], segs);
    out.push(`${c.doneSeconds.toFixed(1)}s ${json.length}B same=${same} first progress ${prog[0]?.toFixed(1)} last ${prog.at(-1)?.toFixed(2)}`);
  }
  console.log(n, segs.length, "segments", total.toFixed(0), "ms;", out.join(" | "));
}
await t.close();

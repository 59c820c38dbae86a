/** What the page's player plays is on the clock of the file that was imported, as the browser decodes it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeOpusBeeps, makePcmBeeps, moveInTime } from "../support/beeps.ts";
import { muxPackets, readTrack } from "../support/mux-packets.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { writeFlv } from "../support/write-avi.ts";
import { closeBrowser, openSite, openTab, skipWithoutChromium } from "./open-page.ts";

const moved = { late: 1.5, hole: 4 };
/** Of the beeps at 1, 3 and 5 s, each 0.1 s long. */
const expected = [2.5, 8.5, 10.5];
const maxErrorSeconds = 0.02;

after(closeBrowser);

test("the player plays the beeps of files with a late start and a hole where they were, after a seek too", {
  skip: skipWithoutChromium,
}, async (t) => {
  const { config } = await readTrack(join(import.meta.dirname, "../audio/fixtures/sweep-opus.ogg"));
  const packets = moveInTime(makeOpusBeeps(), moved).map((packet) => ({
    ...packet,
    startSeconds: packet.startSeconds + 312 / 48_000,
  }));
  const files: [name: string, bytes: Buffer][] = [
    ["packets.webm", await muxPackets("webm", [{ codec: "opus", config, packets }])],
    ["samples.flv", writeFlv(moveInTime(makePcmBeeps(44_100), moved))],
  ];
  const { archive, url } = await openSite(t, { name: "empty", fill: async () => {} });
  const folder = tempFolder(t);
  for (const [index, [name, bytes]] of files.entries()) {
    writeFileSync(join(folder, name), bytes);
    const [outcome] = await Array.fromAsync(archive.import([join(folder, name)]));
    assert.equal(outcome?.status, "imported", name);
    // A worklet from a blob, which listens to the player, needs a page without its policy.
    const page = await openTab(t, `${url}recordings/${index + 1}`, { bypassCSP: true });
    await page.waitForFunction(() => document.querySelector("audio")!.readyState >= 2);

    const decoded = await page.evaluate(findDecodedBeeps);
    assert.equal(decoded.beeps.length, expected.length, `${name}: ${decoded.beeps}`);
    for (const [i, at] of decoded.beeps.entries())
      assert.ok(Math.abs(at - expected[i]!) < maxErrorSeconds, `${name}: decoded at ${at} s`);
    assert.ok(Math.abs(decoded.seconds - 11.5) < 0.03, `${name}: ${decoded.seconds} s decoded`);
    const { duration } = decoded;
    assert.ok(Math.abs(duration - 11.5) < 0.03, `${name}: the player shows ${duration} s`);

    // From the middle of a beep its second half is left to hear, however fast the machine plays it.
    for (const beep of expected.slice(1)) {
      const heard = await page.evaluate(measureBeepAfterSeek, beep + 0.05);
      assert.ok(Math.abs(heard - 0.05) < maxErrorSeconds, `${name}: ${heard} s of the beep at ${beep} s`);
    }
  }
});

/** In the page: where sound begins after silence in the player's file as the browser decodes it, seconds. */
async function findDecodedBeeps(): Promise<{ beeps: number[]; seconds: number; duration: number }> {
  const { currentSrc, duration } = document.querySelector("audio")!;
  const bytes = await (await fetch(currentSrc)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
  const beeps: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  sound.getChannelData(0).forEach((sample, i) => {
    if (Math.abs(sample) < 0.1) return;
    if (i - last > 0.3 * 48_000) beeps.push(i / 48_000);
    last = i;
  });
  return { beeps, seconds: sound.duration, duration };
}

/**
 * In the page: the player is sent to a moment within a beep and plays until that is over. Loud samples are counted, not time.
 * @returns seconds of the beep that were played
 */
async function measureBeepAfterSeek(seconds: number): Promise<number> {
  const audio = document.querySelector("audio")!;
  const kept = audio as HTMLAudioElement & { counter?: AudioWorkletNode };
  if (!kept.counter) {
    const context = new AudioContext({ sampleRate: 48_000 });
    const source = `registerProcessor("count-loud", class extends AudioWorkletProcessor {
      loud = []; at = 0;
      constructor() {
        super();
        this.port.onmessage = () => { this.port.postMessage(this.loud); this.loud = []; };
      }
      process([[plane]]) {
        for (const sample of plane ?? []) {
          this.at++;
          if (Math.abs(sample) > 0.1) this.loud.push(this.at);
        }
        return true;
      }
    });`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    await context.audioWorklet.addModule(address);
    kept.counter = new AudioWorkletNode(context, "count-loud");
    context.createMediaElementSource(audio).connect(kept.counter);
    await context.resume();
  }
  const { counter } = kept;
  const ask = () =>
    new Promise<number[]>((resolve) => {
      counter.port.onmessage = ({ data }: MessageEvent<number[]>) => resolve(data);
      counter.port.postMessage("");
    });
  await ask();
  const sought = new Promise((resolve) => audio.addEventListener("seeked", resolve, { once: true }));
  audio.currentTime = seconds;
  await sought;
  await audio.play();
  while (audio.currentTime < seconds + 0.5) await new Promise(requestAnimationFrame);
  audio.pause();
  // A wave of 1 kHz crosses zero every 0.5 ms: what is quiet for less belongs to the beep.
  const loud = await ask();
  const quiet = loud.map((at, i) => at - (loud[i - 1] ?? at - 1)).filter((step) => step < 48);
  return quiet.reduce((sum, step) => sum + step, 0) / 48_000;
}

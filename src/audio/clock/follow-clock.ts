/**
 * The clock of a container laid over the samples of its track: where silence belongs between them, and which of them are there
 * twice. Knows nothing of files, samples or packets: it is given runs of samples and says where each is placed.
 */
import { Elapsed } from "./elapsed.ts";

/** Samples that follow one another without a break. `seconds`: when they begin on the container's clock, NaN if not known. */
export type TimedRun<T> = { content: T; samples: number; sampleRate: number; seconds: number };

/** A run with its place: so many samples of silence come before it, so many of its first samples are dropped. */
export type PlacedRun<T> = { content: T; samples: number; sampleRate: number; silence: number; skip: number };

export type ClockChange = {
  /**
   * `late-start`: the sound begins after the clock's zero. `early-start`: it begins before, and that part is left out. `hole`:
   * nothing was there for a while. `overlap`: sound for a time that had sound already. `drift`: clock and samples went apart
   * little by little. `jump`: the clock was set anew; nothing was put in or left out.
   */
  kind: "late-start" | "early-start" | "hole" | "overlap" | "drift" | "jump";
  /** Where, in seconds of what comes out. */
  atSeconds: number;
  /** Silence put in, or below 0: sound left out. Of a jump: how far. */
  seconds: number;
};

type FollowClockOptions<T> = {
  /** Deviations up to this are rounding, or jitter of the program that wrote the file. */
  toleranceSeconds: number;
  /**
   * What the clock shows where the sound of the recording begins at 0.
   * @param firstSeconds what it would show at the first sample, by the earliest of the first times
   */
  findZero: (firstSeconds: number) => number;
  /** A length that a header states: silence beyond the usual limits is filled in up to there. */
  statedSeconds?: number | undefined;
  /** Silence comes in multiples of so many samples, and runs are kept or dropped whole. Default: both exact to a sample. */
  packetQuantum?: number | undefined;
  /**
   * Where a hole begins that shows at `atSeconds` of what comes out, if the container tells the times of several packets at once:
   * earlier by up to three seconds, which are held back then.
   */
  findHoleStart?: ((atSeconds: number, holeSeconds: number) => number | undefined) | undefined;
  /** The larger, the less can be cut or put in before this run without being heard. */
  loudness: (content: T) => number;
  onChange: (change: ClockChange) => void;
};

/** A deviation must last so long to be more than jitter: programs that read their clock late do so for a moment only. */
const lookAheadSeconds = 0.5;
/** With long packets there must be several in sight all the same. */
const minMarks = 3;
const maxLookAheadSeconds = 3;

/** Less is kept, so that jitter costs no sound. */
const minOverlapSeconds = 0.02;
/** A clock that falls back by more was set anew: files that were joined, a camera's next scene. */
const maxOverlapSeconds = 1;
/** Sound cards are off by 0.1 % at worst: what is left out for drift beyond this rate adds up … */
const maxDriftRate = 0.005;
/** … and from here on, the times are wrong rather than the sound too long. */
const maxFastDriftSeconds = 0.1;
/** Whether such a clock has come to run evenly, shows within so long. */
const minEvenSeconds = 2;
/** From here on, or from the tolerance on, a deviation that grew little by little is corrected: words are to be within 20 ms. */
const minDriftSeconds = 0.01;
/** A deviation that came within a moment is a hole, whatever the jitter before it. */
const minStepSeconds = 0.008;

/** A longer silence is a damaged time: otherwise a file of 1 kB could claim years. As for the granules of Ogg Opus. */
const maxHoleSeconds = 600;
const maxAllHolesSeconds = 3600;
/** Even where a header says so. */
const maxStatedSeconds = 12 * 3600;
/** Headers round. */
const statedSlackSeconds = 2;
/** So much sound behind a hole proves it; at the very end, only a larger one counts. */
const minProofSeconds = 0.2;
const minSingleSeconds = 0.05;

/** A page of Ogg holds about a second. */
const maxHeldSeconds = 3;

type Queued<T> = TimedRun<T> & {
  /** Clock minus samples: constant while nothing is missing. */
  level: number;
  startSeconds: number;
  /** A correction that was put off until this run. */
  correction?: { silence?: number; lateSeconds?: number; drop?: number };
};

/** A stream: `push` the runs in order, take what comes back, `finish` at the end. Holds half a second, or a few runs. */
export class ClockFollower<T> {
  readonly #options: FollowClockOptions<T>;
  readonly #driftSeconds: number;
  readonly #queue: Queued<T>[] = [];
  /** What came out lately, to tell a step from drift. */
  readonly #passed: { startSeconds: number; level: number }[] = [];
  /** The level that the output is on; unknown before the first time. */
  #level = Number.NaN;
  readonly #source = new Elapsed();
  readonly #output = new Elapsed();
  #filledSeconds = 0;
  /** Runs of the queue that have a time. */
  #marks = 0;
  /** The run that the next correction was put off to. */
  #corrected: Queued<T> | undefined;
  #toDrop = 0;
  /** Where a jump began, until the clock runs evenly again. */
  #jumping:
    | { atSeconds: number; level: number; slowSince?: { startSeconds: number; level: number } }
    | undefined;
  #fastDrift = { seconds: 0, atSeconds: 0 };
  /** Placed already, but a hole may turn out to begin before them. */
  #held: { run: PlacedRun<T>; atSeconds: number }[] = [];

  constructor(options: FollowClockOptions<T>) {
    this.#options = options;
    this.#driftSeconds = Math.max(minDriftSeconds, options.toleranceSeconds);
  }

  push(run: TimedRun<T>): PlacedRun<T>[] {
    const startSeconds = this.#source.seconds;
    this.#source.add(run.samples, run.sampleRate);
    this.#queue.push({ ...run, startSeconds, level: run.seconds - startSeconds });
    if (!Number.isNaN(run.seconds)) this.#marks++;
    while (this.#canDecide()) this.#place();
    return this.#release(this.#options.findHoleStart ? this.#output.seconds - maxHeldSeconds : undefined);
  }

  finish(): PlacedRun<T>[] {
    while (this.#queue.length > 0) this.#place();
    if (this.#jumping) this.#endJump();
    return this.#release();
  }

  /** What was placed, but for what comes after `untilSeconds`. */
  #release(untilSeconds = Number.POSITIVE_INFINITY): PlacedRun<T>[] {
    const kept = this.#held.findIndex(({ atSeconds }) => atSeconds > untilSeconds);
    return this.#held.splice(0, kept < 0 ? this.#held.length : kept).map(({ run }) => run);
  }

  #canDecide(): boolean {
    const head = this.#queue[0];
    if (!head) return false;
    const ahead = this.#source.seconds - head.startSeconds;
    if (ahead >= maxLookAheadSeconds) return true;
    if (ahead < lookAheadSeconds || this.#marks < minMarks) return false;
    return !this.#startsFall() || this.#hasSettled() || this.#fall() > maxOverlapSeconds;
  }

  /** Whether the clock falls back at the head by more than jitter. */
  #startsFall(): boolean {
    const head = this.#queue[0]!;
    if (this.#jumping || this.#corrected || this.#toDrop > 0) return false;
    if (!(head.level < this.#level - this.#driftSeconds)) return false;
    const next = this.#queue.find((run) => run !== head && !Number.isNaN(run.seconds));
    return Math.min(head.level, next?.level ?? head.level) < this.#level - minOverlapSeconds;
  }

  /** How far the clock has fallen back at the end of what is in sight. */
  #fall(): number {
    const tail = this.#tail();
    return this.#level - Math.max(...tail.slice(tail.length >> 1));
  }

  /**
   * FFmpeg squeezes packets whose times would go back: each comes a tick after the one before, until the clock has caught up. So a
   * fall is judged as a whole, when it has ended: when the later times in sight are not below the earlier ones.
   */
  #hasSettled(): boolean {
    const tail = this.#tail();
    const middle = tail.length >> 1;
    return (
      middle === 0 || Math.min(...tail.slice(0, middle)) - Math.min(...tail.slice(middle)) < minStepSeconds
    );
  }

  /** The last half second in sight, without single wrong times. */
  #tail(): number[] {
    const timed = this.#queue.filter(({ seconds }) => !Number.isNaN(seconds));
    const from = timed.findIndex(
      ({ startSeconds }) => startSeconds >= this.#source.seconds - lookAheadSeconds,
    );
    const first = Math.min(from < 0 ? timed.length : from, timed.length - minMarks);
    const levels = timed.slice(Math.max(0, first)).map(({ level }) => level);
    const median = levels.toSorted((a, b) => a - b)[levels.length >> 1]!;
    return levels.filter((level) => Math.abs(level - median) < maxOverlapSeconds);
  }

  #place(): void {
    const head = this.#queue[0]!;
    if (Number.isNaN(this.#level)) this.#start(head);
    if (this.#jumping && this.#runsEvenly()) this.#endJump();
    if (!Number.isNaN(head.seconds)) {
      if (!this.#jumping && !this.#corrected && this.#toDrop === 0) this.#compare(head);
      this.#remember(head);
      this.#marks--;
    }
    this.#queue.shift();
    if (this.#corrected === head) this.#corrected = undefined;
    const { content, samples, sampleRate } = head;
    const { silence = 0, lateSeconds, drop = 0 } = head.correction ?? {};
    this.#toDrop += drop;
    const skip = this.#takeDrop(samples);
    const silentSeconds = lateSeconds ?? silence / sampleRate;
    this.#filledSeconds += silentSeconds;
    this.#level += silentSeconds - skip / sampleRate;
    const atSeconds = this.#output.seconds;
    this.#output.add(silence + samples - skip, sampleRate);
    const run = { content, samples, sampleRate, silence, skip };
    this.#held.push({ run, atSeconds });
    if (silence > 0 && lateSeconds === undefined) this.#moveHole(run, atSeconds);
  }

  /** The silence before a run goes to an earlier one, where the hole begins there. */
  #moveHole(run: PlacedRun<T>, atSeconds: number): void {
    const start = this.#options.findHoleStart?.(atSeconds, run.silence / run.sampleRate);
    if (start === undefined) return;
    const earlier = this.#held.find((held) => held.atSeconds >= start - minStepSeconds)?.run;
    if (!earlier || earlier === run || earlier.sampleRate !== run.sampleRate) return;
    earlier.silence += run.silence;
    run.silence = 0;
  }

  /** The first time: what is before it is silence, or is cut, as players do. */
  #start(head: Queued<T>): void {
    const { findZero, toleranceSeconds, onChange, packetQuantum = 1 } = this.#options;
    const timed = this.#queue.find(({ seconds }) => !Number.isNaN(seconds));
    if (!timed) return;
    const first = this.#earliest(timed.level);
    this.#level = findZero(first);
    const seconds = first - this.#level;
    if (seconds > toleranceSeconds) {
      this.#fill(head, seconds, "late-start");
      const exact = Math.round(seconds * head.sampleRate);
      // Packets are put in until they are enough: the pre-skip takes off what is too much.
      if (head.correction)
        head.correction = {
          silence: Math.ceil(exact / packetQuantum) * packetQuantum,
          lateSeconds: exact / head.sampleRate,
        };
    } else if (seconds < -maxHoleSeconds) {
      this.#level = first;
    } else if (seconds < -minOverlapSeconds) {
      const drop = Math.round(-seconds * head.sampleRate);
      onChange({ kind: "early-start", atSeconds: 0, seconds: -drop / head.sampleRate });
      // Packets are hidden by the pre-skip.
      if (this.#options.packetQuantum) this.#level = first;
      else this.#corrected = Object.assign(head, { correction: { drop } });
    }
  }

  #compare(head: Queued<T>): void {
    const deviation = head.level - this.#level;
    const { toleranceSeconds } = this.#options;
    if (deviation > toleranceSeconds) {
      const ahead = this.#earliest(this.#level) - this.#level;
      if (ahead <= toleranceSeconds || !this.#isProven(ahead)) return;
      const before = Math.min(...this.#passed.map(({ level }) => level - this.#level));
      if (ahead - before >= minStepSeconds) this.#fill(head, ahead, "hole");
      else if (ahead > this.#driftSeconds) this.#fill(this.#findQuiet(), ahead, "drift");
    } else if (deviation < -this.#driftSeconds) {
      if (!this.#cutOverlap(head)) this.#cutDrift();
    }
  }

  /** Sound is left out for a step back that stays. Where the clock goes on to fall, or falls far, its times are wrong. */
  #cutOverlap(head: Queued<T>): boolean {
    if (!this.#startsFall()) return false;
    const behind = this.#fall();
    if (behind <= minOverlapSeconds || !this.#isProven(behind)) return false;
    const before = Math.min(...this.#passed.map(({ level }) => this.#level - level));
    if (behind > maxOverlapSeconds || !this.#hasSettled()) this.#startJump();
    else if (behind - before < minStepSeconds || this.#isLessThanHalf(behind, head)) return false;
    else this.#cut(head, behind, "overlap");
    return true;
  }

  /** A packet is left out whole, so that less than half of one is too little. */
  #isLessThanHalf(seconds: number, { samples, sampleRate }: Queued<T>): boolean {
    return this.#options.packetQuantum !== undefined && seconds * 2 < samples / sampleRate;
  }

  /** Of jittery times the earliest is right, but for a single wrong one: so both before and ahead there must be one. */
  #cutDrift(): void {
    const before = Math.min(...this.#passed.map(({ level }) => level));
    const behind = this.#level - Math.max(before, this.#earliest(this.#level));
    if (behind <= this.#driftSeconds || behind > maxOverlapSeconds || !this.#isProven(behind)) return;
    const run = this.#findQuiet();
    if (this.#isLessThanHalf(behind, run)) return;
    const { seconds, atSeconds } = this.#fastDrift;
    const now = this.#output.seconds;
    const sum = Math.max(0, seconds - (now - atSeconds) * maxDriftRate) + behind;
    this.#fastDrift = { seconds: Math.min(sum, maxFastDriftSeconds), atSeconds: now };
    if (sum > maxFastDriftSeconds) {
      this.#startJump(this.#queue[0]!);
      return;
    }
    this.#cut(run, behind, "drift");
  }

  /** The lowest level in sight: jitter only delays. Times that fell far back are not of this clock. */
  #earliest(level: number): number {
    const levels = this.#queue.map((run) => run.level).filter((other) => other > level - maxOverlapSeconds);
    return levels.length > 0 ? Math.min(...levels) : level;
  }

  /** A few times at the very end prove little. */
  #isProven(seconds: number): boolean {
    const rest = this.#source.seconds - this.#queue[0]!.startSeconds;
    return (this.#marks > 1 && rest >= minProofSeconds) || seconds > minSingleSeconds;
  }

  #fill(run: Queued<T>, seconds: number, kind: ClockChange["kind"]): void {
    const { packetQuantum = 1, statedSeconds = 0, onChange } = this.#options;
    const atSeconds = this.#output.seconds;
    const isStated = atSeconds + seconds <= Math.min(statedSeconds + statedSlackSeconds, maxStatedSeconds);
    if (!isStated && (seconds > maxHoleSeconds || this.#filledSeconds + seconds > maxAllHolesSeconds)) {
      this.#jump(seconds);
      return;
    }
    const quanta = (seconds * run.sampleRate) / packetQuantum;
    const silence = packetQuantum * (packetQuantum === 1 ? Math.round(quanta) : Math.floor(quanta + 0.01));
    this.#corrected = run;
    run.correction = { silence };
    onChange({ kind, atSeconds, seconds });
  }

  #cut(run: Queued<T>, seconds: number, kind: ClockChange["kind"]): void {
    this.#corrected = run;
    run.correction = { drop: Math.round(seconds * run.sampleRate) };
    this.#options.onChange({ kind, atSeconds: this.#output.seconds, seconds: -seconds });
  }

  #jump(seconds: number): void {
    this.#options.onChange({ kind: "jump", atSeconds: this.#output.seconds, seconds });
    this.#level += seconds;
  }

  /** @param slowSince a run since which the clock falls back little by little */
  #startJump(slowSince?: Queued<T>): void {
    this.#jumping = {
      atSeconds: this.#output.seconds,
      level: this.#level,
      ...(slowSince && { slowSince: { ...slowSince } }),
    };
    if (this.#runsEvenly()) this.#endJump();
  }

  #runsEvenly(): boolean {
    const { slowSince } = this.#jumping!;
    if (!slowSince) return this.#hasSettled();
    const { startSeconds, level } = this.#queue[0]!;
    // A hole.
    if (level > slowSince.level + maxFastDriftSeconds) return true;
    if (Number.isNaN(level) || startSeconds < slowSince.startSeconds + minEvenSeconds) return false;
    const isEven = level > slowSince.level - minEvenSeconds * maxDriftRate - minStepSeconds;
    slowSince.startSeconds = startSeconds;
    slowSince.level = level;
    return isEven;
  }

  /** From here on the sound is on the clock as it is now. */
  #endJump(): void {
    const { atSeconds, level, slowSince } = this.#jumping!;
    const tail = this.#tail();
    this.#level = tail.length > 0 ? Math.min(...tail) : (slowSince?.level ?? level);
    this.#jumping = undefined;
    this.#options.onChange({ kind: "jump", atSeconds, seconds: this.#level - level });
  }

  /** Where in sight a correction is heard least. */
  #findQuiet(): Queued<T> {
    let quietest = this.#queue[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const run of this.#queue) {
      if (run.startSeconds - this.#queue[0]!.startSeconds > lookAheadSeconds) break;
      const loudness = this.#options.loudness(run.content);
      if (loudness < least) [quietest, least] = [run, loudness];
    }
    return quietest;
  }

  #takeDrop(samples: number): number {
    if (this.#toDrop === 0) return 0;
    // A packet is dropped when at least half of it is there twice; a hole that this leaves is filled.
    const isWhole = this.#options.packetQuantum !== undefined;
    const skip = isWhole ? (this.#toDrop * 2 >= samples ? samples : 0) : Math.min(samples, this.#toDrop);
    this.#toDrop = isWhole && skip === 0 ? 0 : Math.max(0, this.#toDrop - skip);
    return skip;
  }

  #remember({ startSeconds, level }: Queued<T>): void {
    this.#passed.push({ startSeconds, level });
    while (this.#passed[0]!.startSeconds < startSeconds - lookAheadSeconds && this.#passed.length > 1)
      this.#passed.shift();
  }
}

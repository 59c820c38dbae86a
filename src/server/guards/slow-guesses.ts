/**
 * Wrong tokens. A generated token has 192 bits, one given by hand at least 128: neither can be guessed at any rate of
 * requests. The delays limit the load of those who try. The right token is compared first and never delayed, so that nobody
 * can lock its owner out by guessing, not even from the same address.
 */

/** Maximum number of delayed answers, per address and in all, and of addresses that are remembered. */
const limits = { waitingPerAddress: 4, waiting: 64, addresses: 1000 };
const firstDelayMs = 250;
const maxDelayMs = 4000;
/** Above this rate, over all addresses, every wrong token gets the maximum delay. */
const manyPerMinute = 100;

type Guesser = { wrong: number; waiting: number; lastMs: number };

type Wait = (milliseconds: number) => Promise<void>;

/** Counts wrong tokens by address and in all, and delays their answers. */
export class GuessLimiter {
  readonly #guessers = new Map<string, Guesser>();
  readonly #wait: Wait;
  #waiting = 0;
  #minute = { startMs: 0, wrong: 0 };

  /** @param wait resolves after so many milliseconds */
  constructor(wait: Wait) {
    this.#wait = wait;
  }

  /**
   * Called with each wrong token before its answer is sent.
   * @param nowMs of a clock that never goes back
   * @returns false: refuse at once, since too many answers wait already
   */
  async delay(address: string, nowMs: number): Promise<boolean> {
    const guesser = this.#find(address, nowMs);
    guesser.wrong += 1;
    if (nowMs - this.#minute.startMs > 60_000) this.#minute = { startMs: nowMs, wrong: 0 };
    this.#minute.wrong += 1;
    if (guesser.waiting >= limits.waitingPerAddress || this.#waiting >= limits.waiting) return false;
    const own = Math.min(maxDelayMs, firstDelayMs * 2 ** (guesser.wrong - 1));
    guesser.waiting += 1;
    this.#waiting += 1;
    try {
      await this.#wait(this.#minute.wrong > manyPerMinute ? maxDelayMs : own);
    } finally {
      guesser.waiting -= 1;
      this.#waiting -= 1;
    }
    return true;
  }

  #find(address: string, nowMs: number): Guesser {
    const key = toNetwork(address);
    const known = this.#guessers.get(key);
    // An address is forgotten after ten minutes without a wrong token.
    const guesser =
      known && (known.waiting > 0 || nowMs - known.lastMs < 600_000)
        ? known
        : { wrong: 0, waiting: 0, lastMs: nowMs };
    guesser.lastMs = nowMs;
    // The newest is last.
    this.#guessers.delete(key);
    this.#guessers.set(key, guesser);
    if (this.#guessers.size > limits.addresses) this.#guessers.delete(this.#guessers.keys().next().value!);
    return guesser;
  }
}

/** One sender usually has a /64 network of IPv6 addresses: they count as one. */
function toNetwork(address: string): string {
  const isMapped = address.startsWith("::ffff:");
  if (isMapped || !address.includes(":")) return isMapped ? address.slice(7) : address;
  const [before = "", after = ""] = address.split("%")[0]!.split("::");
  const head = before.split(":").filter(Boolean);
  const tail = after.split(":").filter(Boolean);
  const missing = address.includes("::")
    ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0")
    : [];
  return [...head, ...missing, ...tail].slice(0, 4).join(":");
}

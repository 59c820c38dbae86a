/**
 * `work` for each item, a few at once, results in the items' order. Flushing one small file after another to the disk is
 * what takes the time of a first backup; a file system flushes several at once nearly as fast as one.
 * The first failure ends it, once what is in work has ended.
 */
export async function mapSeveral<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce = 4,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  let hasFailed = false;
  const workThrough = async () => {
    while (next < items.length && !hasFailed) {
      const place = next++;
      try {
        results[place] = await work(items[place]!);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, workThrough));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return results;
}

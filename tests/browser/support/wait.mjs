// Waiting for a fact, instead of sleeping for as long as it might take.

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until `fact` returns something true, and returns that.
 * An error that it throws counts as "not yet", and is told when time is up.
 */
export async function waitFor(what, fact, { within = 10_000, every = 25 } = {}) {
  const deadline = performance.now() + within;
  for (;;) {
    let failure;
    try {
      const found = await fact();
      if (found) return found;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${within} ms: ${what}`, { cause: failure });
    }
    await pause(every);
  }
}

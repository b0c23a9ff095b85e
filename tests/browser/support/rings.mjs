// The telephone rings, and the card of whoever calls comes to the screen.

import { waitFor } from './wait.mjs';

let made = 0;

/** Lets the telephone system announce a call, and returns its name and when it was announced. */
export async function ring(office, from) {
  const callId = `pbx-${process.pid}-${(made += 1)}`;
  const rangAt = Date.now();
  await office.call({ event: 'newCall', from, to: '0033465710074', direction: 'in', callId });
  return { callId, rangAt };
}

export function hangUp(office, callId) {
  return office.call({ event: 'hangup', callId, direction: 'in' });
}

/** Notes from now on when each card is painted, until the page is left. */
export async function watchCards(page) {
  await page.evaluate(() => {
    const painted = (globalThis.paintedCards = []);
    const known = new Set();
    const place = document.getElementById('call-card');
    const look = () => {
      const fresh = [...place.querySelectorAll('.call-card')].map(({ id }) => id).filter((id) => !known.has(id));
      fresh.forEach((id) => known.add(id));
      if (fresh.length === 0) return;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // Comes when the frame has been drawn.
        port1.onmessage = () => painted.push(...fresh.map((id) => ({ id, at: Date.now() })));
        port2.postMessage('');
      });
    };
    look();
    new MutationObserver(look).observe(place, { childList: true, subtree: true });
  });
}

/** The next card that is painted: its id, and when. */
export function paintedCard(page) {
  return waitFor('a call card is painted', () => page.evaluate(() => globalThis.paintedCards.shift()));
}

/** Of durations in milliseconds: the middle one, the one that 95 % do not pass, and the longest. */
export function spread(durations) {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.ceil(share * sorted.length) - 1];
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms of ${sorted.length}`;
}

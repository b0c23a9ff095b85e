// Looks for a number after which SHA-256 (FIPS 180-4) begins with so many zero bits. Written out, because
// crypto.subtle answers each question on its own, which is slow, and not at all without TLS.

const primes = [];
for (let n = 2; primes.length < 64; n += 1) {
  if (primes.every((prime) => n % prime !== 0)) primes.push(n);
}
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const turn = (x, by) => (x >>> by) | (x << (32 - by));
const words = new Int32Array(64);

/** The first 32 bits of the SHA-256 of an ASCII text. */
function firstWord(text) {
  const blocks = Math.ceil((text.length + 9) / 64);
  const padded = new DataView(new ArrayBuffer(blocks * 64));
  for (let at = 0; at < text.length; at += 1) padded.setUint8(at, text.charCodeAt(at));
  padded.setUint8(text.length, 0x80);
  padded.setUint32(blocks * 64 - 4, text.length * 8);
  let state = START;
  for (let block = 0; block < blocks; block += 1) state = compressed(state, padded, block * 64);
  return state[0] >>> 0;
}

function compressed(state, bytes, offset) {
  for (let i = 0; i < 16; i += 1) words[i] = bytes.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const early = words[i - 15];
    const late = words[i - 2];
    words[i] = words[i - 16] + words[i - 7]
      + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3))
      + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
}

self.addEventListener('message', ({ data: { task, bits } }) => {
  for (let n = 0; ; n += 1) {
    if (Math.clz32(firstWord(`${task}:${n}`)) >= bits) {
      self.postMessage(String(n));
      return;
    }
  }
});

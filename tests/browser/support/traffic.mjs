// What comes over the wire, as the browser's network counts it: headers and bodies as they were encoded.

/** A slow line: 400 kb/s down and up, 300 ms there and back (ux.md §3.2). */
const SLOW = { offline: false, latency: 300, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

export class Traffic {
  requests = 0;
  bytes = 0;
  scriptBytes = 0;

  #session;
  #open = new Map();

  /** Counts from now on, for one page. */
  static async of(page) {
    const traffic = new Traffic();
    traffic.#session = await page.context().newCDPSession(page);
    await traffic.#session.send('Network.enable');
    traffic.#session.on('Network.requestWillBeSent', (event) => traffic.#begin(event));
    traffic.#session.on('Network.requestServedFromCache', ({ requestId }) => traffic.#open.delete(requestId));
    traffic.#session.on('Network.responseReceived', (event) => traffic.#answer(event));
    traffic.#session.on('Network.loadingFinished', (event) => traffic.#finish(event));
    return traffic;
  }

  async slowDown() {
    await this.#session.send('Network.emulateNetworkConditions', SLOW);
  }

  async emptyCache() {
    await this.#session.send('Network.clearBrowserCache');
  }

  async stop() {
    await this.#session.detach();
  }

  #begin({ requestId, request, type, redirectResponse }) {
    if (redirectResponse) this.#count(redirectResponse.encodedDataLength, type);
    // The live stream stays open, and an icon in the page itself is no request.
    if (/^https?:/.test(request.url) && type !== 'EventSource') this.#open.set(requestId, type);
  }

  #answer({ requestId, response }) {
    if (response.fromDiskCache || response.fromPrefetchCache) this.#open.delete(requestId);
  }

  #finish({ requestId, encodedDataLength }) {
    if (this.#open.has(requestId)) this.#count(encodedDataLength, this.#open.get(requestId));
    this.#open.delete(requestId);
  }

  #count(bytes, type) {
    this.requests += 1;
    this.bytes += bytes;
    if (type === 'Script') this.scriptBytes += bytes;
  }
}

// A real generic SMS gateway on the loopback interface, which keeps what it is given.

import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { waitFor } from './wait.mjs';

export class SmsGateway {
  /** What arrived, in order: `{ ref, from, to, text }`, and the `id` we gave it. */
  texts = [];
  /** Set to a status to refuse what comes: 4xx for good, 5xx for now. */
  refusal = null;

  #server = createServer((request, response) => this.#receive(request, response));

  static async open() {
    const gateway = new SmsGateway();
    await new Promise((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/sms`;
  }

  sentTo(number) {
    return this.texts.filter((text) => text.to === number);
  }

  /** The first text to this number (E.164) that matches. */
  text(number, content = /./, options) {
    const found = () => this.sentTo(number).find(({ text }) => content.test(text));
    return waitFor(`a text to ${number} with ${content}`, found, options);
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request, response) {
    const text = await json(request);
    if (this.refusal) {
      response.writeHead(this.refusal).end();
      return;
    }
    // The same reference again is the same text again.
    let known = this.texts.find(({ ref }) => ref === text.ref);
    if (!known) {
      known = { ...text, id: `gateway-${this.texts.length + 1}` };
      this.texts.push(known);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: known.id }));
  }
}

// A real SMTP server on the loopback interface, which keeps what it is given.

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { waitFor } from './wait.mjs';

export class MailServer {
  /** What arrived, in order, as mailparser reads it. */
  messages = [];
  /** Set to `{ code, text }` to refuse what comes: 4xx for now, 5xx for good. */
  refusal = null;

  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, answer) => this.#receive(stream).then(() => answer(), answer),
  });

  static async open() {
    const mail = new MailServer();
    await new Promise((resolve, reject) => {
      mail.#server.once('error', reject);
      mail.#server.listen(0, '127.0.0.1', resolve);
    });
    // A connection that breaks off, as at a kill, is no failure of this server.
    mail.#server.on('error', () => {});
    return mail;
  }

  get url() {
    return `smtp://127.0.0.1:${this.#server.server.address().port}`;
  }

  sentTo(address) {
    return this.messages.filter((message) => message.to.value.some((to) => to.address === address));
  }

  /** The first message to this address whose subject matches. */
  message(address, subject = /./, options) {
    const found = () => this.sentTo(address).find((message) => subject.test(message.subject));
    return waitFor(`an e-mail to ${address} about ${subject}`, found, options);
  }

  close() {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(stream) {
    const message = await simpleParser(stream);
    if (this.refusal) {
      throw Object.assign(new Error(this.refusal.text), { responseCode: this.refusal.code });
    }
    this.messages.push(message);
  }
}

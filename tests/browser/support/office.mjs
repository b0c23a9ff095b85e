// A running Relais, with a database, a mail server and an SMS gateway of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Database } from './database.mjs';
import { MailServer } from './mail_server.mjs';
import { SmsGateway } from './sms_gateway.mjs';
import { waitFor } from './wait.mjs';

const PROGRAM = process.env.RELAIS ?? fileURLToPath(new URL('../../../target/debug/relais', import.meta.url));

const CTI_TOKEN = 'browser-tests-cti-token';
const SMS_TOKEN = 'browser-tests-sms-token';

export class Office {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  url;
  mail;
  sms;
  database;

  #folder;
  #settings;
  #arguments;
  #process;
  #log = '';

  /** With `demo`, the demo office; `settings` are further variables. Close it at the end. */
  static async open({ demo = false, settings = {} } = {}) {
    const office = new Office();
    office.#folder = await mkdtemp(join(tmpdir(), 'relais-office-'));
    office.database = await Database.create();
    office.mail = await MailServer.open();
    office.sms = await SmsGateway.open();
    office.#arguments = demo ? ['serve', '--demo'] : ['serve'];
    office.#settings = {
      PATH: process.env.PATH,
      DATABASE_URL: office.database.url,
      DATA_DIR: office.#folder,
      LISTEN: '127.0.0.1:0',
      SMTP_URL: office.mail.url,
      MAIL_FROM: 'Duret Électricité <bureau@duret.example>',
      SMS_URL: office.sms.url,
      CTI_TOKEN,
      SMS_TOKEN,
      ...settings,
    };
    try {
      await office.start();
    } catch (error) {
      await office.close();
      throw error;
    }
    return office;
  }

  /** Starts again what was stopped or killed, on the same port. */
  async start() {
    this.#process = spawn(PROGRAM, this.#arguments, { cwd: this.#folder, env: this.#settings });
    this.#process.stderr.on('data', (line) => (this.#log += line));
    let said = '';
    this.#process.stdout.on('data', (line) => (said += line));
    await waitFor('Relais is ready', () => this.#hasEnded() || this.#isReady(said), { within: 60_000 });
    if (this.#hasEnded()) throw new Error(`Relais has ended: ${this.#log}`);
  }

  /** Stops it as a system would, and returns its exit code. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** As a power failure would. */
  kill() {
    return this.#end('SIGKILL');
  }

  async close() {
    if (!this.#hasEnded()) await this.stop();
    await Promise.all([this.mail.close(), this.sms.close(), this.database.drop()]);
    await rm(this.#folder, { recursive: true });
  }

  /** What the program logged so far. */
  get log() {
    return this.#log;
  }

  /** Runs another command of the program, and returns what it printed. */
  async relais(...args) {
    return this.relaisWithInput('', ...args);
  }

  async relaisWithInput(input, ...args) {
    const command = spawn(PROGRAM, args, { cwd: this.#folder, env: this.#settings });
    command.stdin.end(input);
    const [printed, complaint, [code]] = await Promise.all([
      text(command.stdout), text(command.stderr), once(command, 'exit'),
    ]);
    if (code !== 0) throw new Error(`relais ${args.join(' ')} ended with ${code}: ${complaint}`);
    return printed;
  }

  /** What the telephone system tells: `{ event: 'newCall', from, to, direction, callId, … }`. */
  call(event) {
    return this.#post(`/webhooks/cti/${CTI_TOKEN}`, event);
  }

  /** What the SMS gateway tells: `{ id, status }` or `{ from, to, text }`. */
  receipt(receipt) {
    return this.#post(`/webhooks/sms/generic/${SMS_TOKEN}`, receipt);
  }

  async #post(path, body) {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async #isReady(said) {
    const address = /Relais serves (http:\S+)/.exec(said)?.[1];
    if (!address) return false;
    this.url = address;
    this.#settings.LISTEN = new URL(address).host;
    return (await fetch(`${address}/readyz`)).ok;
  }

  #hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async #end(signal) {
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    const [code] = await ended;
    return code;
  }
}

// A fresh database on the server of DATABASE_URL (tools/with-postgres.sh).

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class Database {
  #server;
  #name = `relais_${randomBytes(6).toString('hex')}`;

  static async create() {
    if (!process.env.DATABASE_URL) {
      throw new Error('DATABASE_URL is not set: run the browser tests with make test or tools/with-postgres.sh');
    }
    const database = new Database();
    database.#server = new URL(process.env.DATABASE_URL);
    await run('createdb', [...database.#connection(), database.#name]);
    return database;
  }

  get url() {
    const url = new URL(this.#server);
    url.pathname = `/${this.#name}`;
    return url.href;
  }

  /** The rows of a query, for facts that no screen shows. */
  async rows(sql) {
    const printed = await this.run(`select coalesce(json_agg(found), '[]') from (${sql}) found`);
    return JSON.parse(printed);
  }

  /** Runs SQL, and returns what psql printed. */
  async run(sql) {
    const { stdout } = await run('psql', [this.url, '-X', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql]);
    return stdout;
  }

  async drop() {
    await run('dropdb', ['--force', '--if-exists', ...this.#connection(), this.#name]);
  }

  #connection() {
    const { searchParams, hostname, port, username } = this.#server;
    const options = { host: searchParams.get('host') ?? hostname, port, username: searchParams.get('user') ?? username };
    return Object.entries(options).filter(([, value]) => value).map(([name, value]) => `--${name}=${value}`);
  }
}

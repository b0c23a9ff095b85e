// A real browser, and visitors in it whose every complaint is kept.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Chromium logs these, but they are answers: a form that comes back, a stale edit, or too many. */
const ANSWERS = /^Failed to load resource: the server responded with a status of (409|422|429) /;
/** So is a page that is not there or not for everybody, where it was asked for and not from within a page. */
const REFUSED = /^Failed to load resource: the server responded with a status of (403|404) /;

export function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** Somebody with a browser profile of his own. */
export class Visitor {
  context;
  page;
  /** Errors of the console and of scripts, refusals of the content security policy, answers of 5xx. */
  complaints = [];

  /** `options` as of Playwright's `newContext`: `javaScriptEnabled`, `viewport`, `hasTouch`, `colorScheme`, … */
  static async arrive(browser, office, options = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({
      locale: 'fr-FR', timezoneId: 'Europe/Paris', baseURL: office.url, ...options,
    });
    visitor.context.setDefaultTimeout(15_000);
    visitor.#listen();
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  /** Closes the profile; fails if the browser complained. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }

  #listen() {
    this.context.on('console', (message) => {
      const isPageItself = message.page()?.url() === message.location().url;
      const isAnswer = ANSWERS.test(message.text()) || (isPageItself && REFUSED.test(message.text()));
      if (message.type() === 'error' && !isAnswer) {
        this.complaints.push(`console on ${message.location().url}: ${message.text()}`);
      }
    });
    this.context.on('weberror', (failure) => this.complaints.push(`script: ${failure.error().stack}`));
    this.context.on('response', (response) => {
      if (response.status() >= 500) this.complaints.push(`${response.status()} ${response.url()}`);
    });
  }
}

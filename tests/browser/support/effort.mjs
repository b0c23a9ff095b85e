// What a journey costs the person who makes it, and the network.

import { Traffic } from './traffic.mjs';

/**
 * Seconds of the keystroke-level model (Card, Moran and Newell, 1980): a key, pointing and pressing,
 * thinking before an act, moving the hand between mouse and keyboard. A thumb types more slowly, and
 * neither presses a button nor changes place.
 */
const MOUSE = { key: 0.2, point: 1.1, press: 0.2, think: 1.2, home: 0.4 };
const THUMB = { key: 0.35, point: 1.0, press: 0, think: 1.2, home: 0 };

export class Effort {
  /** A click, a field filled, a key pressed: each is one. */
  interactions = 0;
  /** Typed, or pressed as a key. */
  characters = 0;
  /** Loaded whole. */
  pages = 0;
  /** Estimated for an expert who makes no mistake. */
  seconds = 0;

  /** What the network carried. */
  traffic;

  #page;
  #costs;

  /** Counts from now on; with `touch`, on a telephone. */
  static async of(page, { touch = false } = {}) {
    const effort = new Effort();
    effort.#page = page;
    effort.#costs = touch ? THUMB : MOUSE;
    effort.traffic = await Traffic.of(page);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) effort.pages += 1;
    });
    return effort;
  }

  /** `target`: a selector, or a locator. */
  async click(target) {
    this.#act(this.#costs.point + this.#costs.press);
    await this.#locate(target).click();
  }

  async fill(target, text) {
    this.#act(this.#costs.point + this.#costs.home + this.#costs.key * text.length, text.length);
    await this.#locate(target).fill(text);
  }

  /** From a point of the window to another, button held: one, with pointing twice. */
  async drag(from, to) {
    this.#act(2 * this.#costs.point + this.#costs.press);
    const { mouse } = this.#page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 4 });
    await mouse.up();
  }

  /** Types where the focus is. */
  async type(text) {
    this.#act(this.#costs.key * text.length, text.length);
    await this.#page.keyboard.type(text);
  }

  async choose(target, option) {
    this.#act(2 * (this.#costs.point + this.#costs.press));
    await this.#locate(target).selectOption(option);
  }

  /** A key or a chord, such as `F2` or `Control+Enter`. */
  async press(keys) {
    this.#act(this.#costs.key * keys.split('+').length, 1);
    await this.#page.keyboard.press(keys);
  }

  /** In one line. */
  summary() {
    const { interactions, characters, pages, traffic } = this;
    const kilobytes = (traffic.bytes / 1000).toFixed(1);
    return `${interactions} interactions, ${characters} characters, ${pages} pages, ${traffic.requests} requests, ` +
      `${kilobytes} kB, ${this.seconds.toFixed(0)} s for an expert (keystroke-level model)`;
  }

  #act(seconds, characters = 0) {
    this.interactions += 1;
    this.characters += characters;
    this.seconds += this.#costs.think + seconds;
  }

  #locate(target) {
    return typeof target === 'string' ? this.#page.locator(target) : target;
  }
}

// What a journey costs the person who makes it, and the network.

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
  requests = 0;
  /** Estimated for an expert who makes no mistake. */
  seconds = 0;

  #page;
  #costs;
  #bodies = [];

  constructor(page, { touch = false } = {}) {
    this.#page = page;
    this.#costs = touch ? THUMB : MOUSE;
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.pages += 1;
    });
    page.on('requestfinished', (request) => {
      this.requests += 1;
      // A page that was left takes the sizes with it.
      this.#bodies.push(request.sizes().then((sizes) => sizes.responseBodySize, () => 0));
    });
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

  /** All of it, with the bytes of the bodies as they came over the wire. */
  async total() {
    const { interactions, characters, pages, requests } = this;
    const bodies = await Promise.all(this.#bodies);
    const bytes = bodies.reduce((sum, body) => sum + body, 0);
    return { interactions, characters, pages, requests, bytes, seconds: Number(this.seconds.toFixed(1)) };
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

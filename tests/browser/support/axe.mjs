// Can everybody use this page? As far as a program can tell.

import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** WCAG 2.2 AA, in light and in dark. */
export async function assertAccessible(page) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`));
    assert.deepEqual(found, [], `${page.url()} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** WCAG 1.4.10: nothing is to the right of a window 320 pixels wide. */
export async function assertFitsSmallScreen(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${page.url()} is ${width} pixels wide on a screen of 320`);
  await page.setViewportSize(before);
}

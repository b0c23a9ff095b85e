// Can everybody use this page? As far as a program can tell.

import { AxeBuilder } from '@axe-core/playwright';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, in light and in dark; nothing but colours changes between them. */
export async function inaccessible(page) {
  await page.emulateMedia({ colorScheme: 'light' });
  const inLight = await violations(new AxeBuilder({ page }).withTags(RULES), 'in light');
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await violations(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']), 'in dark');
  await page.emulateMedia({ colorScheme: null });
  return [...inLight, ...inDark];
}

async function violations(axe, scheme) {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${scheme} (${help}) at ${target.join(' ')}: ${failureSummary}`));
}

/** WCAG 1.4.10: what reaches past the right edge of a window 320 pixels wide. */
export async function overflowing(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const found = await page.evaluate(() => {
    const width = document.documentElement.scrollWidth;
    if (width <= innerWidth) return [];
    const culprits = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return [`${width} pixels wide on a screen of ${innerWidth}: ${culprits.slice(0, 4).join(', ')}`];
  });
  await page.setViewportSize(before);
  return found;
}

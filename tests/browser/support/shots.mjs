// Pictures of pages, for people to look at: only where RELAIS_SHOTS names a folder to put them in.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = process.env.RELAIS_SHOTS;

const SIZES = [{ width: 1600, height: 1000 }, { width: 390, height: 844 }];

/** A page as it stands, on a desk and on a telephone, in light and in dark. */
export async function shoot(page, name) {
  if (!FOLDER) return;
  await mkdir(FOLDER, { recursive: true });
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(FOLDER, `${name}-${size.width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

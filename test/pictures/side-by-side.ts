import { readFileSync } from 'node:fs';
import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import { DENSITY, photographWhole } from './photograph.ts';

const STYLE = `
html { background: #cfd8d2; }
body { margin: 0; }
div { display: flex; justify-content: center; gap: 40px; padding: 48px 0 56px; }
img { border-radius: 14px; box-shadow: 0 1px 2px rgb(15 40 32 / 14%), 0 14px 32px rgb(15 40 32 / 16%); }
`;

const WIDTH = 880;

/** Makes one picture of several, taken at {@link DENSITY}, on a calm ground. */
export async function putSideBySide(
  browser: BrowserUnderTest,
  pictures: readonly string[],
  path: string,
): Promise<void> {
  const page = await browser.openPage('about:blank');
  const sources = pictures.map((one) => {
    return `data:image/png;base64,${readFileSync(one).toString('base64')}`;
  });
  await page.evaluate(
    async (style, urls, density) => {
      const sheet = document.createElement('style');
      sheet.textContent = style;
      document.head.append(sheet);
      const row = document.body.appendChild(document.createElement('div'));
      for (const url of urls) {
        const image = new Image();
        image.src = url;
        await image.decode();
        image.width = image.naturalWidth / density;
        row.append(image);
      }
    },
    STYLE,
    sources,
    DENSITY,
  );
  await photographWhole(page, WIDTH, path);
  await page.close();
}

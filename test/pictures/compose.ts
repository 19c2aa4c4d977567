import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { BrowserUnderTest } from '../support/browsers/browser-under-test.ts';
import type { Badge } from '../support/browsers/probe.ts';
import type { Caption } from '../support/store-texts/store-texts.ts';
import { captureHtml, DENSITY, imageUrl } from './capture.ts';

/** A picture for a store: a caption beside pictures of screens. Sizes are in pixels. */
export interface Composition {
  width: number;
  height: number;
  /** The name of the extension above the caption. */
  name: string;
  caption: Caption;
  language: string;
  /** Paths of pictures taken at {@link DENSITY}, from left to right. */
  screens: readonly string[];
  /** A PNG. */
  icon: Buffer;
  /** Drawn on the icon as on the toolbar button. */
  badge?: Badge;
  /** The place of the upper edge of screens in their own size; by default they are centered and scaled to fit. */
  top?: number;
  /** Device pixels per pixel of the sizes; 1 by default. */
  density?: number;
}

const STYLE = `
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; align-items: center; justify-content: center; gap: 5.5vw; padding: 0 5vw; overflow: hidden;
  background: radial-gradient(circle at 85% 10%, #e3f1ea 0, #cfe1d8 40%, #b9d3c7 100%); color: #12332a;
  font-family: system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
.text { flex: 1 1 0; min-width: 0; }
.brand { display: flex; align-items: center; gap: 1.2em; font-size: calc(max(13px, 1.5vw) * var(--text, 1)); font-weight: 600; color: #0d6b55; }
.mark { position: relative; width: 3em; height: 3em; }
.mark img { width: 100%; height: 100%; display: block; }
.badge { position: absolute; right: -0.9em; bottom: -0.45em; padding: 0.05em 0.4em; border-radius: 0.35em; color: #fff;
  font-weight: 700; font-size: 1.05em; line-height: 1.35; }
h1 { margin: 0.7em 0 0.35em; font-size: calc(max(22px, 3.9vw) * var(--text, 1)); line-height: 1.12; letter-spacing: -0.02em; text-wrap: balance; }
p { margin: 0; font-size: calc(max(13px, 1.75vw) * var(--text, 1)); line-height: 1.45; color: #33564b; text-wrap: balance; }
.screens { display: flex; align-items: center; gap: 28px; flex: none; }
.screens img { border-radius: 16px; box-shadow: 0 2px 4px rgb(10 50 38 / 18%), 0 22px 48px rgb(10 50 38 / 26%); }
.fixed { --text: 1.25; align-items: flex-start; }
.fixed .text { padding-top: 26vh; }
.fixed .screens { padding-top: var(--top); align-items: flex-start; }
`;

/** Writes the picture to `path`. */
export async function compose(
  browser: BrowserUnderTest,
  { width, height, name, caption, language, screens, icon, badge, top, density = 1 }: Composition,
  path: string,
): Promise<void> {
  const isFixed = top !== undefined;
  const room = { width: width * (screens.length > 1 ? 0.6 : 0.5), height: height * 0.88 };
  const images = screens.map(async (screen) => {
    const size = await sharp(screen).metadata();
    const [naturalWidth, naturalHeight] = [size.width / DENSITY, size.height / DENSITY];
    const widthEach = room.width / screens.length;
    const fitting = Math.min(1.25, room.height / naturalHeight, widthEach / naturalWidth);
    const scale = isFixed ? 1 : fitting;
    return `<img src="${imageUrl(readFileSync(screen))}" width="${naturalWidth * scale}">`;
  });
  const html = `
    <head><style>${STYLE}</style></head>
    <body lang="${language}" ${isFixed ? `class="fixed" style="--top: ${top}px"` : ''}>
      <div class="text">
        <div class="brand">
          <span class="mark"><img src="${imageUrl(icon)}">${badge ? `<span class="badge" style="background: ${badge.color}">${escaped(badge.text)}</span>` : ''}</span>
          <span>${escaped(name)}</span>
        </div>
        <h1>${escaped(caption.headline)}</h1>
        <p>${escaped(caption.line)}</p>
      </div>
      ${screens.length > 0 ? `<div class="screens">${(await Promise.all(images)).join('')}</div>` : ''}
    </body>`;
  await captureHtml(browser, html, async (page) => {
    await page.resize(width, height, density);
    await page.screenshot(path);
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

import { readFileSync } from 'node:fs';
import type { Badge, BrowserUnderTest } from '../../support/browsers/browser-under-test.ts';
import type { Caption } from '../../support/store-texts/store-texts.ts';
import { DENSITY } from '../photograph.ts';

/** A picture for a store: a caption, and what it speaks of. Sizes in pixels. */
export interface Composition {
  width: number;
  height: number;
  /** The product's name above the caption. */
  name: string;
  caption: Caption;
  language: string;
  /** Paths of pictures, taken at {@link DENSITY}, from left to right. */
  pictures: readonly string[];
  /** The icon, as a PNG. */
  icon: Buffer;
  /** Shown on the icon, as on the toolbar button. */
  badge?: Badge;
}

const STYLE = `
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; align-items: center; justify-content: center; gap: 5.5vw; padding: 0 5vw; overflow: hidden;
  background: radial-gradient(circle at 85% 10%, #e3f1ea 0, #cfe1d8 40%, #b9d3c7 100%); color: #12332a;
  font-family: system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
.words { flex: 1 1 0; min-width: 0; }
.brand { display: flex; align-items: center; gap: 0.8em; font-size: max(13px, 1.5vw); font-weight: 600; color: #0d6b55; }
.mark { position: relative; width: 3em; height: 3em; }
.mark img { width: 100%; height: 100%; display: block; }
.badge { position: absolute; right: -0.9em; bottom: -0.45em; padding: 0.05em 0.4em; border-radius: 0.35em; color: #fff;
  font-weight: 700; font-size: 1.05em; line-height: 1.35; }
h1 { margin: 0.7em 0 0.35em; font-size: max(22px, 3.9vw); line-height: 1.12; letter-spacing: -0.02em; text-wrap: balance; }
p { margin: 0; font-size: max(13px, 1.75vw); line-height: 1.45; color: #33564b; text-wrap: balance; }
.shots { display: flex; align-items: center; gap: 28px; flex: none; }
.shots img { border-radius: 16px; box-shadow: 0 2px 4px rgb(10 50 38 / 18%), 0 22px 48px rgb(10 50 38 / 26%); }
`;

/** Puts a caption and pictures together, and writes the whole to `path`. */
export async function compose(
  browser: BrowserUnderTest,
  { width, height, name, caption, language, pictures, icon, badge }: Composition,
  path: string,
): Promise<void> {
  const page = await browser.openPage('about:blank');
  await page.resize(width, height, 1);
  const urlOf = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;
  await page.evaluate(
    async ({ style, language, name, headline, line, icon, badge, shots, density, room }) => {
      document.documentElement.lang = language;
      const add = <K extends keyof HTMLElementTagNameMap>(
        parent: HTMLElement,
        tag: K,
        className: string,
        text = '',
      ): HTMLElementTagNameMap[K] => {
        const element = document.createElement(tag);
        element.className = className;
        element.textContent = text;
        return parent.appendChild(element);
      };
      add(document.head, 'style', '', style);
      const words = add(document.body, 'div', 'words');
      const brand = add(words, 'div', 'brand');
      const mark = add(brand, 'span', 'mark');
      const image = add(mark, 'img', '');
      image.src = icon;
      await image.decode();
      if (badge) add(mark, 'span', 'badge', badge.text).style.background = badge.color;
      add(brand, 'span', '', name);
      add(words, 'h1', '', headline);
      add(words, 'p', '', line);
      if (shots.length === 0) return;
      const row = add(document.body, 'div', 'shots');
      for (const url of shots) {
        const shot = add(row, 'img', '');
        shot.src = url;
        await shot.decode();
        const natural = shot.naturalHeight / density;
        const wide = shot.naturalWidth / density;
        const scale = Math.min(1.25, room.height / natural, room.width / shots.length / wide);
        shot.width = wide * scale;
      }
    },
    {
      style: STYLE,
      language,
      name,
      headline: caption.headline,
      line: caption.line,
      icon: urlOf(icon),
      badge: badge && { text: badge.text, color: badge.color },
      shots: pictures.map((one) => urlOf(readFileSync(one))),
      density: DENSITY,
      room: { width: width * (pictures.length > 1 ? 0.6 : 0.5), height: height * 0.88 },
    },
  );
  await page.screenshot(path);
  await page.close();
}

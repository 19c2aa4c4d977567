import { join } from 'node:path';
import type { Badge } from '../../support/browsers/probe.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { until } from '../../support/waiting/until.ts';
import { captureAtOnce, DENSITY, POPUP_WIDTH } from '../capture.ts';
import type { Part } from './captions.ts';

/** One frame of the moving picture. */
export interface Frame {
  readonly part: Part;
  /** The path of the screen's picture. */
  readonly screen: string;
  readonly badge: Badge;
  readonly durationMs: number;
}

/** The height of the platform's window in CSS pixels. */
const WINDOW_HEIGHT = 544;

/** The time of each step of a balance that counts. */
const COUNT_STEP_MS = 60;

const POINTER =
  '<svg viewBox="0 0 16 24" width="20" height="30"><path d="M1 1v18l4.6-4 3 7 3-1.3-3-6.9h6.2z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>';

/** Takes the frames of the moving picture. Their durations are fixed, however long the browser takes. */
export class Film {
  readonly frames: Frame[] = [];
  part: Part = 'sign-in';
  readonly #browser: TestEnvironment['browser'];
  readonly #folder: string;

  /** Pictures of screens go into `folder`. */
  constructor({ browser }: TestEnvironment, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  /** Adds the popup. No button has its hover style: whether it has depends on the time. */
  async addPopup(popup: View, durationMs: number): Promise<void> {
    await popup.page.mouse.move(0, 0);
    await this.#add(durationMs, (path) => captureAtOnce(popup, POPUP_WIDTH, path));
  }

  /** Adds the upper part of a page of the platform. */
  async addPage(page: View, durationMs: number): Promise<void> {
    await this.#add(durationMs, async (path) => {
      await page.resize(POPUP_WIDTH, WINDOW_HEIGHT, DENSITY);
      await page.screenshot(path);
    });
  }

  /** Adds the popup with the pointer on a button. */
  async addPointer(popup: View, name: string, durationMs: number): Promise<void> {
    const button = await popup.page.waitForSelector(`aria/${name}[role="button"]`);
    await button?.evaluate((element, svg) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const pointer = document.createElement('div');
      pointer.id = 'pointer';
      pointer.innerHTML = svg;
      const [left, top] = [`${x + width * 0.7}px`, `${y + height * 0.6}px`];
      Object.assign(pointer.style, { position: 'fixed', zIndex: '1', left, top });
      document.body.append(pointer);
    }, POINTER);
    await this.addPopup(popup, durationMs);
    await popup.evaluate(() => document.getElementById('pointer')?.remove());
  }

  /**
   * Waits for `balance` and adds the steps in which the popup counts to it: the first for `firstMs`, and the last for
   * `durationMs`. The clock of the popup must stand still.
   */
  async addCount(
    popup: View,
    balance: string,
    durationMs: number,
    firstMs = COUNT_STEP_MS,
  ): Promise<void> {
    let seen = '';
    await until(
      () => `${balance} on the button, in the popup and in its chart. In sight: ${seen}`,
      async () => {
        seen = `${(await this.#browser.badge()).title}\n${await popup.text()}`;
        return seen.split(balance).length > 3;
      },
    );
    let last = await countedTo(popup);
    for (let stepMs = firstMs; last !== null; stepMs = COUNT_STEP_MS) {
      await this.addPopup(popup, stepMs);
      await moveClock(popup, COUNT_STEP_MS);
      last = await until('the next step', async () => {
        const next = await countedTo(popup);
        return next !== last && { next };
      }).then(({ next }) => next);
    }
    await this.addPopup(popup, durationMs);
  }

  async #add(durationMs: number, capture: (path: string) => Promise<void>): Promise<void> {
    const screen = join(this.#folder, `${String(this.frames.length).padStart(2, '0')}.png`);
    await capture(screen);
    const badge = await this.#browser.badge();
    this.frames.push({ part: this.part, screen, badge, durationMs });
  }
}

/** Moves the clock that the page reads on, and stops it there. */
export async function moveClock(view: View, byMs: number): Promise<void> {
  await view.evaluate((by) => {
    const now = performance.now() + by;
    performance.now = () => now;
  }, byMs);
}

/** The step in sight while the balance counts. */
function countedTo(popup: View): Promise<string | null> {
  return popup.evaluate(() => document.querySelector('#balance .count')?.textContent ?? null);
}

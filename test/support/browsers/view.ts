import { writeFile } from 'node:fs/promises';
import type { CDPSession, ElementHandle, Page } from 'puppeteer-core';
import { until } from '../waiting/until.ts';

/** The roles on the pages of the extension and of the platform. */
export type Role =
  | 'button'
  | 'heading'
  | 'menu'
  | 'menuitem'
  | 'menuitemradio'
  | 'radio'
  | 'switch'
  | 'textbox';

/** An element whose text a test reads, in one line. */
export interface Item {
  readonly text: string;
  readonly isChecked: boolean;
}

/**
 * A page, driven through roles, accessible names and visible text. The browser releases the handles of elements
 * along with their document.
 */
export class View {
  readonly page: Page;

  readonly #isOpen: () => Promise<boolean>;
  #media: CDPSession | undefined;

  constructor(page: Page, isOpen: () => Promise<boolean>) {
    this.page = page;
    this.#isOpen = isOpen;
  }

  /** Read from the page: puppeteer misses navigations to extension pages in Firefox. */
  async url(): Promise<string> {
    return (await this.#once(() => location.href)) ?? this.page.url();
  }

  /** The visible text. */
  async text(): Promise<string> {
    return (await this.#once(() => document.body?.innerText)) ?? '';
  }

  async waitFor(role: Role, name: string): Promise<void> {
    await this.#element(role, name);
  }

  /** Waits for the element and clicks it, `times` times in quick succession. */
  async click(role: Role, name: string, times = 1): Promise<void> {
    await this.#await(`a click on ${role} "${name}"`, async () => {
      // In Chromium a page in the background accepts no clicks.
      await this.page.bringToFront();
      // Looked up at each attempt: the page may replace the element while it is clicked.
      const element = await this.#find(role, name);
      await element?.click({ count: times });
      return element;
    });
  }

  /** The elements with this value of the attribute `role`, in the order of the document. */
  async items(role: Role): Promise<Item[]> {
    return await this.page.evaluate((wanted) => {
      const elements = [...document.querySelectorAll<HTMLElement>(`[role="${wanted}"]`)];
      return elements.map((element) => ({
        text: element.innerText.replace(/\s+/g, ' ').trim(),
        isChecked: element.ariaChecked === 'true',
      }));
    }, role);
  }

  /** Waits for an element with this value of the attribute `role` and this in its text, and clicks it. */
  async clickItem(role: Role, text: string): Promise<void> {
    await this.#await(`a click on ${role} with "${text}"`, async () => {
      await this.page.bringToFront();
      const element = await this.page.$(`[role="${role}"] ::-p-text(${text})`);
      await element?.click();
      return element;
    });
  }

  /** Waits for the element, focuses it and presses Enter. */
  async pressEnter(role: Role, name: string): Promise<void> {
    await this.page.bringToFront();
    const element = await this.#element(role, name);
    await element.focus();
    await this.page.keyboard.press('Enter');
  }

  /** The role and name of the focused control: `button "Sign in"`; `null` if there is none. */
  async focused(): Promise<string | null> {
    return await this.page.evaluate(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return null;
      const role = activeElement.role ?? activeElement.localName;
      return `${role} "${activeElement.ariaLabel ?? activeElement.textContent}"`;
    });
  }

  /** Waits for the field with this label and replaces its value. */
  async fill(label: string, text: string): Promise<void> {
    await this.page.bringToFront();
    const field = await this.#field(label);
    await field.focus();
    await field.evaluate((element) => (element as HTMLInputElement).select());
    if (text === '') await this.page.keyboard.press('Delete');
    else await field.type(text);
  }

  /** The value of the field with this label. */
  async valueOf(label: string): Promise<string> {
    const field = await this.#field(label);
    return await field.evaluate((element) => (element as HTMLInputElement).value);
  }

  async isEnabled(role: Role, name: string): Promise<boolean> {
    const element = await this.#element(role, name);
    return await element.evaluate((node) => !node.matches(':disabled, [aria-disabled="true"]'));
  }

  /** Waits until the visible text contains or matches this. Returns the text. */
  async waitForText(expected: string | RegExp): Promise<string> {
    let last = '';
    return await until(
      () => `${expected} in the text in sight, which is:\n${last}`,
      async () => {
        last = await this.text();
        const there = typeof expected === 'string' ? last.includes(expected) : expected.test(last);
        return there && last;
      },
    );
  }

  /** Waits for a matching address. Returns the address. */
  async waitForUrl(wanted: (url: string) => boolean): Promise<string> {
    let last = '';
    return await until(
      () => `another address than ${last}`,
      async () => {
        last = await this.url();
        return wanted(last) && last;
      },
    );
  }

  async goTo(url: string): Promise<void> {
    if (url.startsWith('http')) {
      await this.page.goto(url, { waitUntil: 'domcontentloaded' });
      return;
    }
    // Firefox does not report the end of such a navigation to puppeteer.
    await this.page.goto(url, { timeout: 1 }).catch(() => undefined);
    await this.waitForUrl((now) => now.split('#')[0] === url.split('#')[0]);
    await this.#loaded();
  }

  async reload(): Promise<void> {
    const mark = `reloaded-${Math.random()}`;
    await this.page.evaluate((name) => {
      Object.assign(globalThis, { [name]: true });
      location.reload();
    }, mark);
    await until('the page to be loaded again', () =>
      this.page.evaluate((name) => !(name in globalThis), mark),
    );
    await this.#loaded();
  }

  /** Sets the viewport in CSS pixels; `density` is the device pixel ratio. */
  async resize(width: number, height: number, density = 1): Promise<void> {
    await this.page.setViewport({ width, height, deviceScaleFactor: density });
  }

  /** Emulates a color scheme, and forced colors if requested. Chromium only. */
  async preferScheme(scheme: 'light' | 'dark', forcedColors = false): Promise<void> {
    // Puppeteer's own method does not support forced colors.
    this.#media ??= await this.page.createCDPSession();
    await this.#media.send('Emulation.setEmulatedMedia', {
      features: [
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'forced-colors', value: forcedColors ? 'active' : 'none' },
      ],
    });
  }

  /** Writes a PNG of the viewport. */
  async screenshot(path: string): Promise<void> {
    await writeFile(path, await this.page.screenshot({ type: 'png' }));
  }

  /** Runs a function in the page. It can use its arguments and the page's globals only. */
  async evaluate<A extends unknown[], R>(
    run: (...args: A) => R | Promise<R>,
    ...args: A
  ): Promise<R> {
    return (await this.page.evaluate(run as (...args: unknown[]) => R, ...args)) as R;
  }

  async close(): Promise<void> {
    if (!(await this.#isOpen())) return;
    await this.page.close();
    await this.waitUntilClosed();
  }

  async waitUntilClosed(): Promise<void> {
    await until('the page to be closed', async () => !(await this.#isOpen()));
  }

  async #loaded(): Promise<void> {
    await until('the page to be loaded', () =>
      this.page.evaluate(() => document.readyState === 'complete'),
    );
  }

  /** Reads from the page; undefined between two documents. */
  async #once<T>(look: () => T): Promise<T | undefined> {
    try {
      return (await this.page.evaluate(look)) as T;
    } catch (error) {
      if (!(await this.#isOpen())) throw error;
      return undefined;
    }
  }

  #element(role: Role, name: string): Promise<ElementHandle<Element>> {
    return this.#await(`${role} "${name}"`, () => this.#find(role, name));
  }

  /** Searched by name only: a password field has no role in Firefox. */
  #field(label: string): Promise<ElementHandle<Element>> {
    return this.#await(`field "${label}"`, async () => {
      for (const named of await this.page.$$(`aria/${label}`)) {
        if (await named.evaluate((element) => element.matches('input, textarea'))) return named;
      }
      return null;
    });
  }

  #await<T>(what: string, look: () => Promise<T | null>) {
    const failure = async () =>
      `${what} at ${await this.url()}, where this is in sight:\n${await this.text()}`;
    return until(failure, look);
  }

  #find(role: Role, name: string): Promise<ElementHandle<Element> | null> {
    return this.page.$(`aria/${name}[role="${role}"]`);
  }
}

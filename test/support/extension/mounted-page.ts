import { parseHTML } from 'linkedom';
import type { Root } from 'react-dom/client';
import { vi } from 'vitest';

const PAGE =
  '<!doctype html><html><head><title></title></head><body><div id="root"></div></body></html>';

/** A page of the extension in a document without a browser. */
export type MountedPage = ReturnType<typeof pageOf>;

type Document = ReturnType<typeof parseHTML>['document'];
type Window = ReturnType<typeof parseHTML>['window'];

/** The React roots of the open pages. */
const roots: Root[] = [];

/** Runs an entry point of the extension with everything that it imports, as a new page would. */
export async function openPage(name: 'popup' | 'options' | 'welcome'): Promise<MountedPage> {
  const { document, window } = parseHTML(PAGE);
  vi.stubGlobal('document', document);
  vi.stubGlobal('window', window);
  vi.stubGlobal('MutationObserver', window.MutationObserver);
  vi.stubGlobal('ResizeObserver', UnusedObserver);
  // Pages render again every few seconds, which no test of a page needs.
  vi.stubGlobal('setInterval', () => 0);
  vi.stubGlobal('requestAnimationFrame', setImmediate);
  vi.stubGlobal('cancelAnimationFrame', clearImmediate);
  vi.resetModules();
  vi.doMock('react-dom/client', async (importOriginal) => {
    const client = await importOriginal<typeof import('react-dom/client')>();
    const createRoot: typeof client.createRoot = (...args) => {
      const root = client.createRoot(...args);
      roots.push(root);
      return root;
    };
    return { ...client, createRoot };
  });
  // The popup loads it late. In the module cache it is there before a test ends.
  if (name === 'popup') await import('../../../extension/entrypoints/popup/UsagePanel.tsx');
  await import(`../../../extension/entrypoints/${name}/main.tsx`);
  return pageOf(document, window);
}

/** Nothing has a size in a document without a browser. */
class UnusedObserver {
  observe() {}
  disconnect() {}
}

/** React schedules what is left to do after a page has ended in this many turns of the event loop at most. */
const MAX_TURNS = 10;

/** Ends the pages, which would render a late read without a window, and removes their globals. */
export async function closePages(): Promise<void> {
  for (const root of roots.splice(0)) root.unmount();
  for (let turn = 0; turn < MAX_TURNS; turn += 1) await new Promise(setImmediate);
  vi.doUnmock('react-dom/client');
  vi.unstubAllGlobals();
}

function pageOf(document: Document, window: Window) {
  const buttons = () => [...document.querySelectorAll('button')];
  const nameOf = (button: Element) => {
    const labelledBy = button.getAttribute('aria-labelledby');
    const label = labelledBy ? document.getElementById(labelledBy) : button;
    return (button.getAttribute('aria-label') ?? label?.textContent ?? '').trim();
  };
  return {
    text: () => (document.body.textContent ?? '').replace(/\s+/gu, ' ').trim(),
    /** The rows of its tables, with a bar between cells. */
    rows: () =>
      [...document.querySelectorAll('tr')].map((row) =>
        [...row.children].map(({ textContent }) => textContent).join(' | '),
      ),
    /** The accessible names of its buttons. */
    buttons: () => buttons().map(nameOf),
    click: (name: string) => {
      const button = buttons().find((one) => nameOf(one) === name);
      if (!button) throw new Error(`There is no button ${name}.`);
      button.dispatchEvent(new window.Event('click', { bubbles: true, cancelable: true }));
    },
    /** Submits the first form, as a browser does when its button is pressed. */
    submit: () => {
      const form = document.querySelector('form');
      form?.dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));
    },
    isDisabled: (name: string) =>
      buttons()
        .find((one) => nameOf(one) === name)
        ?.getAttribute('aria-disabled') === 'true',
    /** Selects the account with this name in a list. */
    select: (name: string) => {
      const radio = [...document.querySelectorAll('label')]
        .find((label) => label.querySelector('strong')?.textContent === name)
        ?.querySelector('input');
      if (!radio) throw new Error(`There is no account ${name}.`);
      radio.dispatchEvent(new window.Event('click', { bubbles: true }));
    },
    /** Changes the field with this id, and leaves it. */
    fill: (id: string, value: string) => {
      const field = document.getElementById(id);
      if (!field) throw new Error(`There is no field ${id}.`);
      Object.defineProperty(field, 'value', { value, configurable: true, writable: true });
      for (const event of ['change', 'focusout']) {
        field.dispatchEvent(new window.Event(event, { bubbles: true }));
      }
    },
    /** Chooses a file in the field for one. */
    choose: (file: File) => {
      const field = document.querySelector('input[type="file"]');
      if (!field) throw new Error('There is no field for a file.');
      Object.defineProperty(field, 'files', { value: [file], configurable: true });
      field.dispatchEvent(new window.Event('change', { bubbles: true }));
    },
    has: (selector: string) => document.querySelector(selector) !== null,
    /** Fires the event of a browser that is online again. */
    goOnline: () => {
      window.dispatchEvent(new window.Event('online'));
    },
  };
}

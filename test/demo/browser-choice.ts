import type { BrowserName } from '../support/browsers/browser-under-test.ts';
import { ensureSystem } from '../support/system/ensure-system.ts';
import { find } from '../support/system/find.ts';
import { thisMachine } from '../support/system/machine.ts';
import { SOURCES } from '../support/system/needs.ts';

export interface ChosenBrowser {
  readonly name: BrowserName;
  /** Its name, for people. */
  readonly title: string;
  /** The path of its program. */
  readonly executable: string;
}

/**
 * The browser that was asked for; otherwise Chromium, or Firefox where only that is there. One that
 * is missing is installed as for the tests.
 */
export function chooseBrowser(asked: BrowserName | undefined): ChosenBrowser {
  const name = asked ?? whatIsThere() ?? 'chromium';
  return { name, title: SOURCES[name].title, executable: ensureSystem([name])[name] };
}

function whatIsThere(): BrowserName | undefined {
  return (['chromium', 'firefox'] as const).find((name) => find(name, thisMachine));
}

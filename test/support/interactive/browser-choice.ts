import type { BrowserName } from '../browsers/engine.ts';
import { ensureSystem } from '../system/ensure-system.ts';
import { findProgram } from '../system/find-program.ts';
import { thisMachine } from '../system/machine.ts';
import { PROGRAMS } from '../system/programs.ts';

export interface ChosenBrowser {
  readonly name: BrowserName;
  /** The browser's name as shown to users. */
  readonly title: string;
  /** The path of its executable. */
  readonly executable: string;
}

/**
 * The wanted browser; otherwise Chromium, or Firefox where only that is installed. A missing browser is
 * installed as for the tests.
 */
export function chooseBrowser(wanted: BrowserName | undefined): ChosenBrowser {
  const name = wanted ?? installedBrowser() ?? 'chromium';
  return { name, title: PROGRAMS[name].title, executable: ensureSystem([name])[name] };
}

function installedBrowser(): BrowserName | undefined {
  return (['chromium', 'firefox'] as const).find((name) => findProgram(name, thisMachine));
}

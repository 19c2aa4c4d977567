import { once } from 'node:events';
import type { Browser } from 'puppeteer-core';

/** Whether the browser process is running. */
export function isRunning(browser: Browser): boolean {
  const program = browser.process();
  return program?.exitCode === null && program.signalCode === null;
}

/** Waits until the browser process has ended. */
export async function waitUntilEnded(browser: Browser): Promise<void> {
  const program = browser.process();
  if (program && isRunning(browser)) await once(program, 'exit');
}

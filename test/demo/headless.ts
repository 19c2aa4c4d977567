import { join } from 'node:path';
import { ROOT } from '../support/build/tools.ts';
import type { Servers } from '../support/environment/servers.ts';
import { type OpenBrowserOptions, openBrowser } from '../support/interactive/open-browser.ts';
import { unlessAborted } from '../support/interactive/run-command.ts';
import { wholeJob } from './job/job.ts';
import { takeSteps } from './job/steps.ts';
import { HISTORY_NOTE } from './past-month.ts';

const FOLDER = join(ROOT, 'test-results/demo');

/** Goes through the whole job in a headless browser and prints what each page shows. */
export async function playHeadless(
  demo: Servers & OpenBrowserOptions,
  signal: AbortSignal,
): Promise<void> {
  const { platform, proxy } = demo;
  console.log(
    `The whole job in ${demo.browser.title}, without a window.\n` +
      `Platform  ${platform.url}, a fake on this machine\n` +
      `Proxy     ${proxy.url}\n\n${HISTORY_NOTE}\n`,
  );
  const steps = wholeJob(await openBrowser(demo), platform);
  const print = (line: string) => console.log(line);
  await unlessAborted(takeSteps(steps, { folder: FOLDER, print, signal }), signal);
  console.log('Every step showed what it should.');
}

import { join } from 'node:path';
import { ROOT } from '../support/build/tools.ts';
import { unlessAborted } from './interruption.ts';
import { wholeJob } from './job/job.ts';
import { takeSteps } from './job/steps.ts';
import type { Stage } from './stage.ts';

const FOLDER = join(ROOT, 'test-results/demo');

/** Goes through the whole job in a browser without a window and tells what is seen. */
export async function playHeadless(stage: Stage, signal: AbortSignal): Promise<void> {
  const { platform, proxy, browserTitle } = stage;
  console.log(
    `The whole job in ${browserTitle}, without a window.\n` +
      `Platform  ${platform.url}, a stand-in on this machine\n` +
      `Proxy     ${proxy.url}\n`,
  );
  const browser = await stage.openBrowser({});
  const steps = wholeJob(browser, platform);
  const tell = (line: string) => console.log(line);
  await unlessAborted(takeSteps(steps, { folder: FOLDER, tell, signal }), signal);
  console.log('Every step showed what it should.');
}

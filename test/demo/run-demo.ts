import { Teardown } from '../support/environment/teardown.ts';
import { SystemError } from '../support/system/find.ts';
import { chooseBrowser } from './browser-choice.ts';
import { build, isFresh } from './fresh-build.ts';
import { playHeadless } from './headless.ts';
import { Interrupted, interruptions } from './interruption.ts';
import { StepError } from './job/steps.ts';
import { checkPorts, readConfig } from './settings.ts';
import { openStage } from './stage.ts';
import { playInWindow } from './window.ts';

/**
 * The demo, from the first line to the last: everything it started has ended when this gives the exit
 * code. That is 0 for a demo that came to its end (with a window, that is when the person closes it or
 * presses Ctrl-C), 128 and the signal's number for one that was interrupted before, and 1 for a fault.
 */
export async function runDemo(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const signal = interruptions();
  const teardown = new Teardown();
  const code = await play(args, env, signal, teardown).then(() => 0, exitCodeOf(signal));
  try {
    await teardown.run();
  } catch (error) {
    console.error(error);
    return code || 1;
  }
  if (signal.aborted) console.log('Ended. Nothing is left running.');
  return code;
}

async function play(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  teardown: Teardown,
): Promise<void> {
  const settings = readConfig(args, env);
  await checkPorts(settings);
  const browser = chooseBrowser(settings.browser);
  signal.throwIfAborted();
  if (!isFresh(browser.name)) {
    console.log('Building the extension.');
    await build(browser.name, signal);
  }
  const stage = await openStage(settings, browser, teardown);
  signal.throwIfAborted();
  const shown = settings.windowed && (await playInWindow(stage, signal));
  if (!shown) await playHeadless(stage, signal);
}

/** Says what went wrong, if anything did, and gives the exit code. */
function exitCodeOf(signal: AbortSignal): (error: unknown) => number {
  return (error) => {
    if (signal.reason instanceof Interrupted) return signal.reason.exitCode;
    const fault = signal.aborted ? signal.reason : error;
    const isPlain = fault instanceof SystemError || fault instanceof StepError;
    console.error(isPlain ? fault.message : fault);
    return 1;
  };
}

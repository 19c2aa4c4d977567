import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { View } from '../../support/browsers/view.ts';
import { ROOT } from '../../support/build/tools.ts';
import { CommandError } from '../../support/system/find-program.ts';
import { DEFAULT_TIMEOUT_MS, until } from '../../support/waiting/until.ts';
import { photograph } from './photograph.ts';

/** Characters. */
const MAX_LINE_LENGTH = 80;

/** A step whose page does not show what it should. */
export class StepError extends CommandError {
  override name = 'StepError';
}

/** One action of a user, and what the page must show then. */
export interface Step {
  readonly title: string;
  /** Performs the action and returns the page to check. */
  act(): Promise<View>;
  /** Lines that the page must contain. */
  expect(): readonly string[];
  /** Lines that it must not contain. */
  expectGone?(): readonly string[];
  /** The name of the picture. */
  readonly picture: string;
  /** Returns what the toolbar button shows, once that is right; it is printed. */
  readButton?(): Promise<string>;
}

export interface StepOptions {
  /** The folder for the pictures, emptied first. */
  readonly folder: string;
  readonly print: (line: string) => void;
  /** No further step is taken once this is aborted. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Takes the steps in order and prints what each page shows. Throws a {@link StepError} at the first that fails. */
export async function takeSteps(steps: readonly Step[], options: StepOptions): Promise<void> {
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true });
  for (const [index, step] of steps.entries()) {
    options.signal?.throwIfAborted();
    const number = index + 1;
    options.print(`${number}. ${step.title}`);
    try {
      await take(step, number, options);
    } catch (error) {
      throw new StepError(`Step ${number} failed: ${step.title}\n${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

async function take(
  step: Step,
  number: number,
  { folder, print, timeoutMs = DEFAULT_TIMEOUT_MS, signal }: StepOptions,
): Promise<void> {
  const view = await step.act();
  const seen = await untilShown(view, step, timeoutMs);
  const button = await step.readButton?.();
  const path = join(folder, `${number}-${step.picture}.png`);
  await photograph(view, path);
  signal?.throwIfAborted();
  print(entry('seen', seen.join(' · ')));
  if (button) print(entry('button', button));
  print(entry('picture', relative(ROOT, path)));
  print('');
}

/** Waits until the page contains what it must and nothing that it must not. Returns its lines. */
async function untilShown(view: View, step: Step, timeoutMs: number): Promise<string[]> {
  const expected = step.expect();
  const gone = step.expectGone?.() ?? [];
  let lines: string[] = [];
  const missing = () => expected.filter((line) => !lines.includes(line));
  const left = () => gone.filter((line) => lines.includes(line));
  return await until(
    () => {
      const problems = [...missing(), ...left().map((line) => `no ${line}`)];
      return `${problems.join(', ')}. In sight: ${lines.join(' · ')}`;
    },
    async () => {
      lines = linesOf(await view.text());
      return missing().length + left().length === 0 && lines;
    },
    timeoutMs,
  );
}

/** A labelled text, wrapped to fit a terminal. */
function entry(label: string, text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length > MAX_LINE_LENGTH) lines.push(` ${word}`);
    else lines[lines.length - 1] = line;
  }
  return `   ${label.padEnd(8)}${lines.join(`\n${' '.repeat(11)}`)}`;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { View } from '../../support/browsers/view.ts';
import { ROOT } from '../../support/build/tools.ts';
import { CommandError } from '../../support/system/find-program.ts';
import { DEFAULT_TIMEOUT_MS, until } from '../../support/waiting/until.ts';
import { photograph } from './photograph.ts';

/** Characters of a text in one line on the terminal. */
const LINE_AT_MOST = 80;

/** A step that did not show what it should have. */
export class StepError extends CommandError {
  override name = 'StepError';
}

/** One thing that a person does, and what they must see then. */
export interface Step {
  /** What is done, for the person at the terminal. */
  readonly title: string;
  /** Does it, and gives the page to look at. */
  act(): Promise<View>;
  /** Lines of which each must then be in sight, letter for letter. */
  expect(): readonly string[];
  /** Lines of which none may be in sight any more. */
  expectGone?(): readonly string[];
  /** The name of the picture. */
  readonly picture: string;
  /** A further look, at something that is not on the page; what it gives is told. */
  lookBeside?(): Promise<string>;
}

export interface StepOptions {
  /** The folder for the pictures, emptied first. */
  readonly folder: string;
  readonly print: (line: string) => void;
  /** No further step is taken once this is aborted. */
  readonly signal?: AbortSignal;
  /** Milliseconds in which what is expected has to be in sight. */
  readonly timeoutMs?: number;
}

/** Takes the steps one after the other and tells what is in sight after each. Throws a {@link StepError} at the first that fails. */
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
  const seen = await whatIsSeen(view, step, timeoutMs);
  const beside = await step.lookBeside?.();
  const path = join(folder, `${number}-${step.picture}.png`);
  await photograph(view, path);
  signal?.throwIfAborted();
  print(entry('seen', seen.join(' · ')));
  if (beside) print(entry('button', beside));
  print(entry('picture', relative(ROOT, path)));
  print('');
}

/** The lines in sight, once all that is expected is among them and nothing that is to be gone. */
async function whatIsSeen(view: View, step: Step, timeoutMs: number): Promise<string[]> {
  const expected = step.expect();
  const gone = step.expectGone?.() ?? [];
  let lines: string[] = [];
  const missing = () => expected.filter((line) => !lines.includes(line));
  const left = () => gone.filter((line) => lines.includes(line));
  return await until(
    () => {
      const faults = [...missing(), ...left().map((line) => `no ${line}`)];
      return `${faults.join(', ')}. In sight: ${lines.join(' · ')}`;
    },
    async () => {
      lines = linesOf(await view.text());
      return missing().length + left().length === 0 && lines;
    },
    timeoutMs,
  );
}

/** A labelled text, in lines that fit a terminal. */
function entry(label: string, text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length > LINE_AT_MOST) lines.push(` ${word}`);
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

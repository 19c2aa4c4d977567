import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { onTestFinished } from 'vitest';
import { bareEnvironment, ROOT } from '../build/tools.ts';
import { type Platform, startPlatform } from '../fake-platform/platform.ts';
import { emptyFolder } from '../folders/empty-folder.ts';
import { TerminalSession } from '../terminal/terminal-session.ts';

export const PUBLIC = 'https://wallet.example.com';
export const CALLBACK = `${PUBLIC}/oauth/callback`;

const COMMAND = join(ROOT, 'proxy/cli/register/main.ts');

/** Runs `npm run register` without a terminal. */
export async function runRegister(
  folder: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env: { ...bareEnvironment(), ...env },
  });
  child.stdin.end(input);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = await once(child, 'close');
  return { code, stdout: await stdout, stderr: await stderr };
}

/** Runs `npm run register` in a terminal. */
export function registerAtTerminal(folder: string, args: readonly string[] = []): TerminalSession {
  const command = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
  return new TerminalSession(command, folder);
}

/** Starts a platform that is closed when the test has finished. */
export async function platformForTest(): Promise<Platform> {
  const platform = await startPlatform();
  onTestFinished(() => platform.close());
  return platform;
}

/** The options that a script needs. */
export const requiredOptions = ({ url }: Platform) => ['--platform', url, '--public', PUBLIC];

/** Runs the command as a script does, with the token of the platform's developer. */
export async function registerAt(
  platform: Platform,
  folder = emptyFolder(),
  env: Record<string, string> = {},
) {
  const run = await runRegister(folder, requiredOptions(platform), {
    env: { DEVELOPER_TOKEN: platform.developerToken, ...env },
  });
  return { ...run, folder };
}

export function settingsIn(folder: string): NodeJS.Dict<string> {
  return parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
}

import { fileURLToPath } from 'node:url';
import { bareEnvironment } from '../build/tools.ts';
import { runToEnd } from '../processes/program.ts';

export interface Exit {
  code: number;
  /** Standard output and standard error together. */
  output: string;
}

const PROXY = fileURLToPath(new URL('../../../proxy/', import.meta.url));

/** A valid configuration for a folder without `.env`. */
export const WORKING_ENV = {
  PLATFORM_URL: 'https://platform.example',
  OAUTH_CLIENT_ID: 'client_abc123',
  OAUTH_CLIENT_SECRET: 'secret_xyz789',
  OAUTH_REDIRECT_URI: 'https://wallet.example.com/oauth/callback',
};

/** Runs a script of the proxy like npm and waits until it exits. */
export async function runScript(
  script: string,
  env: Record<string, string>,
  cwd: string,
  args: string[] = [],
  nodeArgs: string[] = [],
): Promise<Exit> {
  const command = ['--import', `${PROXY}node-version.js`, PROXY + script];
  return runToEnd(process.execPath, [...nodeArgs, ...command, ...args], {
    cwd,
    env: { ...bareEnvironment(), ...env },
  });
}

/** Runs the proxy like `npm start` and waits until it exits. */
export const runToExit = runScript.bind(undefined, 'main.ts');

import '../../node-version.js';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readOutboundConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/env-file.ts';
import { version } from '../../config/version.ts';
import { PlatformTransport, userAgentOf } from '../../platform/transport/transport.ts';
import { printFailure } from '../command-error.ts';
import { readCommandLine } from './command-line.ts';
import { HELP } from './help.ts';
import { register } from './register.ts';
import { InterruptedError, Terminal } from './terminal.ts';

const TIMEOUT_MS = 30_000;

/** The exit code of shells for a command that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

async function main(): Promise<void> {
  const readText = (path: string) => readFileSync(path === '-' ? process.stdin.fd : path, 'utf8');
  const { help, input } = readCommandLine(process.argv.slice(2), process.env, readText);
  if (help) {
    console.log(HELP);
    return;
  }
  const isInteractive = process.stdin.isTTY && process.stdout.isTTY;
  const terminal = isInteractive ? new Terminal(process.stdin, process.stdout) : undefined;
  let transport: PlatformTransport | undefined;
  const httpTo = (platformUrl: string) => {
    const outboundProxies = readOutboundConfig(readEnvironment(process.env, process.cwd()));
    const userAgent = userAgentOf(version);
    const options = { platformUrl, timeoutMs: TIMEOUT_MS, outboundProxies, userAgent };
    transport = new PlatformTransport(options);
    return transport;
  };
  try {
    await register({ input, terminal, envFile: resolve('.env'), httpTo });
  } finally {
    terminal?.close();
    await transport?.close();
  }
}

main().catch((error: unknown) => {
  if (error instanceof InterruptedError) {
    console.error('Stopped. Nothing was written.');
    process.exitCode = EXIT_INTERRUPTED;
    return;
  }
  printFailure(error, 'The application could not be registered.');
  process.exitCode = 1;
});

import './node-version.js';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { safeError } from './errors/safe-error.ts';
import { createProxy } from './server.ts';
import { loadOrCreateKeys } from './session/key-file.ts';
import { toMasterKeys } from './session/master-keys.ts';
import { readEnvironment } from './settings/environment.ts';
import { readSettings, SettingsError } from './settings/settings.ts';
import { closeOnSignals } from './signals.ts';
import { openStore, prepareDataDir } from './store/open-store.ts';
import { version } from './version.ts';

/** Milliseconds; a client on a kept connection needs a moment to be told to leave. */
const DRAIN = 300;

async function main(): Promise<void> {
  const env = readEnvironment(process.env, process.cwd());
  const settings = readSettings(env, (path) => readFileSync(path, 'utf8'));
  if (process.argv.includes('--check')) {
    console.log('Every setting is fine.');
    return;
  }
  prepareDataDir(settings.dataDir);
  const keys = settings.sessionKeys ?? loadOrCreateKeys(settings.dataDir, randomBytes);
  const app = await createProxy({
    settings,
    masterKeys: toMasterKeys(keys),
    store: openStore(settings),
    version,
    drain: DRAIN,
    now: Date.now,
    randomBytes,
    logger: { level: settings.logLevel },
  });
  closeOnSignals(app, settings.platformTimeout);
  const { host, port } = settings;
  try {
    await app.listen({ host, port, listenTextResolver: (address) => `listening on ${address}` });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE': {
      const problem = `is ${port}, which another program on ${host} uses: stop that program or choose a free port`;
      return new SettingsError([{ name: 'PORT', problem, example: String(port + 1) }]);
    }
    case 'EACCES': {
      const problem = `is ${port}, which this user may not open: choose one above 1023`;
      return new SettingsError([{ name: 'PORT', problem, example: '8787' }]);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const problem = 'is no address of this machine';
      return new SettingsError([{ name: 'HOST', problem, example: '127.0.0.1' }]);
    }
    default:
      return error;
  }
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError) console.error(error.message);
  else console.error('The proxy could not start.', safeError(error));
  process.exitCode = 1;
});

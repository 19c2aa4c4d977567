import '../../node-version.js';
import { loadKeys } from '../../auth/key-file.ts';
import type { StorageConfig } from '../../config/config.ts';
import { storeFilePath } from '../../store/open-store.ts';
import { CommandError } from '../command-error.ts';
import { commandText } from '../command-text.ts';
import { countSessions, runCommand } from './run-command.ts';
import { backUpKeys, backUpStore } from './write-backup.ts';

const USAGE = `Usage: ${commandText('backup', 'FILE')}
       ${commandText('backup', '--keys FILE')}
       ${commandText('backup', 'FILE --keys OTHER-FILE')}

Copies the sessions into a new file, also while the proxy runs. With --keys, copies
the keys, without which no session opens: keep that file in another place.`;

await runCommand(USAGE, async ({ store, keys, samePlatform }, config) => {
  if (samePlatform) throw new CommandError(USAGE);
  const lines: string[] = [];
  if (keys !== undefined) {
    await backUpKeys(requireKeys(config), keys);
    lines.push(`The keys are in ${keys}.`);
  }
  if (store !== undefined) {
    const { sessions } = await backUpStore(storeFilePath(config.dataDir), store);
    lines.push(`${countSessions(sessions)} in ${store}, read back and found whole.`);
    lines.push(advice(keys !== undefined, config));
  }
  return lines;
});

function requireKeys({ dataDir, sessionKeys }: StorageConfig): Buffer[] {
  if (sessionKeys) {
    throw new CommandError(
      'SESSION_KEYS is set: keep a copy of that setting, there is no file of keys.',
    );
  }
  const keys = loadKeys(dataDir);
  if (keys) return keys;
  throw new CommandError(
    `There are no keys in ${dataDir}: set DATA_DIR to the folder that the proxy uses.`,
  );
}

function advice(hasKeys: boolean, { sessionKeys }: StorageConfig): string {
  if (hasKeys) return 'Keep the two files in different places.';
  const remedy = sessionKeys ? 'SESSION_KEYS' : `them (${commandText('backup', '--keys FILE')})`;
  return `The keys are not in it, and nothing opens without: keep a copy of ${remedy}, in another place.`;
}

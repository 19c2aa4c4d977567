import '../../node-version.js';
import { readFileSync } from 'node:fs';
import { applyRule, sessionKeys } from '../../config/value-rules.ts';
import { CommandError } from '../command-error.ts';
import { commandText } from '../command-text.ts';
import { restore } from './restore-backup.ts';
import { countSessions, runCommand } from './run-command.ts';

const USAGE = `Usage: ${commandText('restore', 'FILE')}
       ${commandText('restore', 'FILE --keys OTHER-FILE')}
       ${commandText('restore', 'FILE --same-platform')}

Puts a backup in the place of the sessions, with --keys the keys of that time too. The
proxy must be stopped. What is there now is kept beside it. A backup of version 0.1.0
does not say to which platform its sessions belong: with --same-platform they belong to
the PLATFORM_URL and OAUTH_CLIENT_ID of the next start.`;

const UNOWNED = `The backup is from version 0.1.0 and does not say to which platform its sessions belong:
their users have to sign in again. If they belong to the present PLATFORM_URL and
OAUTH_CLIENT_ID, run this command again with --same-platform before the proxy starts.`;

await runCommand(USAGE, ({ store, keys, samePlatform }, config) => {
  if (store === undefined) throw new CommandError(USAGE);
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const { sessions, opened, unowned, aside } = restore({
    config,
    backup: store,
    keys: keys === undefined ? undefined : readKeys(keys),
    samePlatform,
    suffix: `.before-${time}`,
  });
  return [
    `${countSessions(sessions)} from ${store}, read back and found whole. Start the proxy.`,
    ...(opened < sessions ? [`The keys open only ${opened} of them.`] : []),
    ...(unowned ? [UNOWNED] : []),
    ...aside.map((file) => `What was there before is kept: ${file}`),
  ];
});

function readKeys(file: string): Buffer[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
  const result = applyRule(sessionKeys, text.trim());
  if ('value' in result) return result.value;
  throw new CommandError(`${file} holds no keys: it ${result.problem}.`);
}

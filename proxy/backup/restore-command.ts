import '../node-version.js';
import { readFileSync } from 'node:fs';
import { Fault, sessionKeys } from '../settings/rules.ts';
import { counted, runCommand } from './command.ts';
import { Refusal } from './refusal.ts';
import { restore } from './restore.ts';

const USAGE = `Usage: npm run restore -- FILE
       npm run restore -- FILE --keys OTHER-FILE

Puts a backup in the place of the sessions, with --keys the keys of that time too. The
proxy must be stopped. What is there now is kept beside it.`;

await runCommand(USAGE, (files, settings) => {
  if (files.store === undefined) throw new Refusal(USAGE);
  const now = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const { sessions, opened, aside } = restore({
    settings,
    backup: files.store,
    keys: files.keys === undefined ? undefined : readKeys(files.keys),
    suffix: `.before-${now}`,
  });
  return [
    `${counted(sessions)} from ${files.store}, read back and found whole. Start the proxy.`,
    ...(opened < sessions ? [`The keys open only ${opened} of them.`] : []),
    ...aside.map((file) => `What was there before is kept: ${file}`),
  ];
});

function readKeys(file: string): Buffer[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Refusal(`${file} cannot be read.`);
  }
  try {
    return sessionKeys(text.trim());
  } catch (error) {
    if (error instanceof Fault) throw new Refusal(`${file} holds no keys: it ${error.message}.`);
    throw error;
  }
}

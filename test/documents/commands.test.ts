import { execFileSync, execSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessionKeys } from '../../proxy/config/value-rules.ts';
import { ROOT } from '../support/build/tools.ts';
import { emptyFolder } from '../support/folders/empty-folder.ts';
import { commandsIn, markdownFiles, readDocument } from './read-document.ts';

/** The beginning of a command, the file that runs it, and a text in that file. */
const PROOFS: readonly (readonly [command: string, file: string, text: string])[] = [
  ['npm ci && npm run demo', 'test/commands/demo.test.ts', 'goes through the whole job'],
  ['npm run demo', 'test/commands/demo.test.ts', 'goes through the whole job'],
  ['npm run dev', 'test/commands/dev.test.ts', 'test/dev/main.ts'],
  ['npm ci && npm test', '.ci/run', 'npm test'],
  ['npm ci --omit=dev', 'test/documents/quick-start.test.ts', 'run(install)'],
  ['npm ci', '.ci/run', 'npm ci'],
  ['npm run check', '.ci/run', 'npm run check'],
  ['npm test', '.ci/run', 'npm test'],
  ['npm run register', 'test/documents/quick-start.test.ts', 'TerminalSession(register'],
  ['npm start', 'test/documents/quick-start.test.ts', 'TerminalSession(start'],
  ['npm start -- --check', 'test/documents/quick-start.test.ts', 'run(check)'],
  ['npm run backup', 'test/hosting/backup.test.ts', 'npm run backup writes'],
  ['npm run restore', 'test/hosting/restore.test.ts', 'await restore('],
  ['npm run doctor', 'test/proxy/cli/doctor.test.ts', 'cli/doctor/main.ts'],
  ['npm run zip', 'test/shipping/packages.test.ts', 'zip'],
  ['npm run pack', 'test/shipping/archive.test.ts', 'npm run pack'],
  ['npm ci && npm run pack', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['mkdir balance-companion', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['tar -xzf .output/', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['cd balance-companion', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['node main.js', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['mkdir -p /opt/balance-companion', 'test/shipping/archive.test.ts', 'The proxy in one archive'],
  ['npm run bench', 'test/commands/bench.test.ts', 'test/bench/main.ts'],
  [
    'WXT_PROXY_URL=https://wallet.example.com npm run build',
    'test/support/build/built-extension.ts',
    'build',
  ],
  [
    'WXT_PROXY_URL=https://wallet.example.com WXT_NAME=',
    'test/shipping/own-build.test.ts',
    'WXT_NAME',
  ],
  ['NIGHTLY=1 npm test', 'test/support/runner/nightly.ts', 'NIGHTLY'],
  ['FUZZ_CASES=100000 npm test', 'test/support/fuzz/size.ts', 'FUZZ_CASES'],
  ['openssl rand -base64 32 |', 'test/documents/commands.test.ts', 'command that creates a key'],
  ['npm version minor', 'test/documents/commands.test.ts', 'command that raises the version'],
  // Commands of the system and of other programs. The documents say which of them were not tested.
  ['cp /opt/balance-companion/deploy/balance-companion', 'test/hosting/systemd.test.ts', 'UNIT'],
  ['systemctl ', 'docs/hosting.md', 'the service under a running systemd was not'],
  ['cd deploy', 'test/hosting/container.test.ts', 'compose.yaml'],
  ['WALLET_HOST=wallet.example.com docker compose', 'docs/hosting.md', 'themselves were not'],
  ['git pull', '.ci/run', 'npm ci'],
  ['npm run --silent start | jq', 'docs/development.md', 'With [jq](https://jqlang.org)'],
];

/** The longest beginning that matches: `npm ci --omit=dev` rather than `npm ci`. */
function proofOf(command: string) {
  return PROOFS.filter(([start]) => command.startsWith(start)).sort(
    ([one], [other]) => other.length - one.length,
  )[0];
}

describe.each(markdownFiles())('%s', (document) => {
  test('has only commands that a test runs', () => {
    for (const command of commandsIn(document)) {
      const proof = proofOf(command);
      if (!proof) throw new Error(`No test runs ${command}`);
      const [, file, text] = proof;
      expect(readDocument(file).includes(text), `${file} runs ${command}`).toBe(true);
    }
  });

  test('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readDocument('package.json'));
    const named = [...readDocument(document).matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(
      ([, name]) => name,
    );
    expect(named.filter((name) => name && !(name in scripts))).toEqual([]);
  });
});

test('the command that creates a key creates one that the proxy accepts', () => {
  const command = commandsIn('docs/operations.md').find((one) => one.startsWith('openssl')) ?? '';
  const key = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim();
  expect(sessionKeys(key)).toHaveLength(1);
});

test('the command that raises the version changes package.json and the lockfile', () => {
  const folder = emptyFolder();
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(ROOT, file), join(folder, file));
  }
  const command = commandsIn('CONTRIBUTING.md').find((one) => one.startsWith('npm version')) ?? '';
  execSync(command, { cwd: folder, stdio: 'ignore' });
  const versionIn = (file: string) => JSON.parse(readFileSync(file, 'utf8')).version;
  const raised = versionIn(join(folder, 'package.json'));
  expect(raised).not.toBe(versionIn(join(ROOT, 'package.json')));
  expect(versionIn(join(folder, 'package-lock.json'))).toBe(raised);
});

test('CHANGELOG.md and UPGRADING.md have an entry for the current version', () => {
  const { version } = JSON.parse(readDocument('package.json'));
  expect(readDocument('CHANGELOG.md')).toContain(`\n## ${version}\n`);
  for (const document of ['UPGRADING.md', 'UPGRADING.zh-CN.md']) {
    expect(readDocument(document)).toContain(`\n| ${version} |`);
  }
});

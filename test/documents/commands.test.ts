import { execFileSync, execSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessionKeys } from '../../proxy/config/value-rules.ts';
import { ROOT } from '../support/build/tools.ts';
import { commandsIn } from './read-document.ts';

/** The documents in which there are commands, those in Chinese beside those in English. */
const DOCUMENTS = [
  ['README.md', 'README.zh-CN.md'],
  ['docs/troubleshooting.md', 'docs/troubleshooting.zh-CN.md'],
  ['UPGRADING.md', 'UPGRADING.zh-CN.md'],
  ['CONTRIBUTING.md'],
  ['SECURITY.md'],
  ['docs/security.md'],
] as const;

/** A command, as the start of a line, and the file that runs it, with words that stand there. */
const PROOFS: readonly (readonly [command: string, file: string, words: string])[] = [
  ['npm ci && npm run demo', 'test/commands/demo.test.ts', 'goes through the whole job'],
  ['npm run demo', 'test/commands/demo.test.ts', 'goes through the whole job'],
  ['npm ci && npm test', '.ci/run', 'npm test'],
  ['npm ci --omit=dev', 'test/documents/quick-start.test.ts', 'run(install)'],
  ['npm ci', '.ci/run', 'npm ci'],
  ['npm run check', '.ci/run', 'npm run check'],
  ['npm test', '.ci/run', 'npm test'],
  ['npm run register', 'test/documents/quick-start.test.ts', 'TerminalSession(register'],
  ['npm start', 'test/documents/quick-start.test.ts', 'TerminalSession(start'],
  ['npm start -- --check', 'test/documents/quick-start.test.ts', 'run(check)'],
  ['npm run backup', 'test/hosting/backup.test.ts', 'backup-command.ts'],
  ['npm run restore', 'test/hosting/backup.test.ts', 'restore-command.ts'],
  ['npm run doctor', 'test/proxy/cli/doctor.test.ts', 'proxy/cli/doctor/main.ts'],
  ['npm run zip', 'test/shipping/packages.test.ts', 'zip'],
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
  ['NIGHTLY=1 npm test', 'test/resilience/size.ts', 'NIGHTLY'],
  ['FUZZ_CASES=100000 npm test', 'test/support/fuzz/size.ts', 'FUZZ_CASES'],
  [
    "openssl rand -base64 32 | tr '+/' '-_' | tr -d '='",
    'test/documents/commands.test.ts',
    'the command that makes a key',
  ],
  [
    'npm version minor --no-git-tag-version',
    'test/documents/commands.test.ts',
    'the command that raises the version',
  ],
  // Of the system, and of others: these are not ours to try, and the README says what was not.
  [
    'cp proxy/deploy/balance-companion.service',
    'test/hosting/systemd.test.ts',
    'balance-companion.service',
  ],
  ['systemctl ', 'README.md', 'the service under a running systemd was not'],
  ['cd proxy/deploy', 'test/hosting/container.test.ts', 'compose.yaml'],
  [
    'WALLET_HOST=wallet.example.com docker compose',
    'README.md',
    '`docker compose` themselves were not',
  ],
  ['git pull', '.ci/run', 'npm ci'],
];

/** The longest start that fits: `npm ci --omit=dev` is more than `npm ci`. */
function proofOf(command: string) {
  return PROOFS.filter(([start]) => command.startsWith(start)).sort(
    ([one], [other]) => other.length - one.length,
  )[0];
}

describe.each(DOCUMENTS.flat().map((document) => [document]))('%s', (document) => {
  test.each([...new Set(commandsIn(document))].map((command) => [command]))('%s', (command) => {
    const proof = proofOf(command);
    expect(proof, 'no test runs this command').toBeDefined();
    const [, file = '', words = ''] = proof ?? [];
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(words);
  });

  test('names no script that package.json does not have', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const text = readFileSync(join(ROOT, document), 'utf8');
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name && !(name in scripts))).toEqual([]);
  });

  test('links to files that are there', () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local.filter((link) => !existsSync(join(ROOT, dirname(document), link)))).toEqual([]);
  });

  test('links to headings that are there', () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    for (const [, file = '', anchor = ''] of text.matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)) {
      if (/^https?:/.test(file)) continue;
      const target = readFileSync(
        file ? join(ROOT, dirname(document), file) : join(ROOT, document),
        'utf8',
      );
      const anchors = [...target.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
      expect(anchors, `${file}#${anchor}`).toContain(anchor);
    }
  });
});

/** As GitHub makes it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

test.each(DOCUMENTS.filter((pair) => pair.length === 2))(
  '%s has the same commands as %s',
  (english, chinese) => {
    expect(commandsIn(chinese)).toEqual(commandsIn(english));
  },
);

test('the command that makes a key makes one that the proxy takes', () => {
  const [command = ''] = commandsIn('README.md').filter((one) => one.startsWith('openssl'));
  const key = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim();
  expect(sessionKeys(key)).toHaveLength(1);
});

test('the command that raises the version changes package.json and the lockfile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-version-'));
  try {
    for (const file of ['package.json', 'package-lock.json'])
      cpSync(join(ROOT, file), join(folder, file));
    const [command = ''] = commandsIn('CONTRIBUTING.md').filter((one) =>
      one.startsWith('npm version'),
    );
    execSync(command, { cwd: folder, stdio: 'ignore' });
    const versionIn = (file: string) => JSON.parse(readFileSync(file, 'utf8')).version;
    const before = versionIn(join(ROOT, 'package.json'));
    const raised = versionIn(join(folder, 'package.json'));
    expect(raised).not.toBe(before);
    expect(versionIn(join(folder, 'package-lock.json'))).toBe(raised);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('CHANGELOG.md and UPGRADING.md speak of the present version', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${version}\n`);
  for (const document of ['UPGRADING.md', 'UPGRADING.zh-CN.md']) {
    expect(readFileSync(join(ROOT, document), 'utf8')).toContain(`\n| ${version} |`);
  }
});

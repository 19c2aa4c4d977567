import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { withVariables } from '../../../proxy/cli/register/env-file.ts';
import { readEnvironment } from '../../../proxy/config/env-file.ts';
import { ROOT } from '../../support/build/tools.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { runToExit, WORKING_ENV } from '../../support/proxy/exit.ts';

function folderWith(text: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, '.env'), text);
  return folder;
}

/**
 * What Compose puts into the environment for `format: raw`, and `docker run --env-file` always (docker/cli, package
 * kvfile): a line each, leading spaces and a byte order mark removed, everything after the `=` as it is.
 */
function rawEnvironment(text: string): Record<string, string> {
  const pairs = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^([^=]*)=(.*)$/.exec(line)?.slice(1) ?? [line, '']);
  for (const [name = ''] of pairs) {
    if (name === '' || /\s/.test(name)) throw new Error(`Compose refuses the name ${name}`);
  }
  return Object.fromEntries(pairs as [string, string][]);
}

const { environment, env_file: envFile } = parse(
  readFileSync(join(ROOT, 'proxy/deploy/compose.yaml'), 'utf8'),
).services.proxy as { environment: Record<string, string>; env_file: unknown };

/** The variables in the container that the compose file starts. */
function inContainer(text: string): NodeJS.ProcessEnv {
  return readEnvironment({ ...rawEnvironment(text), ...environment }, '/nowhere');
}

test('the compose file reads .env raw [P16]', () => {
  expect(envFile).toEqual([{ path: '../.env', format: 'raw' }]);
});

describe('a secret that register writes', () => {
  test('is read unchanged by Node.js and by the container, for any printable ASCII [P16]', () => {
    const awkward = fc.constantFrom(...'$#\'"`\\ ={}n%!&', ...'$#\'"');
    const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
    const secret = fc
      .array(fc.oneof(awkward, printable), { minLength: 1, maxLength: 12 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('', "A='b'\n", 'OAUTH_CLIENT_SECRET="old"\n'),
        (one, before) => {
          let text: string;
          try {
            text = withVariables(before, { OAUTH_CLIENT_SECRET: one });
          } catch (error) {
            // Neither reader has an escape for a quote, and in double quotes Node.js takes \n for a line break.
            expect(one).toMatch(/(?=.*')(?=.*`)(?=.*("|\\n))/);
            expect(error).toBeInstanceOf(TypeError);
            return;
          }
          expect(parseEnv(text).OAUTH_CLIENT_SECRET).toBe(one);
          expect(inContainer(text).OAUTH_CLIENT_SECRET).toBe(one);
        },
      ),
      { numRuns: 3_000, examples: [[` '"\``, '']] },
    );
  });

  test.each(['pa$$word', '$HOME$(id)', 'a=b==', 'a&b|c;d'])(
    '%s is written without quotes, which docker run --env-file would pass on',
    (secret) => {
      const text = withVariables('', { OAUTH_CLIENT_SECRET: secret });
      expect(text).toBe(`OAUTH_CLIENT_SECRET=${secret}\n`);
      expect(rawEnvironment(text).OAUTH_CLIENT_SECRET).toBe(secret);
    },
  );
});

test('register sets each variable of .env once', () => {
  const before = 'A=1\r\nexport PLATFORM_URL=x\r\n#PLATFORM_URL=y\r\nPLATFORM_URL=z\r\n';
  expect(withVariables(before, { PLATFORM_URL: 'https://p' })).toBe(
    'A=1\nPLATFORM_URL=https://p\n#PLATFORM_URL=y\n',
  );
});

describe('a file means the same to Node.js and in the container', () => {
  test.each([
    ['a byte order mark', '\uFEFFA=1\nB=2', { A: '1', B: '2' }],
    ['Windows line endings', 'A=1\r\nB="2"\r\n', { A: '1', B: '2' }],
    ['a dollar sign', 'A=a$b\nB=$HOME\nC="a$b"', { A: 'a$b', B: '$HOME', C: 'a$b' }],
    ['quotes', `A='a b'\nB="c#d"\nC=\`e\``, { A: 'a b', B: 'c#d', C: 'e' }],
    ['quotes within', `A="it's"\nB='say "x"'\nC=a"b`, { A: "it's", B: 'say "x"', C: 'a"b' }],
    ['a comment behind a value', 'A=1 # one\nB="2" # two', { A: '1', B: '2' }],
    ['a backslash', "A=a\\b\nB='c\\'", { A: 'a\\b', B: 'c\\' }],
    ['spaces around a value', 'A=  1  \nB="  2  "', { A: '1', B: '  2  ' }],
    ['comments and empty lines', '# A=0\n\n  B=2\n', { B: '2' }],
  ])('%s', (_kind, text, settings) => {
    expect(readEnvironment({}, folderWith(text))).toEqual(settings);
    expect(inContainer(text)).toEqual({ ...environment, ...settings });
  });

  test('except export, which Compose refuses', () => {
    expect(readEnvironment({}, folderWith('export A=1'))).toEqual({ A: '1' });
    expect(() => rawEnvironment('export A=1')).toThrow('refuses');
  });
});

const IN_CONTAINER = { OAUTH_CLIENT_SECRET: 'pa55#word', ENV_FILE_FORMAT: 'raw' };

test.each<[line: string, env: Record<string, string>, warns: boolean, isMissing?: boolean]>([
  ['OAUTH_CLIENT_SECRET=pa55#word', {}, true],
  ['export OAUTH_CLIENT_SECRET = pa55#word', {}, true],
  ['OAUTH_CLIENT_SECRET=#pa55word', {}, true, true],
  ['', IN_CONTAINER, true],
  ['OAUTH_CLIENT_SECRET=pa55#word', { OAUTH_CLIENT_SECRET: 'x' }, false],
  ["OAUTH_CLIENT_SECRET='pa55#word'", {}, false],
  ['OAUTH_CLIENT_SECRET=pa55word # from the console, item #5', {}, false],
  ['OAUTH_CLIENT_SECRET=pa55word\n# OAUTH_CLIENT_SECRET=a#b', {}, false],
  ['OAUTH_CLIENT_SECRET=pa55word\nDATA_DIR=a#b', {}, false],
])(
  '--check of %j with %j: a warning of a secret that is cut at a #, which is not printed, is %j [P16]',
  async (line, env, warns, isMissing = false) => {
    const { OAUTH_CLIENT_SECRET: _, ...others } = WORKING_ENV;
    const folder = folderWith(`PORT=9000\n${line}\n`);
    const { code, output } = await runToExit({ ...others, ...env }, folder, ['--check']);
    expect(output.includes('Warning: OAUTH_CLIENT_SECRET is cut at a #.')).toBe(warns);
    expect(output.includes('Warning')).toBe(warns);
    expect(output.includes('OAUTH_CLIENT_SECRET is missing')).toBe(isMissing);
    expect(output).not.toContain('pa55');
    expect(code).toBe(isMissing ? 1 : 0);
  },
);

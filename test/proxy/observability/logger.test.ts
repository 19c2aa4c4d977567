import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const LOGGER = new URL('../../../proxy/observability/logger.ts', import.meta.url).href;

test.each([
  ['exits', 'process.exit(3)'],
  ['fails', 'throw new Error()'],
])('the lines of the last turn are written although the process %s', (_what, end) => {
  const program = `
    import { createLogger } from ${JSON.stringify(LOGGER)};
    const log = createLogger('info');
    log.info('first');
    log.warn('second');
    ${end};`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  const lines = String(stdout).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['first', 'second']);
});

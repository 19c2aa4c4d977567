import { spawnSync } from 'node:child_process';
import { MUTATED_MODULES } from './modules.ts';

/** `npm run mutate [-- MODULE …]`: fails if the tests of a module catch less than 90 % of its mutants. */
const known = Object.keys(MUTATED_MODULES);
const chosen = process.argv.slice(2);
const unknown = chosen.filter((module) => !known.includes(module));
if (unknown.length > 0) {
  console.error(`Not a mutated module: ${unknown.join(', ')}. Choose from ${known.join(', ')}.`);
  process.exit(1);
}
for (const module of chosen.length > 0 ? chosen : known) {
  const { status } = spawnSync('stryker', ['run', 'test/mutate/stryker.config.mjs'], {
    env: { ...process.env, MUTATED_MODULE: module },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

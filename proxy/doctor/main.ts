import '../node-version.js';
import { parseArgs } from 'node:util';
import { Agent } from 'undici';
import { safeError } from '../errors/safe-error.ts';
import { version } from '../version.ts';
import { examine } from './examine.ts';
import { exitCodeOf, tableOf } from './report.ts';
import { readTarget } from './target.ts';
import { visitorOf } from './visit.ts';

const USAGE = `Looks at a running proxy from outside, and says what is wrong and what to do.

  npm run doctor -- https://wallet.example.com
  npm run doctor -- https://wallet.example.com --json

Exit code: 0 where nothing has failed, 1 where something has, 2 where it could not look.`;

/** Where it could not look. */
const UNUSABLE = 2;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const target = readTarget(positionals[0] ?? '');
  if (values.help || !target || positionals.length !== 1) {
    if (values.help) console.log(USAGE);
    else console.error(USAGE);
    process.exitCode = values.help ? 0 : UNUSABLE;
    return;
  }
  // What a certificate is worth has a row of its own; nothing secret is sent to whoever answers.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const visitorTo = (origin: string) => visitorOf(origin, dispatcher);
  const visit = visitorTo(target.origin);
  const findings = await examine({ target, visit, visitorTo, version, now: Date.now });
  await dispatcher.close();
  const report = { address: target.origin, findings };
  console.log(values.json ? JSON.stringify(report, null, 2) : tableOf(target.origin, findings));
  process.exitCode = exitCodeOf(findings);
}

main().catch((error: unknown) => {
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS')) console.error(USAGE);
  else console.error('The proxy could not be looked at to the end.', safeError(error));
  process.exitCode = UNUSABLE;
});

import '../../node-version.js';
import { parseArgs } from 'node:util';
import { readOutboundConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/env-file.ts';
import { NO_OUTBOUND_PROXIES } from '../../config/outbound-proxies.ts';
import { version } from '../../config/version.ts';
import { createDispatcher } from '../../platform/transport/dispatcher.ts';
import { printFailure } from '../command-error.ts';
import { commandText } from '../command-text.ts';
import { fetcherFor } from './fetch.ts';
import { formatTable } from './report.ts';
import { runChecks } from './run-checks.ts';
import { readHttpUrl, readTarget } from './target.ts';

const USAGE = `Checks a running proxy from outside, and says what is wrong and what to do.

  ${commandText('doctor', 'https://wallet.example.com')}
  ${commandText('doctor', 'https://wallet.example.com --json')}
  ${commandText('doctor', 'https://wallet.example.com --metrics http://127.0.0.1:9464/metrics')}

With --metrics it also reports the platform responses that the proxy could not use.

Exit code: 0 if no check failed, 1 if one failed, 2 if the checks could not run.`;

/** For connecting, and for each part of a response. */
const TIMEOUT_MS = 10_000;

const EXIT_NOT_RUN = 2;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      metrics: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const target = readTarget(positionals[0] ?? '');
  const metrics = values.metrics === undefined ? undefined : readHttpUrl(values.metrics);
  const isUsable = positionals.length === 1 && metrics !== null;
  if (values.help || !target || !isUsable) {
    if (values.help) console.log(USAGE);
    else console.error(USAGE);
    process.exitCode = values.help ? 0 : EXIT_NOT_RUN;
    return;
  }
  const outboundProxies = readOutboundConfig(readEnvironment(process.env, process.cwd()));
  const ownProxies = target.loopback ? NO_OUTBOUND_PROXIES : outboundProxies;
  const strict = createDispatcher({ timeoutMs: TIMEOUT_MS, outboundProxies });
  // The certificate has a check of its own, and the requests carry no secret.
  const lenient = createDispatcher({
    timeoutMs: TIMEOUT_MS,
    outboundProxies: ownProxies,
    rejectUnauthorized: false,
  });
  const lenientFetcherFor = (origin: string) => fetcherFor(origin, lenient);
  const findings = await runChecks({
    target,
    fetchProxy: lenientFetcherFor(target.origin),
    lenientFetcherFor,
    strictFetcherFor: (origin) => fetcherFor(origin, strict),
    fetchMetrics: metrics && (() => fetcherFor(metrics.origin, lenient)(metrics.pathname)),
    version,
    now: Date.now,
  });
  await Promise.all([strict.close(), lenient.close()]);
  const report = { address: target.origin, findings };
  console.log(values.json ? JSON.stringify(report, null, 2) : formatTable(target.origin, findings));
  process.exitCode = findings.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

main().catch((error: unknown) => {
  printFailure(error, 'The checks could not be completed.', USAGE);
  process.exitCode = EXIT_NOT_RUN;
});

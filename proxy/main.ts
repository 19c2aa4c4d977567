import './node-version.js';
import { readFileSync } from 'node:fs';
import { ConfigError, readConfig } from './config/config.ts';
import { readEnvironment, secretsCutAtHash } from './config/environment.ts';
import { safeError } from './errors/safe-error.ts';

async function main(): Promise<void> {
  const env = readEnvironment(process.env, process.cwd());
  const isCheck = process.argv.includes('--check');
  if (isCheck) {
    for (const name of secretsCutAtHash(process.env, process.cwd())) {
      console.warn(
        `Warning: ${name} is cut at a #. Put single quotes around the value if the # belongs to it.`,
      );
    }
  }
  const settings = readConfig(env, (path) => readFileSync(path, 'utf8'));
  if (isCheck) {
    console.log('Every setting is fine.');
    const { outboundProxyFor } = await import('./config/outbound-proxies.ts');
    const { platformUrl, outboundProxies } = settings;
    const outboundProxy = outboundProxyFor(platformUrl, outboundProxies);
    console.log(
      outboundProxy === undefined
        ? 'The platform is reached directly, without an outbound proxy.'
        : `The platform is reached through the outbound proxy ${outboundProxy}.`,
    );
    return;
  }
  // Loading it takes most of a start, which a setting that is wrong need not wait for.
  const { serve } = await import('./serve.ts');
  await serve(settings);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('The proxy could not start.', safeError(error));
  process.exitCode = 1;
});

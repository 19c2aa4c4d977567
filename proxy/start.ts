import { readFileSync } from 'node:fs';
import { type Config, ConfigError, readConfig } from './config/config.ts';
import { prepareDataDir } from './config/data-dir.ts';
import { readEnvironment, secretsCutAtHash } from './config/env-file.ts';
import { storeKind } from './config/store-url.ts';
import { safeError } from './errors/safe-error.ts';
import { keepCompiledCode } from './files/compile-cache.ts';

const USAGE = `The proxy has one option, --check, which says whether its configuration is valid, and four commands:
doctor, register, backup and restore.`;

async function main(): Promise<void> {
  const [option, ...rest] = process.argv.slice(2);
  const isCheck = option === '--check';
  if (rest.length > 0 || (option !== undefined && !isCheck)) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  const env = readEnvironment(process.env, process.cwd());
  if (isCheck) {
    for (const name of secretsCutAtHash(process.env, process.cwd())) {
      console.warn(
        `Warning: ${name} is cut at a #. Put single quotes around the value if the # belongs to it.`,
      );
    }
  }
  const config = readConfig(env, (path) => readFileSync(path, 'utf8'));
  await (isCheck ? reportCheck(config) : start(config));
}

async function reportCheck({ platformUrl, outboundProxies, storeUrl }: Config): Promise<void> {
  console.log('Every setting is fine.');
  console.log(`The sessions are kept in ${storeKind(storeUrl)}.`);
  const { outboundProxyFor } = await import('./config/outbound-proxies.ts');
  const outboundProxy = outboundProxyFor(platformUrl, outboundProxies);
  console.log(
    outboundProxy === undefined
      ? 'The platform is reached directly, without an outbound proxy.'
      : `The platform is reached through the outbound proxy ${outboundProxy}.`,
  );
}

async function start(config: Config): Promise<void> {
  const { storeUrl, sessionKeys, dataDir } = config;
  if (storeUrl === 'sqlite:' || !sessionKeys) {
    prepareDataDir(dataDir);
    keepCompiledCode(dataDir);
  }
  // Loading the rest takes most of the start, and an invalid configuration is reported without that delay.
  const { run } = await import('./run.ts');
  await run(config);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('The proxy could not start.', safeError(error));
  process.exitCode = 1;
});

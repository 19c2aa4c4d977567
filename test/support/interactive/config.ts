import type { BrowserName } from '../browsers/engine.ts';
import { isPortFree } from '../ports/free-port.ts';
import { CommandError } from '../system/find-program.ts';

/** What the user of `npm run demo` or `npm run dev` chooses. */
export interface InteractiveConfig {
  readonly proxyPort: number;
  readonly platformPort: number;
  /** Undefined where any browser will do. */
  readonly browser: BrowserName | undefined;
  /** Whether to show a browser window. */
  readonly windowed: boolean;
}

const PORTS = {
  proxy: { variable: 'PORT', fallback: 8787 },
  platform: { variable: 'PLATFORM_PORT', fallback: 8790 },
} as const;

/**
 * Reads the command line and the environment.
 * @throws {CommandError} naming an unknown argument or an invalid port
 */
export function readConfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  system: NodeJS.Platform = process.platform,
): InteractiveConfig {
  const unknown = args.find((arg) => arg !== '--headless');
  if (unknown) throw new CommandError(`Unknown argument ${unknown}: only --headless is known.`);
  return {
    proxyPort: readPort('proxy', env),
    platformPort: readPort('platform', env),
    browser: readBrowser(env),
    windowed: args.length === 0 && canShowWindow(env, system),
  };
}

/**
 * Checks that nothing listens on either port yet.
 * @param command the npm script to name in the message
 * @throws {CommandError} naming the port, its variable and a free port
 */
export async function checkPorts(config: InteractiveConfig, command: string): Promise<void> {
  const { proxyPort, platformPort } = config;
  await checkPort('proxy', proxyPort, platformPort, command);
  await checkPort('platform', platformPort, proxyPort, command);
}

function readPort(of: keyof typeof PORTS, env: NodeJS.ProcessEnv): number {
  const { variable, fallback } = PORTS[of];
  const text = env[variable];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandError(
    `${variable} is ${text}, which is no port. Set it to a number such as ${fallback}.`,
  );
}

async function checkPort(
  of: keyof typeof PORTS,
  port: number,
  other: number,
  command: string,
): Promise<void> {
  if (port !== other && (await isPortFree(port))) return;
  let free = port + 1;
  while (free === other || !(await isPortFree(free))) free++;
  throw new CommandError(
    `Port ${port}, which the ${of} needs, is taken. End what uses it, or choose another port:\n\n` +
      `  ${PORTS[of].variable}=${free} npm run ${command}\n`,
  );
}

/** Other programs put other things into `BROWSER`; an unknown name counts as absent. */
function readBrowser({ BROWSER }: NodeJS.ProcessEnv): BrowserName | undefined {
  const name = BROWSER?.toLowerCase();
  return name === 'chromium' || name === 'firefox' ? name : undefined;
}

function canShowWindow(env: NodeJS.ProcessEnv, system: NodeJS.Platform): boolean {
  if (system === 'darwin' || system === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

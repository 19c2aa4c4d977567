import type { BrowserName } from '../support/browsers/browser-under-test.ts';
import { isFree } from '../support/ports/free-port.ts';
import { SystemError } from '../support/system/find.ts';

/** What the person who starts the demo may choose. */
export interface DemoSettings {
  readonly proxyPort: number;
  readonly platformPort: number;
  /** Undefined where any browser will do. */
  readonly browser: BrowserName | undefined;
  /** Whether a window is to be shown. */
  readonly windowed: boolean;
}

const PORTS = {
  proxy: { variable: 'PORT', usual: 8787 },
  platform: { variable: 'PLATFORM_PORT', usual: 8790 },
} as const;

/** Reads them from the command line and the environment. */
export function readConfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  system: NodeJS.Platform = process.platform,
): DemoSettings {
  const unknown = args.find((arg) => arg !== '--headless');
  if (unknown) throw new SystemError(`The demo knows no ${unknown}, only --headless.`);
  return {
    proxyPort: readPort('proxy', env),
    platformPort: readPort('platform', env),
    browser: readBrowser(env),
    windowed: args.length === 0 && canShowWindow(env, system),
  };
}

/** Throws, in words that say what to do, where something listens on one of the ports. */
export async function checkPorts({ proxyPort, platformPort }: DemoSettings): Promise<void> {
  await checkPort('proxy', proxyPort, platformPort);
  await checkPort('platform', platformPort, proxyPort);
}

function readPort(of: keyof typeof PORTS, env: NodeJS.ProcessEnv): number {
  const { variable, usual } = PORTS[of];
  const text = env[variable];
  if (!text) return usual;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SystemError(
    `${variable} is ${text}, which is no port. Set it to a number such as ${usual}.`,
  );
}

async function checkPort(of: keyof typeof PORTS, port: number, other: number): Promise<void> {
  if (port !== other && (await isFree(port))) return;
  let free = port + 1;
  while (free === other || !(await isFree(free))) free++;
  throw new SystemError(
    `Port ${port}, which the ${of} needs, is taken. End what uses it, or choose another port:\n\n` +
      `  ${PORTS[of].variable}=${free} npm run demo\n`,
  );
}

/** Other programs name other things in `BROWSER`, so what is not known here counts as nothing. */
function readBrowser({ BROWSER }: NodeJS.ProcessEnv): BrowserName | undefined {
  const name = BROWSER?.toLowerCase();
  return name === 'chromium' || name === 'firefox' ? name : undefined;
}

function canShowWindow(env: NodeJS.ProcessEnv, system: NodeJS.Platform): boolean {
  if (system === 'darwin' || system === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

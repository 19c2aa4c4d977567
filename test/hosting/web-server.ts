import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { ROOT } from '../support/build/tools.ts';
import { pathOf } from '../support/certificates/pem.ts';
import { Program } from '../support/processes/program.ts';
import { programPath } from '../support/system/ensure-system.ts';
import { until } from '../support/waiting/until.ts';

/** The certificate of the web servers in tests, for localhost. */
export const CERTIFICATE = pathOf('localhost', 'crt');
const KEY = pathOf('localhost', 'key');

export interface Ports {
  http: number;
  https: number;
  /** The port on which the proxy listens. */
  proxy: number;
}

/** A web server of the system in front of a proxy. */
export interface WebServer {
  accessLog(): string;
  close(): Promise<void>;
}

/** Starts nginx with the configuration that operators copy; only addresses and paths are replaced. */
export async function startNginx(ports: Ports): Promise<WebServer> {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-nginx-'));
  const log = join(folder, 'access.log');
  const site = substitute(readFileSync(join(ROOT, 'proxy/deploy/nginx.conf'), 'utf8'), [
    ['listen 80;', `listen 127.0.0.1:${ports.http};`],
    ['listen [::]:80;', `listen [::1]:${ports.http};`],
    ['listen 443 ssl', `listen 127.0.0.1:${ports.https} ssl`],
    ['listen [::]:443 ssl', `listen [::1]:${ports.https} ssl`],
    ['return 301 https://wallet.example.com', `return 301 https://localhost:${ports.https}`],
    ['server_name wallet.example.com;', 'server_name localhost;'],
    ['/etc/letsencrypt/live/wallet.example.com/fullchain.pem', CERTIFICATE],
    ['/etc/letsencrypt/live/wallet.example.com/privkey.pem', KEY],
    ['/var/log/nginx/balance-companion.log', log],
    ['127.0.0.1:8787', `127.0.0.1:${ports.proxy}`],
  ]);
  writeFileSync(join(folder, 'site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  // Workers of nginx run as another user by default, who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const main = `${user} worker_processes 1; pid ${join(folder, 'pid')}; events {}
    http { ${temporary.join(' ')} include ${join(folder, 'site.conf')}; }`;
  writeFileSync(join(folder, 'nginx.conf'), main);
  const args = ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')];
  const nginx = new Program(programPath('nginx'), [...args, '-g', 'daemon off;']);
  return started(nginx, folder, ports.https, () => readFileSync(log, 'utf8'));
}

/** Starts Caddy with the configuration that operators copy; only its changes to the machine are switched off. */
export async function startCaddy({ https, proxy }: Omit<Ports, 'http'>): Promise<WebServer> {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-caddy-'));
  const quiet = '{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n';
  const site = readFileSync(join(ROOT, 'proxy/deploy/Caddyfile'), 'utf8');
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, quiet + site);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
    WALLET_HOST: `localhost:${https}`,
    PROXY_ADDRESS: `127.0.0.1:${proxy}`,
  };
  const args = ['run', '--config', file, '--adapter', 'caddyfile'];
  const caddy = new Program(programPath('caddy'), args, { env });
  return started(caddy, folder, https, () => '');
}

/** Replaces each text everywhere. Throws where the file does not contain one of them. */
export function substitute(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`The file does not contain ${from}`);
    return changed.replaceAll(from, to);
  }, text);
}

/** Waits until the web server takes connections over TLS. Removes its folder where it does not. */
async function started(
  server: Program,
  folder: string,
  port: number,
  accessLog: () => string,
): Promise<WebServer> {
  const close = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      () => `the web server to take connections; it wrote:\n${server.output}`,
      () => server.hasEnded || takesConnections(port),
    );
    if (server.hasEnded) throw new Error(`The web server did not start:\n${server.output}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { accessLog, close };
}

/** Completes a TLS handshake, or throws: Caddy listens a moment before it has a certificate. */
async function takesConnections(port: number): Promise<true> {
  const options = { port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false };
  const socket = connect(options);
  await once(socket, 'secureConnect');
  socket.destroy();
  return true;
}

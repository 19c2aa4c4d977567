import { isOlder } from '../../../shared/is-older.ts';
import { PRODUCT_NAME } from '../../../shared/replies.ts';
import { ROUTES } from '../../../shared/routes.ts';
import { type CheckContext, CSRF_HEADERS } from './check-context.ts';
import { type Finding, fail, judge, pass, quote, warn } from './finding.ts';

/** Seconds by which the clocks of proxies on one store may differ. */
const MAX_SKEW_SECONDS = 5;

/**
 * Checks that a Balance Companion proxy responds, and its version.
 * @returns the address of its platform, none if something else responds
 */
export async function checkIdentity({
  fetchProxy,
  version: own,
}: CheckContext): Promise<{ findings: Finding[]; platformUrl?: string }> {
  const check = 'who answers';
  const { status, json } = await fetchProxy(ROUTES.about, { headers: CSRF_HEADERS });
  const { name, version, platform_url: platformUrl } = json;
  if (name !== PRODUCT_NAME || typeof version !== 'string' || typeof platformUrl !== 'string') {
    const isGateway = status >= 502 && status <= 504 && json.error === undefined;
    const seen = isGateway
      ? `a web server that gets no answer from the proxy (${status})`
      : `something else (${status})`;
    const remedy = isGateway
      ? 'Start the proxy, and have the web server pass requests on to its HOST and PORT.'
      : 'Give the address under which browsers reach the proxy, without a path, and have the web server pass every path on to it.';
    return { findings: [fail(check, seen, remedy)] };
  }
  const findings = [
    pass(check, 'a Balance Companion proxy'),
    judge(
      !isOlder(version, own),
      'version',
      [quote(version), `${quote(version)}, older than ${own}`],
      'Update the proxy: put the new version in its place, and restart it.',
    ),
  ];
  return { findings, platformUrl };
}

const READY_REMEDIES: Readonly<Record<string, string>> = {
  store_unavailable:
    'Make room on the disk of DATA_DIR, or bring the Redis, Redis Cluster or Redis Sentinel of STORE_URL back.',
  platform_misconfigured:
    'Set the right OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET, and restart the proxy.',
  overloaded: 'Give the proxy a larger machine, or a second proxy beside it.',
  shutting_down: 'Look again once the proxy has started.',
};

/** Checks liveness, readiness and the clock, and that metrics are not public. */
export async function checkHealth({ fetchProxy, now }: CheckContext): Promise<Finding[]> {
  const alive = await fetchProxy('/healthz');
  const ready = await fetchProxy('/readyz');
  const reason = typeof ready.json.error === 'string' ? quote(ready.json.error) : `${ready.status}`;
  // The message of `store_unavailable` names the kind of store.
  const [, missing] = /session store \(([\w ]+)\)/.exec(String(ready.json.message)) ?? [];
  const { store } = ready.json;
  const skew = Math.abs(Date.parse(alive.header('date') ?? '') - now()) / 1000;
  const metrics = await fetchProxy('/metrics');
  return [
    judge(
      alive.status === 200 && alive.json.status === 'alive',
      'alive',
      ['yes', `/healthz says ${alive.status}`],
      'Have the web server pass /healthz on.',
    ),
    judge(
      ready.status === 200 && ready.json.status === 'ready',
      'ready',
      [
        typeof store === 'string' ? `yes, with sessions in ${quote(store)}` : 'yes',
        missing === undefined ? `no: ${reason}` : `no: ${reason} (${quote(missing)})`,
      ],
      READY_REMEDIES[reason] ?? 'Have the web server pass /readyz on, and look at the proxy’s log.',
    ),
    // Two more seconds, since the header has whole seconds and the response took time.
    skew <= MAX_SKEW_SECONDS + 2
      ? pass('clock', 'agrees with this machine’s')
      : warn('clock', 'differs from this machine’s', 'Set the clock of both machines by NTP.'),
    judge(
      metrics.status === 404,
      'metrics',
      ['not to be had from outside', `/metrics says ${metrics.status}`],
      'Do not pass METRICS_PORT on: metrics have no password.',
    ),
  ];
}

import type { BenchEnvironment, Server } from './bench-environment.ts';
import { type Report, type Row, summarize } from './results.ts';
import { alternate, compare, compareProcessorTime, roundsTable, type Subject } from './rounds.ts';
import { readRequest, signInClients } from './signed-in-clients.ts';

/** Reads with one session and with many, compared with the lower bound and with the alternatives. */
export async function compareReads(environment: BenchEnvironment): Promise<Report> {
  const proxy = await environment.proxy({ USERINFO_MAX_AGE: '0' });
  const sample = await environment.server('servers/guide-sample.js');
  const plugins = await environment.server('servers/fastify-plugins.js');
  const passThrough = unauthenticated(await environment.server('servers/pass-through.ts'));
  const rows: Row[] = [];
  const details: string[] = [];
  for (const count of [1, environment.scale.sessions]) {
    const rounds = await alternate(environment, {
      'pass-through': passThrough,
      proxy: await signedIn(proxy, count),
      'Express sample': await signedIn(sample, count),
      'Fastify plugins': await signedIn(plugins, count),
    });
    const what = `Read, ${count.toLocaleString('en')} session${count === 1 ? '' : 's'}`;
    rows.push(
      compare(`${what}, against a bare pass-through`, rounds, 'pass-through', { atLeast: 0.85 }),
      compare(`${what}, against the guide's Express sample`, rounds, 'Express sample', {
        atLeast: 3,
      }),
      compare(`${what}, against Fastify's own plugins`, rounds, 'Fastify plugins'),
    );
    if (count > 1) {
      const against = `${what}, against a bare pass-through`;
      rows.push(compareProcessorTime(against, rounds, 'pass-through', { atLeast: 0.65 }));
    }
    details.push(`${what}:`, roundsTable(rounds));
  }
  return { rows, details };
}

/** Reads from the cache, compared with a server that responds with the same bytes and does nothing else. */
export async function compareCachedReads(environment: BenchEnvironment): Promise<Report> {
  const server = await environment.proxy({ USERINFO_MAX_AGE: '2' });
  const { requests, response } = await signInClients(server.port, 1);
  const sameBytes = { HEAD: JSON.stringify(response.headers), BODY: response.text };
  const rounds = await alternate(environment, {
    'same bytes': unauthenticated(await environment.server('servers/same-bytes.ts', sameBytes)),
    proxy: { server, requests },
  });
  const what = 'Cached read, 1 session';
  const against = `${what}, against bare Fastify with the same bytes`;
  return {
    rows: [
      compare(against, rounds, 'same bytes', { atLeast: 0.75 }),
      compareProcessorTime(against, rounds, 'same bytes', { atLeast: 0.55 }),
    ],
    details: [`${what}:`, roundsTable(rounds)],
  };
}

/** Clients that read one session at once. */
const CLIENTS = 200;

/** Long enough for all of them to have arrived. */
const PLATFORM_DELAY_MS = 300;

/** How many requests the platform gets where many clients read one session at once. */
export async function countSharedRequests(environment: BenchEnvironment): Promise<Report> {
  const { platform } = environment;
  const { port } = await environment.proxy({ USERINFO_MAX_AGE: '0' });
  const { requests } = await signInClients(port, 1);
  const count = async () => (await platform.query<{ requests: number }>('requests')).requests;
  const before = await count();
  platform.send({ delay: PLATFORM_DELAY_MS });
  const { responses } = await environment.load({
    port,
    requests,
    connections: CLIENTS,
    responses: CLIENTS,
  });
  platform.send({ delay: 0 });
  const what = `Requests to the platform when ${responses} clients read one session at once`;
  return { rows: [{ what, goal: { atMost: 1 }, figure: summarize([(await count()) - before]) }] };
}

function unauthenticated(server: Server): Subject {
  return { server, requests: [readRequest(server.port)] };
}

async function signedIn(server: Server, count: number): Promise<Subject> {
  return { server, requests: (await signInClients(server.port, count)).requests };
}

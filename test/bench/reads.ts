import { compare, roundsTable } from './comparison.ts';
import { readRequest, signedInReaders } from './readers.ts';
import { mergeReports, type Report } from './report.ts';
import { alternate, type Subject } from './rounds.ts';
import type { Server, Workshop } from './workshop.ts';

/** The whole read, with one session and with many, beside the floor and what people would use instead. */
export async function compareReads(workshop: Workshop): Promise<Report> {
  const servers = {
    proxy: await workshop.proxy({ env: { USERINFO_MAX_AGE: '0' } }),
    sample: await workshop.server('guide-sample.js'),
    plugins: await workshop.server('fastify-plugins.js'),
  };
  const floor = subjectOf(await workshop.server('pass-through.ts'));
  const reports: Report[] = [];
  for (const count of [1, workshop.scale.sessions]) {
    const rounds = await alternate(workshop, {
      'pass-through': floor,
      proxy: await signedIn(servers.proxy, count),
      'Express sample': await signedIn(servers.sample, count),
      'Fastify plugins': await signedIn(servers.plugins, count),
    });
    const what = `Read, ${count.toLocaleString('en')} session${count === 1 ? '' : 's'}`;
    reports.push({
      rows: [
        compare(`${what}, against a bare pass-through`, rounds, 'pass-through', { atLeast: 0.85 }),
        compare(`${what}, against the guide's Express sample`, rounds, 'Express sample', {
          atLeast: 3,
        }),
        compare(`${what}, against Fastify's own plugins`, rounds, 'Fastify plugins'),
      ],
      details: [`${what}:`, roundsTable(rounds)],
    });
  }
  return mergeReports(reports);
}

/** A read of what is at hand, beside a server that answers with the same bytes and does nothing else. */
export async function compareCachedReads(workshop: Workshop): Promise<Report> {
  const server = await workshop.proxy({ env: { USERINFO_MAX_AGE: '2' } });
  const { requests, answer } = await signedInReaders(server.port, 1);
  const sameBytes = { HEAD: JSON.stringify(answer.headers), BODY: answer.text };
  const rounds = await alternate(workshop, {
    'same bytes': subjectOf(await workshop.server('same-bytes.ts', sameBytes)),
    proxy: { server, requests },
  });
  const what = 'Cached read, 1 session';
  return {
    rows: [
      compare(`${what}, against bare Fastify with the same bytes`, rounds, 'same bytes', {
        atLeast: 0.75,
      }),
    ],
    details: [`${what}:`, roundsTable(rounds)],
  };
}

function subjectOf(server: Server): Subject {
  return { server, requests: [readRequest(server.port)] };
}

async function signedIn(server: Server, count: number): Promise<Subject> {
  const { requests } = await signedInReaders(server.port, count);
  return { server, requests };
}

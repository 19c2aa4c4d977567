import { readdirSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packInto } from '../support/archive/pack-into.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import { markdownTable, type Report, type Row, readable, summarize } from './results.ts';

/** How many times as much as bare Fastify a start may take. */
const MAX_RATIOS = {
  archive: { milliseconds: 1.75, cpu: 2, resident: 1.35 },
  sources: { milliseconds: 3.2, cpu: 3, resident: 1.7 },
} as const;

const MAX_ARCHIVE_MB = 12;
const MAX_UNPACKED_MB = 32;

/** Milliseconds between two attempts to get the first response. */
const INTERVAL_MS = 2;

/** What a process has used when it has sent its first response. */
interface Start {
  milliseconds: number;
  /** Microseconds of processor time. */
  cpu: number;
  /** Bytes of memory. */
  resident: number;
}

type Figure = keyof Start;

const FIGURES: Readonly<Record<Figure, string>> = {
  milliseconds: 'time to the first response',
  cpu: 'processor time',
  resident: 'memory',
};

/** The start of the proxy from the archive and from the sources, compared with the start of bare Fastify. */
export async function measureStart(environment: BenchEnvironment): Promise<Report> {
  const archive = environment.dataFolder();
  const size = await packInto(archive);
  const unpacked = sizeOf(archive);
  const files = {
    bare: 'servers/bare-fastify.js',
    archive: join(archive, 'main.js'),
    sources: '../../proxy/main.ts',
  };
  type Name = keyof typeof files;
  const names = Object.keys(files) as Name[];
  const folders = Object.fromEntries(names.map((name) => [name, environment.dataFolder()]));
  const starts: Record<Name, Start[]> = { bare: [], archive: [], sources: [] };
  // The first start of each only fills the caches, of the file system and of compiled code.
  for (let index = -1; index < environment.scale.rounds; index++) {
    for (const name of index % 2 === 0 ? names : names.toReversed()) {
      const start = await startOnce(environment, files[name], folders[name] ?? '');
      if (index >= 0) starts[name].push(start);
    }
  }
  const rows = (['archive', 'sources'] as const).flatMap((name) =>
    Object.entries(FIGURES).map(([key, title]): Row => {
      const figure = key as Figure;
      const ratios = starts[name].map(
        (one, at) => one[figure] / (starts.bare[at]?.[figure] ?? NaN),
      );
      return {
        what: `Start from the ${name}, ${title}, against bare Fastify`,
        goal: { atMost: MAX_RATIOS[name][figure] },
        figure: summarize(ratios),
      };
    }),
  );
  return {
    rows: [
      ...rows,
      {
        what: 'Archive of the proxy',
        goal: { atMost: MAX_ARCHIVE_MB },
        figure: summarize([size / 1e6]),
        unit: 'MB',
      },
      {
        what: 'Archive of the proxy, unpacked',
        goal: { atMost: MAX_UNPACKED_MB },
        figure: summarize([unpacked / 1e6]),
        unit: 'MB',
      },
    ],
    details: ['Starts:', startsTable(starts)],
  };
}

/** Starts a server, waits for its first response and stops it. */
async function startOnce(
  environment: BenchEnvironment,
  file: string,
  folder: string,
): Promise<Start> {
  const { port, process } = await environment.launch(file, { DATA_DIR: folder });
  const begin = performance.now();
  while (!(await responds(port))) {
    if (process.hasEnded) throw new Error(`A server did not start:\n${process.output}`);
    await wait(INTERVAL_MS);
  }
  const milliseconds = performance.now() - begin;
  const { cpu, resident } = await process.usage();
  await process.stop();
  return { milliseconds, cpu, resident };
}

function responds(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
      response.resume().once('end', () => resolve(true));
    }).once('error', () => resolve(false));
  });
}

function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => statSync(join(folder, name))).filter((file) => file.isFile());
  return files.reduce((sum, { size }) => sum + size, 0);
}

function startsTable(starts: Readonly<Record<string, readonly Start[]>>): string {
  const median = (all: readonly Start[], figure: Figure, per: number) =>
    readable(summarize(all.map((start) => start[figure] / per)).median);
  return markdownTable(
    ['Started', 'First response after ms', 'Processor ms', 'Memory MB'],
    Object.entries(starts).map(([name, all]) => [
      name,
      median(all, 'milliseconds', 1),
      median(all, 'cpu', 1_000),
      median(all, 'resident', 1e6),
    ]),
  );
}

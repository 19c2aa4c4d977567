import { globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { readConfig } from '../../proxy/config/config.ts';
import { readEnvironment } from '../../proxy/config/env-file.ts';
import { SECRETS } from '../../proxy/config/variable-reader.ts';
import { Metrics, PREFIX } from '../../proxy/observability/metrics.ts';
import { UNUSABLE_REASONS } from '../../proxy/observability/observer.ts';
import { addStateGauges } from '../../proxy/observability/state-gauges.ts';
import { ROOT } from '../support/build/tools.ts';
import { readDocument, sectionOf } from './read-document.ts';

/** The names of all variables that the proxy reads, in capital letters. */
function variableNames(): string[] {
  const names = new Set<string>();
  const env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_, name) => {
        names.add(String(name).toUpperCase());
        return undefined;
      },
    },
  );
  readEnvironment(env, ROOT);
  expect(() => readConfig(env, () => '')).toThrow();
  const secretFiles = new Set([...SECRETS].map((name) => `${name}_FILE`));
  return [...names].filter((name) => !secretFiles.has(name));
}

/** Each metric of the proxy without the prefix, with its labels. */
function metrics(): [name: string, labels: string[]][] {
  const registry = new Registry();
  addStateGauges(registry, {
    version: '0.0.0',
    sessions: async () => 0,
    readiness: async () => {},
    credentialsRefused: () => false,
  });
  const all = [...new Metrics().registry.getMetricsAsArray(), ...registry.getMetricsAsArray()];
  return all.map((metric) => {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
    return [name.slice(PREFIX.length), labelNames];
  });
}

test.each(['docs/configuration.md', 'docs/configuration.zh-CN.md'])(
  '%s describes every variable of the proxy',
  (document) => {
    const text = readDocument(document);
    const missing = variableNames().filter((name) => !new RegExp(`\`${name}[\`=]`).test(text));
    expect(missing).toEqual([]);
  },
);

test.each([
  ['docs/operations.md', 'Metrics'],
  ['docs/operations.zh-CN.md', '指标'],
])('%s lists every metric with its labels, and no other', (document, heading) => {
  const rows = sectionOf(document, heading).matchAll(/^\| `([a-z_]+)` \|([^|]*)\|/gm);
  const listed = [...rows].map(([, name = '', labels = '']) => [
    name,
    [...labels.matchAll(/`([a-z]+)`/g)].map(([, label]) => label),
  ]);
  expect(listed.toSorted()).toEqual(metrics().toSorted());
});

test.each([
  ['docs/operations.md', 'Log'],
  ['docs/operations.zh-CN.md', '日志'],
])('%s quotes log lines that the proxy writes, and explains every reason', (document, heading) => {
  const sources = globSync('proxy/**/*.ts', { cwd: ROOT }).map((file) => readDocument(file));
  const rows = [
    ...sectionOf(document, heading).matchAll(/^\| `([^`]+)` \| (?:error|warn|info) \|/gm),
  ];
  const lines = rows.map(([, line = '']) => line).filter((line) => !line.startsWith('…'));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !sources.some((source) => source.includes(line)))).toEqual([]);
  for (const reason of UNUSABLE_REASONS) expect(sectionOf(document, heading)).toContain(reason);
});

test.each(['docs/operations.md', 'docs/operations.zh-CN.md'])(
  '%s names every outcome of a token refresh',
  async (document) => {
    const metric = new Metrics().registry.getSingleMetric(`${PREFIX}refreshes_total`);
    const { values } = (await metric?.get()) ?? { values: [] };
    const outcomes = values.map(({ labels }) => String(labels.outcome));
    expect(outcomes.length).toBeGreaterThan(0);
    for (const outcome of outcomes) expect(readDocument(document)).toContain(`\`${outcome}\``);
  },
);

test.each(['proxy', 'extension', 'test'])(
  'docs/architecture.md lists every folder of %s/',
  (top) => {
    const map = readDocument('docs/architecture.md').split(`\n### ${top}/\n`)[1]?.split('\n#')[0];
    const folders = readdirSync(join(ROOT, top), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => `\`${name}/\``);
    expect(names.filter((name) => !map?.includes(name))).toEqual([]);
  },
);

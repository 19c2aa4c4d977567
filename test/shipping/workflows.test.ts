import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
}

interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const GITHUB = new URL('../../.github/', import.meta.url);
const read = (path: string): unknown => parse(readFileSync(new URL(path, GITHUB), 'utf8'));

describe.each(readdirSync(new URL('workflows/', GITHUB)))('the workflow %s', (file) => {
  const { permissions, jobs } = read(`workflows/${file}`) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('has read-only permissions, except in jobs with their own', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  test('has a time limit for each job', () => {
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });

  test('pins each action to a commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions).not.toEqual([]);
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/);
  });

  test('runs the same command as every other CI', () => {
    expect(steps.map(({ run }) => run)).toContain('bash .ci/run');
  });
});

test.each(readdirSync(new URL('ISSUE_TEMPLATE/', GITHUB)))('the issue form %s is YAML', (file) => {
  expect(read(`ISSUE_TEMPLATE/${file}`)).toBeTypeOf('object');
});

test('dependency updates come weekly and in groups', () => {
  const { updates } = read('dependabot.yml') as {
    updates: { schedule: { interval: string }; groups: object }[];
  };
  expect(updates).toHaveLength(2);
  for (const { schedule, groups } of updates) {
    expect(schedule.interval).toBe('weekly');
    expect(groups).toBeTypeOf('object');
  }
});

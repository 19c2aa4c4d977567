import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionError } from '../../../proxy/platform/errors/connection-error.ts';
import { TIMEOUT_MS as PROPERTY_TIMEOUT_MS, portion } from '../../support/fuzz/size.ts';
import {
  correctResponse,
  createSimulation,
  type SeenRequest,
} from '../../support/isolation/simulation.ts';
import { TIMEOUT_MS } from '../../support/isolation/test-platform.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

const OTHERS = ['ada', 'ben', 'cem'] as const;
const FAULTY = 'faulty';
const MADE_UP = 'made-up';

/** Milliseconds that a correct response takes. */
const RESPONSE_MS = 50;

/** What the platform does to the faulty session and to callbacks with a made-up code. */
type Fault =
  | { kind: 'none' | 'reset' | 'refused' | 'timeout' }
  | {
      kind: 'response';
      status: number;
      headers: Record<string, string>;
      body: string;
      afterMs: number;
    };

const one = <const T extends string>(...values: T[]) => fc.constantFrom(...values);

const retryAfter = fc.oneof(
  fc.constantFrom('0', '1', '2', '60', '3600', '99999999', '-1', 'soon', ''),
  fc.integer({ min: 1, max: 3600 }).map(String),
);

const body = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        ...['invalid_grant', 'invalid_client', 'unauthorized_client', 'invalid_request'],
        'server_error',
      ),
      fc.constantFrom('error', 'code', 'message'),
      fc.boolean(),
    )
    .map(([code, name, wrapped]) =>
      JSON.stringify(wrapped ? { success: false, data: { [name]: code } } : { [name]: code }),
    ),
  fc.constantFrom('', '{}', '[]', 'null', '<html>invalid_grant</html>', '{"success":false}', '{'),
  fc.json(),
);

const response = fc.record({
  kind: one('response'),
  status: fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 429, 429, 500, 502, 503, 503),
  headers: fc.record(
    {
      'retry-after': retryAfter,
      'www-authenticate': one('Basic realm="x"', 'Bearer error="invalid_client"'),
      'content-type': one('application/json', 'text/html'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, string>>,
  body,
  afterMs: fc.constantFrom(0, RESPONSE_MS, 3_000, TIMEOUT_MS - 1_000),
});

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: one('none', 'reset', 'refused', 'timeout') }),
  response,
  response,
);

type Step =
  | { does: 'wait'; ms: number }
  | { does: 'faulty'; what: 'read' | 'topUp' | 'callBack'; times: number; everyMs: number }
  | { does: 'read' | 'topUp'; name: (typeof OTHERS)[number] }
  | { does: 'sign-in' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: one('wait'),
    ms: fc.constantFrom(100, 1_000, 6_000, 61_000, 7_000_000, 7_300_000),
  }),
  fc.record({
    does: one('faulty'),
    what: one('read', 'topUp', 'callBack'),
    times: fc.constantFrom(1, 3, 5, 10),
    everyMs: fc.constantFrom(100, 600, 3_100),
  }),
  fc.record({ does: one('read', 'topUp'), name: one(...OTHERS) }),
  fc.record({ does: one('sign-in') }),
);

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** The outcome and the duration of each request of the others. */
type Outcomes = [outcome: string, tookMs: number][];

/** Runs the steps, without those of the faulty session and the made-up codes unless `withFaults`. */
async function outcomesOfOthers(
  steps: readonly Step[],
  faults: readonly Fault[],
  withFaults: boolean,
): Promise<Outcomes> {
  let serial = 0;
  let faultyRequests = 0;
  let isFaulty = false;

  const respond = async (request: SeenRequest) => {
    serial += 1;
    const chosen: Fault =
      isFaulty && (request.owner === FAULTY || request.owner === MADE_UP)
        ? (faults[faultyRequests++ % faults.length] ?? { kind: 'none' })
        : { kind: 'none' };
    if (chosen.kind === 'none') {
      await wait(RESPONSE_MS);
      return correctResponse(request, serial);
    }
    if (chosen.kind === 'response') {
      await wait(chosen.afterMs);
      const { status, headers, body } = chosen;
      return { status, headers, body };
    }
    const isTimeout = chosen.kind === 'timeout';
    await wait(isTimeout ? TIMEOUT_MS : RESPONSE_MS);
    const isRefused = chosen.kind === 'refused';
    const failure = { deadlinePassed: isTimeout, isWritten: !isRefused, hasHead: false };
    const code = isRefused ? 'ECONNREFUSED' : 'ECONNRESET';
    throw connectionError({ code }, { ...failure, outboundProxy: undefined });
  };

  const simulation = createSimulation(respond);
  const outcomes: Outcomes = [];
  const note = (work: Promise<string>) => {
    const index = outcomes.push(['nothing', 0]) - 1;
    const from = Date.now();
    work.then((outcome) => {
      outcomes[index] = [outcome, Date.now() - from];
    });
  };
  for (const name of [...OTHERS, FAULTY]) {
    simulation.signIn(name);
    await pass(1_000);
  }
  isFaulty = true;
  for (const one of steps) {
    if (one.does === 'wait') await pass(one.ms);
    else if (one.does === 'sign-in') note(simulation.callBack('honest'));
    else if (one.does !== 'faulty') note(simulation[one.does](one.name));
    else {
      for (let time = 0; time < one.times; time++) {
        if (withFaults) simulation[one.what](one.what === 'callBack' ? MADE_UP : FAULTY);
        await pass(one.everyMs);
      }
    }
    await pass(RESPONSE_MS);
  }
  await pass(5 * TIMEOUT_MS);
  return outcomes;
}

test(
  'responses to one session and to made-up codes do not affect what others get, or when',
  async () => {
    useVirtualTime();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 30 }),
        fc.oneof(
          fc.array(fault, { minLength: 1, maxLength: 8 }),
          fault.map((one) => [one]),
        ),
        async (steps, faults) => {
          const without = await outcomesOfOthers(steps, faults, false);
          for (const [outcome] of without) expect(outcome).toBe('ok');
          expect(await outcomesOfOthers(steps, faults, true)).toEqual(without);
        },
      ),
      portion(0.01),
    );
  },
  PROPERTY_TIMEOUT_MS,
);

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionError } from '../../../proxy/platform/errors/connection-error.ts';
import {
  createWorld,
  rightAnswer,
  type SeenCall,
  TIMEOUT_MS,
} from '../../support/isolation/simulation.ts';
import { pass, useVirtualTime } from '../../support/isolation/virtual-time.ts';

const OTHERS = ['ada', 'ben', 'cem'] as const;
const ODD = 'odd';
const MADE_UP = 'made-up';

/** Milliseconds that a right response takes. */
const RESPONSE_MS = 50;

/** One thing that the platform does to the odd session, or to a callback with a made-up code. */
type Oddity =
  | { kind: 'right' }
  | {
      kind: 'response';
      status: number;
      headers: Record<string, string>;
      body: string;
      afterMs: number;
    }
  | { kind: 'reset' | 'refused' | 'timeout' };

const retryAfter = fc.oneof(
  fc.constantFrom('0', '1', '2', '60', '3600', '99999999', '-1', 'soon', ''),
  fc.integer({ min: 1, max: 3600 }).map(String),
);

const body = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'invalid_grant',
        'invalid_client',
        'unauthorized_client',
        'invalid_request',
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

const oddity: fc.Arbitrary<Oddity> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Oddity>({ kind: 'right' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('reset' as const, 'refused' as const, 'timeout' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('response' as const),
      status: fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 429, 429, 500, 502, 503, 503),
      headers: fc.record(
        {
          'retry-after': retryAfter,
          'www-authenticate': fc.constantFrom('Basic realm="x"', 'Bearer error="invalid_client"'),
          'content-type': fc.constantFrom('application/json', 'text/html'),
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Record<string, string>>,
      body,
      afterMs: fc.constantFrom(0, RESPONSE_MS, 3_000, TIMEOUT_MS - 1_000),
    }),
  },
);

type Step =
  | { does: 'wait'; ms: number }
  | { does: 'odd'; what: 'read' | 'topUp' | 'callBack'; times: number; everyMs: number }
  | { does: 'read' | 'topUp'; name: (typeof OTHERS)[number] }
  | { does: 'sign-in' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('wait' as const),
    ms: fc.constantFrom(100, 1_000, 6_000, 61_000, 7_000_000, 7_300_000),
  }),
  fc.record({
    does: fc.constant('odd' as const),
    what: fc.constantFrom('read' as const, 'topUp' as const, 'callBack' as const),
    times: fc.constantFrom(1, 3, 5, 10),
    everyMs: fc.constantFrom(100, 600, 3_100),
  }),
  fc.record({
    does: fc.constantFrom('read' as const, 'topUp' as const),
    name: fc.constantFrom(...OTHERS),
  }),
  fc.record({ does: fc.constant('sign-in' as const) }),
);

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** What each request of the others ended with, and how many milliseconds it took. */
type Outcomes = [outcome: string, tookMs: number][];

/** Goes through the steps; those of the odd session and the made-up callbacks only where `withOdd` is set. */
async function outcomesOfOthers(
  steps: readonly Step[],
  oddities: readonly Oddity[],
  withOdd: boolean,
): Promise<Outcomes> {
  let serial = 0;
  let oddCalls = 0;
  let isOdd = false;

  const respond = async (call: SeenCall) => {
    serial += 1;
    const chosen: Oddity =
      isOdd && (call.owner === ODD || call.owner === MADE_UP)
        ? (oddities[oddCalls++ % oddities.length] ?? { kind: 'right' })
        : { kind: 'right' };
    if (chosen.kind === 'right') {
      await wait(RESPONSE_MS);
      return rightAnswer(call, serial);
    }
    if (chosen.kind === 'response') {
      await wait(chosen.afterMs);
      const { status, headers, body } = chosen;
      return { status, headers, body };
    }
    const isTimeout = chosen.kind === 'timeout';
    await wait(isTimeout ? TIMEOUT_MS : RESPONSE_MS);
    throw connectionError(
      { code: chosen.kind === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET' },
      {
        deadlinePassed: isTimeout,
        isWritten: chosen.kind !== 'refused',
        hasHead: false,
        outboundProxy: undefined,
      },
    );
  };

  const world = createWorld(respond);
  const outcomes: Outcomes = [];
  const note = (work: Promise<string>) => {
    const index = outcomes.push(['nothing', 0]) - 1;
    const from = Date.now();
    work.then((outcome) => {
      outcomes[index] = [outcome, Date.now() - from];
    });
  };
  for (const name of [...OTHERS, ODD]) {
    world.signIn(name);
    await pass(1_000);
  }
  isOdd = true;
  for (const one of steps) {
    if (one.does === 'wait') await pass(one.ms);
    else if (one.does === 'sign-in') note(world.callBack('honest'));
    else if (one.does !== 'odd') note(world[one.does](one.name));
    else {
      for (let time = 0; time < one.times; time++) {
        if (withOdd) world[one.what](one.what === 'callBack' ? MADE_UP : ODD);
        await pass(one.everyMs);
      }
    }
    await pass(RESPONSE_MS);
  }
  await pass(5 * TIMEOUT_MS);
  return outcomes;
}

test('no responses to one session or to made-up codes change what others get, or when', async () => {
  useVirtualTime();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 30 }),
      fc.oneof(
        fc.array(oddity, { minLength: 1, maxLength: 8 }),
        oddity.map((one) => [one]),
      ),
      async (steps, oddities) => {
        const without = await outcomesOfOthers(steps, oddities, false);
        for (const [outcome] of without) expect(outcome).toBe('ok');
        expect(await outcomesOfOthers(steps, oddities, true)).toEqual(without);
      },
    ),
    { numRuns: 150 },
  );
});

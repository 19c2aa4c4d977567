import { SLOT_HEADER, SLOTS } from '../../../shared/account-slots.ts';
import { ROUTES } from '../../../shared/routes.ts';
import { type CheckContext, CSRF_HEADERS } from './check-context.ts';
import type { DoctorResponse } from './fetch.ts';
import { type Finding, fail, judge, pass } from './finding.ts';

const LAST_SLOT = SLOTS.length - 1;

const SESSION = 'balance_companion_session';
const LOGIN = 'balance_companion_login';

/** Characters of a session cookie's value and of a login cookie's value, rounded up. */
const VALUE_LENGTHS = { session: 180, login: 400 };

/**
 * Checks that account slots and the cookies of ten accounts pass the web server in both directions. The sign-out that
 * it sends carries no cookie and ends no session.
 */
export async function checkAccountSlots(context: CheckContext): Promise<Finding[]> {
  const { fetchProxy } = context;
  const check = 'account slots';
  const list = await fetchProxy(ROUTES.sessions, { headers: CSRF_HEADERS });
  if (list.status === 404 && list.json.error === 'not_found') {
    const remedy = 'Update the proxy: with this version each browser holds one account.';
    return [fail(check, 'unknown to the proxy', remedy)];
  }
  const unknownSlot = await fetchProxy(`${ROUTES.signIn}?slot=${SLOTS.length}`);
  const signOut = await fetchProxy(ROUTES.signOut, {
    method: 'POST',
    headers: { ...CSRF_HEADERS, [SLOT_HEADER]: `${LAST_SLOT}` },
  });
  return [
    judge(
      list.status === 200 && Array.isArray(list.json.slots),
      check,
      ['known to the proxy', `${ROUTES.sessions} says ${list.status}`],
      `Have the web server pass ${ROUTES.sessions} on.`,
    ),
    judge(
      unknownSlot.status === 400,
      'the slot of a sign-in',
      ['arrives', `answered ${unknownSlot.status}`],
      `Have the web server pass the query of ${ROUTES.signIn} on.`,
    ),
    checkSignOut(signOut),
    await checkCookies(context),
  ];
}

/** Whether the response clears this cookie, with or without its prefix. */
const isCleared = ({ cookies }: DoctorResponse, name: string) =>
  cookies.some((one) => one.replace(/^__Host-/, '').startsWith(`${name}=;`));

/** The response to a sign-out clears the cookie of the slot that has arrived. */
function checkSignOut(signOut: DoctorResponse): Finding {
  const check = 'the slot of a request';
  const { status } = signOut;
  if (status === 204 && isCleared(signOut, `${SESSION}_${LAST_SLOT}`))
    return pass(check, 'arrives');
  if (status === 204 && isCleared(signOut, SESSION)) {
    const remedy = `Have the web server pass the header ${SLOT_HEADER} on.`;
    return fail(check, 'does not arrive', remedy);
  }
  return fail(
    check,
    status === 204 ? 'its cookie does not come back' : `answered ${status}`,
    `Have the web server pass POST requests to ${ROUTES.signOut} on, and every cookie of the answer.`,
  );
}

/** A start clears login cookies that it cannot open, so its response shows that the last cookies arrive. */
async function checkCookies({ fetchProxy }: CheckContext): Promise<Finding> {
  const cookies = [
    ...SLOTS.map((slot) => `__Host-${SESSION}_${slot}=${'x'.repeat(VALUE_LENGTHS.session)}`),
    ...SLOTS.map((slot) => `__Host-${LOGIN}_${slot}=${'x'.repeat(VALUE_LENGTHS.login)}`),
    `${LOGIN}_${LAST_SLOT}=x`,
  ];
  const start = await fetchProxy(`${ROUTES.signIn}?slot=${LAST_SLOT}`, {
    headers: { Cookie: cookies.join('; ') },
  });
  const haveArrived = isCleared(start, `${LOGIN}_${LAST_SLOT}`);
  return judge(
    start.status === 302 && haveArrived,
    'the cookies of ten accounts',
    ['arrive', start.status === 302 ? 'do not all arrive' : `answered ${start.status}`],
    'Have the web server pass all cookies on, and accept request headers of 8 KB (large_client_header_buffers in nginx) and response headers of 4 KB (proxy_buffer_size).',
  );
}

import type { TestEnvironment } from '../support/environment/test-environment.ts';

/** Something that the browser's side, or whoever reads the proxy's log, can see, and where. */
export interface Evidence {
  readonly place: string;
  readonly text: string;
}

/** All that is to be seen now, and every answer since the world was reset. */
export async function gather(world: TestEnvironment): Promise<Evidence[]> {
  const { browser, proxy } = world;
  const { pages, ...areas } = await browser.storage();
  const [cookies, views] = await Promise.all([browser.cookies(), browser.views()]);
  const seen = await Promise.all(
    views.map(async (view) => {
      const url = await view.url();
      const extension = await view.evaluate(() => JSON.stringify({ ...sessionStorage }));
      return [
        { place: 'address', text: url },
        { place: 'title', text: await view.title() },
        { place: `document of ${url}`, text: await view.html() },
        { place: `session storage of ${url}`, text: extension },
      ];
    }),
  );
  return [
    ...Object.entries(areas).map(([kind, items]) => piece(`storage.${kind}`, items)),
    piece('local storage', pages.localStorage),
    piece('databases and caches', [pages.databases, pages.caches]),
    ...cookies.map((cookie) => piece(`cookie ${cookie.name}`, cookie)),
    ...seen.flat(),
    ...browser.responses().flatMap(({ method, url, status, headers, body }) => {
      const answer = `${method} ${url.split('?')[0]} ${status}`;
      const { location = '', ...others } = headers;
      return [
        { place: `request line of ${answer}`, text: url },
        { place: `redirect of ${answer}`, text: location },
        piece(`headers of ${answer}`, others),
        { place: `body of ${answer}`, text: body },
      ];
    }),
    { place: 'log of the proxy', text: proxy.log },
  ];
}

/** Where a secret, or a good part of one, is to be seen: as it is, or encoded in any usual way. */
export function placesOf(secrets: readonly string[], evidence: readonly Evidence[]): string[] {
  const forms = secrets.flatMap(piecesOf).flatMap(encodings);
  return evidence.filter(({ text }) => forms.some((form) => text.includes(form))).map(placeOf);
}

/** The last and the middle sixteen characters: the first ones may be the same in all of a kind. */
function piecesOf(secret: string): string[] {
  const middle = Math.floor(secret.length / 2);
  return [secret.slice(-16), secret.slice(middle - 8, middle + 8)];
}

function encodings(piece: string): string[] {
  // Three times, since base64 depends on where in its text the piece stands.
  const base64 = ['', 'x', 'xx'].map((before) => {
    const encoded = Buffer.from(before + piece).toString('base64url');
    return encoded.slice(before.length + 1, -3);
  });
  return [piece, encodeURIComponent(piece), Buffer.from(piece).toString('hex'), ...base64];
}

function placeOf({ place }: Evidence): string {
  return place;
}

function piece(place: string, value: unknown): Evidence {
  return { place, text: JSON.stringify(value) };
}

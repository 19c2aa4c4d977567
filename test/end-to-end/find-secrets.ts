import type { TestEnvironment } from '../support/environment/test-environment.ts';

/** Something that the browser's user or a reader of the proxy's log can see, and where. */
export interface Evidence {
  readonly place: string;
  readonly text: string;
}

/** Collects everything visible now, and every response since the environment was reset. */
export async function collectEvidence({ browser, proxy }: TestEnvironment): Promise<Evidence[]> {
  const { pages, ...areas } = await browser.storage();
  const [cookies, views] = await Promise.all([browser.cookies(), browser.views()]);
  const inViews = await Promise.all(
    views.map(async (view) => {
      const url = await view.url();
      const { title, html, storage } = await view.evaluate(() => ({
        title: document.title,
        html: document.documentElement.outerHTML,
        storage: { ...sessionStorage },
      }));
      return [
        { place: 'address', text: url },
        { place: 'title', text: title },
        { place: `document of ${url}`, text: html },
        asJson(`session storage of ${url}`, storage),
      ];
    }),
  );
  return [
    ...Object.entries(areas).map(([kind, items]) => asJson(`storage.${kind}`, items)),
    asJson('local storage', pages.localStorage),
    asJson('databases and caches', [pages.databases, pages.caches]),
    ...cookies.map((cookie) => asJson(`cookie ${cookie.name}`, cookie)),
    ...inViews.flat(),
    ...browser.responses().flatMap(({ method, url, status, headers, body }) => {
      const response = `${method} ${url.split('?')[0]} ${status}`;
      const { location = [], ...others } = headers;
      return [
        { place: `request line of ${response}`, text: url },
        asJson(`redirect of ${response}`, location),
        asJson(`headers of ${response}`, others),
        { place: `body of ${response}`, text: body },
      ];
    }),
    { place: 'log of the proxy', text: proxy.log },
  ];
}

/** The places where a secret or a part of one appears, in plain text or in a common encoding. */
export function placesOf(secrets: readonly string[], evidence: readonly Evidence[]): string[] {
  const forms = secrets.flatMap(partsOf).flatMap(encodings);
  return evidence
    .filter(({ text }) => forms.some((form) => text.includes(form)))
    .map(({ place }) => place);
}

/** The last and the middle 16 characters. The first ones may be a prefix that all tokens share. */
function partsOf(secret: string): string[] {
  const middle = Math.floor(secret.length / 2);
  return [secret.slice(-16), secret.slice(middle - 8, middle + 8)];
}

function encodings(part: string): string[] {
  // Three variants, because base64 depends on the position of the part in the encoded text.
  const base64 = ['', 'x', 'xx'].map((before) => {
    const encoded = Buffer.from(before + part).toString('base64url');
    return encoded.slice(before.length + 1, -3);
  });
  return [part, encodeURIComponent(part), Buffer.from(part).toString('hex'), ...base64];
}

function asJson(place: string, value: unknown): Evidence {
  return { place, text: JSON.stringify(value) };
}

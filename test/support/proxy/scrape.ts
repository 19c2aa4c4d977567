import { request } from 'undici';

/** One response of a metrics port, as Prometheus reads it. */
export interface Scrape {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Every series by its name and labels, as they are written: `name{label="value"}`. */
  series: ReadonlyMap<string, number>;
}

/** Reads the metrics of a proxy. */
export async function scrape(metricsUrl: string): Promise<Scrape> {
  const response = await request(`${metricsUrl}/metrics`);
  const text = await response.body.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const series = new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    }),
  );
  return { status: response.statusCode, headers: response.headers, text, series };
}

import type { View } from './view.ts';

/** Chooses the file at `path` in the first file field of a page. */
export async function chooseFile({ page }: View, path: string): Promise<void> {
  const field = await page.$('input[type="file"]');
  await (field as Awaited<ReturnType<typeof page.$<'input'>>>)?.uploadFile(path);
}

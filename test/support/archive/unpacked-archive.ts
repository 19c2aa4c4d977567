import { emptyFolder } from '../folders/empty-folder.ts';
import { packInto } from './pack-into.ts';

/** Packs the proxy and unpacks it into a folder that every user can read, removed when the test has finished. */
export async function unpackedArchive(): Promise<string> {
  const folder = emptyFolder();
  await packInto(folder);
  return folder;
}

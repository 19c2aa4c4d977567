import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from '../../support/build/built-extension.ts';
import { runTool } from '../../support/build/tools.ts';

const CONFIG = fileURLToPath(new URL('wxt.config.ts', import.meta.url));
const PAINTED = fileURLToPath(new URL('painted.js', import.meta.url));

/**
 * Builds the extension for Chromium as for a user, with one page more: React, and a balance that is known.
 * Both pages note when they have painted it. Gives the folder of the extension.
 */
export async function buildPages(folder: string): Promise<string> {
  const env = { ...plainEnvironment(), BENCH_PAGES: folder, JITI_FS_CACHE: 'false' };
  const args = ['build', '--browser', 'chrome', '--config', CONFIG];
  const { code, output } = await runTool('wxt', args, { shown: false, env });
  if (code !== 0) throw new Error(`The pages could not be built:\n${output}`);
  const extension = join(folder, 'chrome-mv3');
  copyFileSync(PAINTED, join(extension, 'painted.js'));
  for (const page of ['popup.html', 'bare.html']) {
    const file = join(extension, page);
    const html = readFileSync(file, 'utf8');
    if (!html.includes('<head>')) throw new Error(`${page} has no head.`);
    writeFileSync(file, html.replace('<head>', '<head><script src="/painted.js"></script>'));
  }
  return extension;
}

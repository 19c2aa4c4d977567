import { CommandError } from '../support/system/find-program.ts';
import { thisMachine } from '../support/system/machine.ts';

/** Throws if this is a Linux machine without a Chinese font; the message says what to install. */
export function needChineseFonts(): void {
  if (thisMachine.platform !== 'linux') return;
  const { status, output } = thisMachine.run('fc-list', [':lang=zh']);
  if (status === 0 && output.trim() !== '') return;
  throw new CommandError(
    'This machine has no font for Chinese, so the Chinese pictures would show boxes. Install one with:\n\n' +
      '  sudo apt-get update && sudo apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk\n',
  );
}

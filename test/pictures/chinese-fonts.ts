import { CommandError } from '../support/system/find-program.ts';
import { type Machine, thisMachine } from '../support/system/machine.ts';

/** Throws if a Linux machine has no Chinese font; the message says what to install. */
export function needChineseFonts(machine: Machine = thisMachine): void {
  if (machine.platform !== 'linux') return;
  const { status, output } = machine.run('fc-list', [':lang=zh']);
  if (status === 0 && output.trim() !== '') return;
  throw new CommandError(
    'This machine has no font for Chinese, so the Chinese pictures would show boxes. Install one with:\n\n' +
      '  sudo apt-get update && sudo apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk\n',
  );
}
